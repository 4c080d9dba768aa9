with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

vacancies as (

    select
        cohort_start,
        vacancy_id,
        direction,
        specialization,
        case when len(sources) = 1 then work_format end as own_format,
        len(sources) = 1 as is_exclusive
    from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

vacancy_sources as (

    select
        vacancy_id,
        source_family,
        source_type,
        source,
        count(*) as posting_n,
        bool_or(preferred_rank = 1) as is_preferred
    from {{ ref('int_vacancy_postings') }}
    group by vacancy_id, source_family, source_type, source

),

by_cohort as (

    select
        vacancies.cohort_start,
        vacancies.direction,
        vacancies.specialization,
        vacancy_sources.source_family,
        vacancy_sources.source_type,
        vacancy_sources.source,
        sum(vacancy_sources.posting_n)::bigint as posting_n,
        count(*) as n,
        count(*) filter (where vacancies.is_exclusive) as exclusive_n,
        count(*) filter (where vacancy_sources.is_preferred) as preferred_n,
        count(vacancies.own_format) as own_format_n,
        count(*) filter (where vacancies.own_format = 'remote') as own_remote_n,
        count(*) filter (where vacancies.own_format = 'hybrid') as own_hybrid_n,
        count(*) filter (where vacancies.own_format = 'office') as own_office_n
    from vacancies
    inner join vacancy_sources on vacancies.vacancy_id = vacancy_sources.vacancy_id
    group by
        vacancies.cohort_start, vacancies.direction, vacancies.specialization,
        vacancy_sources.source_family, vacancy_sources.source_type, vacancy_sources.source

),

-- Counted by specialization and rolled up: a vacancy has one.
by_specialization as (

    select
        window_cohorts.week_start,
        by_cohort.direction,
        by_cohort.specialization,
        by_cohort.source_family,
        by_cohort.source_type,
        by_cohort.source,
        sum(by_cohort.posting_n)::bigint as posting_n,
        sum(by_cohort.n)::bigint as n,
        sum(by_cohort.exclusive_n)::bigint as exclusive_n,
        sum(by_cohort.preferred_n)::bigint as preferred_n,
        sum(by_cohort.own_format_n)::bigint as own_format_n,
        sum(by_cohort.own_remote_n)::bigint as own_remote_n,
        sum(by_cohort.own_hybrid_n)::bigint as own_hybrid_n,
        sum(by_cohort.own_office_n)::bigint as own_office_n
    from by_cohort
    inner join window_cohorts on by_cohort.cohort_start = window_cohorts.cohort_start
    group by
        window_cohorts.week_start, by_cohort.direction, by_cohort.specialization, by_cohort.source_family,
        by_cohort.source_type, by_cohort.source

),

-- The preferred member is one, so these add up to the vacancies.
totals as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        sum(preferred_n)::bigint as total_n
    from by_specialization
    group by {{ segment_sets() }}

),

counted as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        source_family,
        source_type,
        source,
        sum(posting_n)::bigint as posting_n,
        sum(n)::bigint as n,
        sum(exclusive_n)::bigint as exclusive_n,
        sum(preferred_n)::bigint as preferred_n,
        sum(own_format_n)::bigint as own_format_n,
        sum(own_remote_n)::bigint as own_remote_n,
        sum(own_hybrid_n)::bigint as own_hybrid_n,
        sum(own_office_n)::bigint as own_office_n
    from by_specialization
    group by {{ segment_sets('source_family, source_type, source') }}

),

sources as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        counted.source_family,
        counted.source_type,
        counted.source,
        {{ shown_count('counted.posting_n') }} as postings,
        {{ shown_count('counted.n') }} as vacancies,
        totals.total_n,
        {{ shown_share('counted.n', 'totals.total_n') }} as share,
        {{ wilson('counted.n', 'totals.total_n', 'low') }} as share_low,
        {{ wilson('counted.n', 'totals.total_n', 'high') }} as share_high,
        {{ shown_count('counted.exclusive_n') }} as exclusive_vacancies,
        case when counted.n >= {{ var('min_count') }} then 1 - counted.exclusive_n / counted.n end as overlap_share,
        {{ shown_count('counted.preferred_n') }} as preferred_n,
        {{ shown_share('counted.preferred_n', 'totals.total_n') }} as preferred_share,
        {{ shown_count('counted.own_format_n') }} as own_format_n,
        {{ shown_count('counted.own_remote_n') }} as own_remote_n,
        {{ shown_count('counted.own_hybrid_n') }} as own_hybrid_n,
        {{ shown_count('counted.own_office_n') }} as own_office_n,
        {{ is_count_suppressed('counted.n') }} as is_suppressed
    from counted
    inner join segment_weeks
        on
            counted.week_start = segment_weeks.week_start
            and counted.segment_level = segment_weeks.segment_level
            and counted.segment = segment_weeks.segment
    inner join totals
        on
            counted.week_start = totals.week_start
            and counted.segment_level = totals.segment_level
            and counted.segment = totals.segment

)

select * from sources
