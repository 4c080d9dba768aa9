with intervals as (

    select
        'grade share' as figure,
        share as value,
        share_low as low,
        share_high as high
    from {{ ref('mart_weekly_grades') }}

    union all

    select
        'format share' as figure,
        share as value,
        share_low as low,
        share_high as high
    from {{ ref('mart_weekly_work_formats') }}

    union all

    select
        'technology share' as figure,
        share as value,
        share_low as low,
        share_high as high
    from {{ ref('mart_technologies') }}

    union all

    select
        'ladder median' as figure,
        median_usd_month as value,
        median_usd_month_low as low,
        median_usd_month_high as high
    from {{ ref('mart_salary_ladder') }}

    union all

    select
        'headline median' as figure,
        median_usd_month as value,
        median_usd_month_low as low,
        median_usd_month_high as high
    from {{ ref('mart_market_summary') }}

)

-- The difference of nulls is null, so a figure without an interval is looked for by name.
select *
from intervals
where
    value < low - 1e-9
    or value > high + 1e-9
    or (value is not null and (low is null or high is null))
    or (value is null and (low is not null or high is not null))
