select
    week_start,
    segment_level,
    segment,
    active,
    new_90d
from {{ ref('mart_market_summary') }}
where active > new_90d
