select
    week_start,
    segment_level,
    segment,
    grade,
    median_usd_month,
    previous_median_usd_month,
    jump_pct
from {{ ref('mart_salary_ladder') }}
where
    -- One decimal is shown, so the exact ratio is at most half of one away.
    abs(jump_pct - 100.0 * (median_usd_month - previous_median_usd_month) / previous_median_usd_month) > 0.05 + 1e-9
    or (median_usd_month is not null and previous_median_usd_month is not null and jump_pct is null)
    or is_inversion <> coalesce(median_usd_month < previous_median_usd_month, false)
