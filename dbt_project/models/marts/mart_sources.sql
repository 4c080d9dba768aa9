with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

counted as (

    select * from {{ ref('int_window_sources') }}
    where {{ in_weeks() }}

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
