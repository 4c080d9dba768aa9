{% set figures = [
    ("mart_weekly_salary_bands", "share", "is_suppressed or not is_stated"),
    ("mart_weekly_salaries", "median_usd_month", "is_suppressed"),
    ("mart_weekly_salaries", "p25_usd_month", "is_suppressed"),
    ("mart_weekly_salaries", "p75_usd_month", "is_suppressed"),
    ("mart_technology_pairs", "support", "is_suppressed"),
    ("mart_pay_transparency", "share", "is_suppressed"),
    ("mart_pay_transparency", "range_share", "range_n is null"),
    ("mart_pay_transparency", "tax_share", "tax_n is null"),
    ("mart_employers", "share", "is_suppressed"),
    ("mart_employers", "median_usd_month", "is_median_suppressed"),
    ("mart_specializations", "share", "is_suppressed"),
    ("mart_technology_pay", "premium_pct", "is_suppressed"),
    ("mart_salary_index", "growth_pct", "is_suppressed"),
    ("mart_demand_index", "growth_pct", "is_suppressed"),
    ("mart_salary_ladder", "grade_share", "is_grade_share_suppressed"),
    ("mart_salary_breakdowns", "median_usd_month", "is_suppressed"),
    ("mart_grade_technologies", "share", "is_suppressed"),
    ("mart_grade_technologies", "others_share", "others_n is null"),
    ("mart_technology_contrasts", "share", "is_suppressed"),
    ("mart_technology_contrasts", "other_share", "is_other_suppressed"),
] %}

-- A figure lies within its interval, has both ends, and is hidden exactly when its flag says so.
with intervals as (

    {% for mart, figure, hidden in figures %}
        select
            '{{ mart }}.{{ figure }}' as figure,
            {{ figure }} as value,
            {{ figure }}_low as low,
            {{ figure }}_high as high,
            {{ hidden }} as is_hidden
        from {{ ref(mart) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

)

select *
from intervals
where
    value < low - 1e-9
    or value > high + 1e-9
    or (value is null) <> is_hidden
    or (low is null) <> is_hidden
    or (high is null) <> is_hidden

union all

-- The upper end of a quantile of a survival curve may lie beyond the follow-up.
select
    'mart_days_open' as figure,
    median_days as value,
    median_days_low as low,
    median_days_high as high,
    is_suppressed as is_hidden
from {{ ref('mart_days_open') }}
where
    p25_days > median_days
    or median_days > p75_days
    or median_days not between median_days_low and coalesce(median_days_high, median_days)
    or median_days_high > follow_up_days
    or (is_suppressed and coalesce(p25_days, median_days, p75_days, p25_days_low) is not null)
    or is_median_reached <> (median_days is not null)
