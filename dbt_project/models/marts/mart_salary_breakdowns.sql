-- Of cities, the ones with most ads: hundreds of others would be suppressed rows.
{% set kept_cities = 20 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

counts as (

    select * from {{ ref('int_window_counts') }}
    where breakdown in ('city', 'work_format', 'contract', 'salary_tax') and {{ in_weeks() }}

),

-- Contract and tax are stated with the pay, so the ads without pay would count as ads without contract.
kept as (

    select
        *,
        rank() over (
            partition by week_start, segment_level, segment, breakdown order by n desc
        ) as value_rank
    from counts
    where value is not null
    qualify
        breakdown <> 'city'
        or (
            n >= {{ var('min_count') }}
            and row_number() over (
                partition by week_start, segment_level, segment, breakdown order by n desc, value asc
            ) <= {{ kept_cities }}
        )

),

paid as (

    select * from {{ ref('int_window_salaries') }}
    where {{ in_weeks() }}

),

salaries as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        kept.breakdown,
        kept.value,
        kept.value_rank as rank,
        {{ shown_count('paid.n') }} as n,
        kept.n as total_n,
        coalesce(paid.n, 0) / kept.n as coverage,
        coalesce(paid.outliers, 0) as outliers,
        {{ shown_amount('paid.median_usd_month', 'paid.n') }} as median_usd_month,
        {{ shown_amount('paid.median_usd_month_low', 'paid.n') }} as median_usd_month_low,
        {{ shown_amount('paid.median_usd_month_high', 'paid.n') }} as median_usd_month_high,
        {{ shown_amount('paid.p25_usd_month', 'paid.n') }} as p25_usd_month,
        {{ shown_amount('paid.p75_usd_month', 'paid.n') }} as p75_usd_month,
        {{ is_median_suppressed('paid.n') }} as is_suppressed
    from kept
    inner join segment_weeks
        on
            kept.week_start = segment_weeks.week_start
            and kept.segment_level = segment_weeks.segment_level
            and kept.segment = segment_weeks.segment
    left join paid
        on
            kept.week_start = paid.week_start
            and kept.segment_level = paid.segment_level
            and kept.segment = paid.segment
            and kept.breakdown = paid.breakdown
            and kept.value = paid.value

)

select * from salaries
