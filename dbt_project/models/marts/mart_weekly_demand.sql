with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_segment_vacancies') }}
    where {{ in_weeks() }}

),

counted as (

    select
        week_start,
        segment_level,
        segment,
        count(*) filter (where is_new) as new_n,
        count(*) filter (where is_active) as active_n,
        count(*) filter (where is_closed) as closed_n,
        count(*) filter (where is_aged_out) as aged_out_n
    from vacancies
    group by week_start, segment_level, segment

),

demand as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        {{ shown_count('counted.new_n') }} as new_vacancies,
        {{ is_count_suppressed('counted.new_n') }} as is_new_suppressed,
        {{ shown_count('counted.active_n') }} as active,
        {{ is_count_suppressed('counted.active_n') }} as is_active_suppressed,
        {{ shown_count('counted.closed_n') }} as closed,
        {{ is_count_suppressed('counted.closed_n') }} as is_closed_suppressed,
        {{ shown_count('counted.aged_out_n') }} as aged_out,
        {{ is_count_suppressed('counted.aged_out_n') }} as is_aged_out_suppressed,
        segment_weeks.days_covered,
        segment_weeks.sources_expected,
        segment_weeks.sources_missing,
        segment_weeks.is_complete,
        segment_weeks.is_ramp_up,
        segment_weeks.is_simulated
    from segment_weeks
    left join counted
        on
            segment_weeks.week_start = counted.week_start
            and segment_weeks.segment_level = counted.segment_level
            and segment_weeks.segment = counted.segment

)

select * from demand
