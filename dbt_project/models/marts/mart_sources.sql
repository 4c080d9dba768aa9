{% set measures = [
    'posting_n', 'n', 'exclusive_n', 'preferred_n', 'own_format_n', 'own_remote_n', 'own_hybrid_n', 'own_office_n',
] %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

places as (

    select * from {{ ref('int_specialization_segments') }}

),

segments as (

    select distinct
        place,
        segment_level,
        segment
    from places

),

vacancies as (

    select
        cohort_start,
        vacancy_id,
        specialization,
        case when len(sources) = 1 then work_format end as own_format,
        len(sources) = 1 as is_exclusive
    from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

members as (

    select
        ranks.vacancy_id,
        postings.source_family,
        postings.source_type,
        postings.source,
        ranks.preferred_rank
    from {{ ref('int_vacancy_ranks') }} as ranks
    semi join vacancies on ranks.vacancy_id = vacancies.vacancy_id
    inner join {{ ref('int_posting_lifecycle') }} as postings on ranks.posting_key = postings.posting_key

),

-- Numbers instead of names: millions of rows are counted by them.
source_numbers as (

    select
        source_family,
        source_type,
        source,
        row_number() over ()::usmallint as number
    from members
    group by source_family, source_type, source

),

vacancy_sources as (

    select
        members.vacancy_id,
        source_numbers.number,
        count(*) as posting_n,
        bool_or(members.preferred_rank = 1) as is_preferred
    from members
    inner join source_numbers
        on
            members.source = source_numbers.source
            and members.source_family is not distinct from source_numbers.source_family
            and members.source_type is not distinct from source_numbers.source_type
    group by members.vacancy_id, source_numbers.number

),

by_cohort as (

    select
        vacancies.cohort_start,
        vacancies.specialization,
        vacancy_sources.number,
        sum(vacancy_sources.posting_n) as posting_n,
        count(*) as n,
        count(*) filter (where vacancies.is_exclusive) as exclusive_n,
        count(*) filter (where vacancy_sources.is_preferred) as preferred_n,
        count(vacancies.own_format) as own_format_n,
        count(*) filter (where vacancies.own_format = 'remote') as own_remote_n,
        count(*) filter (where vacancies.own_format = 'hybrid') as own_hybrid_n,
        count(*) filter (where vacancies.own_format = 'office') as own_office_n
    from vacancies
    inner join vacancy_sources on vacancies.vacancy_id = vacancy_sources.vacancy_id
    group by vacancies.cohort_start, vacancies.specialization, vacancy_sources.number

),

by_week as (

    select
        {% for measure in measures -%}
            sum(by_cohort.{{ measure }})::bigint as {{ measure }},
        {% endfor -%}
        window_cohorts.week_start,
        places.place,
        by_cohort.number
    from by_cohort
    inner join window_cohorts on by_cohort.cohort_start = window_cohorts.cohort_start
    inner join places on by_cohort.specialization = places.specialization
    group by window_cohorts.week_start, places.place, by_cohort.number

),

counted as (

    select
        by_week.*,
        -- The preferred member is one, so these add up to the vacancies.
        sum(by_week.preferred_n) over (partition by by_week.week_start, by_week.place)::bigint as total_n,
        segments.segment_level,
        segments.segment,
        source_numbers.source_family,
        source_numbers.source_type,
        source_numbers.source
    from by_week
    inner join segments on by_week.place = segments.place
    inner join source_numbers on by_week.number = source_numbers.number

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
        counted.total_n,
        {{ shown_share('counted.n', 'counted.total_n') }} as share,
        {{ wilson('counted.n', 'counted.total_n', 'low') }} as share_low,
        {{ wilson('counted.n', 'counted.total_n', 'high') }} as share_high,
        {{ shown_count('counted.exclusive_n') }} as exclusive_vacancies,
        case when counted.n >= {{ var('min_count') }} then 1 - counted.exclusive_n / counted.n end as overlap_share,
        {{ shown_count('counted.preferred_n') }} as preferred_n,
        {{ shown_share('counted.preferred_n', 'counted.total_n') }} as preferred_share,
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

)

select * from sources
