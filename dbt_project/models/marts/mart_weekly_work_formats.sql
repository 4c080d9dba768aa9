with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select
        *,
        new_in_week as week_start
    from {{ ref('int_counted_vacancies') }}
    where {{ in_weeks('new_in_week') }}

),

work_formats as (

    select * from {{ ref('work_formats') }}

),

counted as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        work_format,
        count(*) as n
    from vacancies
    group by {{ segment_sets('work_format') }}

),

totals as (

    select
        week_start,
        segment_level,
        segment,
        sum(n)::bigint as total_n,
        coalesce(sum(n) filter (where work_format is not null), 0)::bigint as stated_n
    from counted
    group by week_start, segment_level, segment

),

shares as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        work_formats.work_format,
        work_formats.format_order,
        {{ shown_count('counted.n') }} as n,
        {{ shown_share('counted.n', 'totals.stated_n') }} as share,
        {{ wilson('counted.n', 'totals.stated_n', 'low') }} as share_low,
        {{ wilson('counted.n', 'totals.stated_n', 'high') }} as share_high,
        coalesce(totals.stated_n, 0) as stated_n,
        coalesce(totals.total_n, 0) as total_n,
        totals.stated_n / totals.total_n as coverage,
        {{ is_count_suppressed('counted.n') }} as is_suppressed,
        segment_weeks.is_complete,
        segment_weeks.is_ramp_up
    from segment_weeks
    cross join work_formats
    left join totals
        on
            segment_weeks.week_start = totals.week_start
            and segment_weeks.segment_level = totals.segment_level
            and segment_weeks.segment = totals.segment
    left join counted
        on
            segment_weeks.week_start = counted.week_start
            and segment_weeks.segment_level = counted.segment_level
            and segment_weeks.segment = counted.segment
            and work_formats.work_format = counted.work_format

)

select * from shares
