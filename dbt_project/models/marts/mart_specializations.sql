with summary as (

    select * from {{ ref('mart_market_summary') }}
    where {{ in_weeks() }}

),

segments as (

    select * from {{ ref('int_segments') }}

),

-- Neighbours are the specializations of one direction, and the directions of the market.
neighbours as (

    select
        summary.*,
        segments.segment_name,
        segments.wider_level,
        segments.wider_segment,
        segments.sort_order
    from summary
    inner join segments on summary.segment_level = segments.segment_level and summary.segment = segments.segment
    where summary.segment_level <> 'market'

),

compared as (

    select
        neighbours.*,
        wider.new_90d as wider_new_90d,
        wider.median_usd_month as wider_median_usd_month,
        wider.median_usd_month_low as wider_median_usd_month_low,
        wider.median_usd_month_high as wider_median_usd_month_high,
        count(*) over same_family as neighbours_n,
        if(
            neighbours.new_90d is null,
            null,
            rank() over (
                partition by neighbours.week_start, neighbours.wider_level, neighbours.wider_segment
                order by neighbours.new_90d desc nulls last
            )
        ) as rank_by_new,
        if(
            neighbours.median_usd_month is null,
            null,
            rank() over (
                partition by neighbours.week_start, neighbours.wider_level, neighbours.wider_segment
                order by neighbours.median_usd_month desc nulls last
            )
        ) as rank_by_median
    from neighbours
    inner join summary as wider
        on
            neighbours.week_start = wider.week_start
            and neighbours.wider_level = wider.segment_level
            and neighbours.wider_segment = wider.segment
    window
        same_family as (partition by neighbours.week_start, neighbours.wider_level, neighbours.wider_segment)

),

specializations as (

    select
        week_start,
        week_iso,
        as_of,
        segment_level,
        direction,
        specialization,
        segment,
        window_start,
        segment_name,
        wider_level,
        wider_segment,
        sort_order::integer as sort_order,
        neighbours_n,
        active,
        is_active_suppressed,
        new_90d as n,
        wider_new_90d as total_n,
        {{ shown_share('new_90d', 'wider_new_90d') }} as share,
        {{ wilson('new_90d', 'wider_new_90d', 'low') }} as share_low,
        {{ wilson('new_90d', 'wider_new_90d', 'high') }} as share_high,
        is_new_90d_suppressed as is_suppressed,
        rank_by_new,
        n_salary,
        salary_coverage,
        median_usd_month,
        median_usd_month_low,
        median_usd_month_high,
        is_median_suppressed,
        rank_by_median,
        wider_median_usd_month,
        -- From the medians as shown, so that a reader can recompute it.
        round(100 * (median_usd_month / wider_median_usd_month - 1), 1) as median_gap_pct,
        coalesce(
            median_usd_month_low > wider_median_usd_month_high or median_usd_month_high < wider_median_usd_month_low,
            false
        ) as is_gap_beyond_interval
    from compared

)

select * from specializations
