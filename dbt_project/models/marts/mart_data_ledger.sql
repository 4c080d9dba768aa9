with weeks as (

    select * from {{ ref('int_weeks') }}
    where {{ in_weeks() }}

),

postings as (

    select * from {{ ref('int_posting_outcomes') }}

),

quarantine as (

    select * from {{ ref('stg_quarantine') }}

),

posting_counts as (

    select
        date_trunc('week', first_landed_on)::date as week_start,
        source_family,
        count(*) as postings,
        count(*) filter (where outcome = 'vacancy') as vacancies,
        count(*) filter (where outcome = 'merged') as merged,
        count(*) filter (where outcome = 'not_it') as not_it,
        count(*) filter (where outcome = 'out_of_scope') as out_of_scope,
        count(*) filter (where outcome = 'rejected') as rejected,
        count(*) filter (where outcome = 'pending') as pending
    from postings
    group by 1, 2

),

quarantine_counts as (

    select
        date_trunc('week', landed_on)::date as week_start,
        source_family,
        count(*) as quarantined
    from quarantine
    group by 1, 2

),

counted as (

    select
        coalesce(posting_counts.week_start, quarantine_counts.week_start) as week_start,
        coalesce(posting_counts.source_family, quarantine_counts.source_family) as source_family,
        coalesce(posting_counts.postings, 0) as postings,
        coalesce(posting_counts.vacancies, 0) as vacancies,
        coalesce(posting_counts.merged, 0) as merged,
        coalesce(posting_counts.not_it, 0) as not_it,
        coalesce(posting_counts.out_of_scope, 0) as out_of_scope,
        coalesce(posting_counts.rejected, 0) as rejected,
        coalesce(posting_counts.pending, 0) as pending,
        coalesce(quarantine_counts.quarantined, 0) as quarantined
    from posting_counts
    full outer join quarantine_counts
        on
            posting_counts.week_start = quarantine_counts.week_start
            and posting_counts.source_family = quarantine_counts.source_family

),

ledger as (

    select
        weeks.week_start,
        weeks.week_iso,
        weeks.as_of,
        counted.source_family,
        counted.postings,
        counted.vacancies,
        counted.merged,
        counted.not_it,
        counted.out_of_scope,
        counted.rejected,
        counted.pending,
        counted.quarantined
    from weeks
    inner join counted on weeks.week_start = counted.week_start

)

select * from ledger
