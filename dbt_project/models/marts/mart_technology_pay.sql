with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

compared as (

    select
        *,
        {{ is_change_suppressed('n') }} as is_suppressed
    from {{ ref('int_window_premiums') }}
    where {{ in_weeks() }}

),

technologies as (

    select * from {{ ref('mart_technologies') }}
    where {{ in_weeks() }}

),

premiums as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        compared.technology,
        {{ shown_count('compared.n') }} as n,
        compared.cells_n,
        compared.n / technologies.n as coverage,
        if(compared.is_suppressed, null, round(100 * (compared.ratio - 1), 1)) as premium_pct,
        if(compared.is_suppressed, null, round(100 * (compared.ratio_low - 1), 1)) as premium_pct_low,
        if(compared.is_suppressed, null, round(100 * (compared.ratio_high - 1), 1)) as premium_pct_high,
        compared.is_suppressed
    from compared
    inner join segment_weeks
        on
            compared.week_start = segment_weeks.week_start
            and compared.segment_level = segment_weeks.segment_level
            and compared.segment = segment_weeks.segment
    left join technologies
        on
            compared.week_start = technologies.week_start
            and compared.segment_level = technologies.segment_level
            and compared.segment = technologies.segment
            and compared.technology = technologies.technology

)

select * from premiums
