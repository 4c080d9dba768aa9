with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

weeks as (

    select * from {{ ref('int_weeks') }}
    where {{ in_weeks() }}

),

daily_flows as (

    select * from {{ ref('int_daily_flows') }}

),

-- The stock is all that came in less all that left, so its count goes back to the first day.
counted as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        coalesce(sum(published) filter (where day >= week_start), 0)::bigint as new_n,
        coalesce(sum(published - closed - aged_out) filter (where day <= as_of), 0)::bigint as active_n,
        coalesce(sum(closed) filter (where day >= week_start), 0)::bigint as closed_n,
        coalesce(sum(aged_out) filter (where day >= week_start), 0)::bigint as aged_out_n
    from weeks
    inner join daily_flows on weeks.flow_end >= daily_flows.day
    group by {{ segment_sets() }}

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
