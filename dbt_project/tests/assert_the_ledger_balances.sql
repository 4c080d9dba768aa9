-- Every item read of a source in a week has one fate, and those of all weeks are all postings and all of quarantine.
with ledgers as (

    select
        week_start,
        source,
        sum(n) filter (where measure = 'in') as came_in,
        sum(n) filter (where measure in ('kept', 'rejected', 'merged', 'quarantined')) as accounted
    from {{ ref('mart_data_quality') }}
    group by week_start, source

),

wholes as (

    select
        (
            select count(*)
            from {{ ref('int_postings') }}
            where {{ in_weeks("date_trunc('week', first_landed_on)") }}
        )
        + (
            select count(*)
            from {{ ref('stg_quarantine') }}
            where {{ in_weeks("date_trunc('week', landed_on)") }}
        ) as landed,
        (
            select coalesce(sum(came_in), 0)
            from ledgers
            where {{ in_weeks() }}
        ) as came_in

)

select
    'mart_data_quality' as mart,
    week_start,
    source
from ledgers
where came_in is distinct from accounted

union all

select
    'mart_data_quality against the lake' as mart,
    null as week_start,
    landed || ' landed, ' || came_in || ' in the ledger' as source
from wholes
where landed <> came_in

union all

select
    'mart_market_summary' as mart,
    week_start,
    segment as source
from {{ ref('mart_market_summary') }}
where
    segment_level = 'market'
    and (
        raw_postings <> rejected + pending + merged + not_it + out_of_scope + vacancies
        or vacancies <> coalesce(new_90d, vacancies)
    )
