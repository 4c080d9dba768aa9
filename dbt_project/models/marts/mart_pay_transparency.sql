with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

counted as (

    select
        week_start,
        segment_level,
        segment,
        breakdown,
        if(breakdown = 'all', 'all', coalesce(value, 'not stated')) as value,
        n as total_n,
        salary_n as n,
        range_n,
        tax_n
    from {{ ref('int_window_counts') }}
    where breakdown in ('grade', 'country', 'work_format', 'source_type', 'all') and {{ in_weeks() }}

),

transparency as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        counted.breakdown,
        counted.value,
        {{ shown_count('counted.n') }} as n,
        counted.total_n,
        {{ shown_share('counted.n', 'counted.total_n') }} as share,
        {{ wilson('counted.n', 'counted.total_n', 'low') }} as share_low,
        {{ wilson('counted.n', 'counted.total_n', 'high') }} as share_high,
        {{ shown_count('counted.range_n') }} as range_n,
        {{ shown_share('counted.range_n', 'counted.n') }} as range_share,
        {{ wilson('counted.range_n', 'counted.n', 'low') }} as range_share_low,
        {{ wilson('counted.range_n', 'counted.n', 'high') }} as range_share_high,
        {{ shown_count('counted.tax_n') }} as tax_n,
        {{ shown_share('counted.tax_n', 'counted.n') }} as tax_share,
        {{ wilson('counted.tax_n', 'counted.n', 'low') }} as tax_share_low,
        {{ wilson('counted.tax_n', 'counted.n', 'high') }} as tax_share_high,
        {{ is_count_suppressed('counted.n') }} as is_suppressed
    from counted
    inner join segment_weeks
        on
            counted.week_start = segment_weeks.week_start
            and counted.segment_level = segment_weeks.segment_level
            and counted.segment = segment_weeks.segment

)

select * from transparency
