-- Rows with a suppressed part are left out: their shown parts rightly add up to less.
with parts as (

    select
        'mart_weekly_grades' as mart,
        week_start,
        segment_level,
        segment,
        share,
        is_suppressed
    from {{ ref('mart_weekly_grades') }}

    union all

    select
        'mart_weekly_work_formats' as mart,
        week_start,
        segment_level,
        segment,
        share,
        is_suppressed
    from {{ ref('mart_weekly_work_formats') }}

    union all

    select
        'mart_geography' as mart,
        week_start,
        segment_level,
        segment,
        share,
        is_suppressed
    from {{ ref('mart_geography') }}
    where is_stated

    union all

    select
        'mart_sources' as mart,
        week_start,
        segment_level,
        segment,
        preferred_share as share,
        preferred_n is null as is_suppressed
    from {{ ref('mart_sources') }}

    union all

    select
        'mart_market_summary' as mart,
        week_start,
        segment_level,
        segment,
        remote_share + hybrid_share + office_share as share,
        is_format_suppressed as is_suppressed
    from {{ ref('mart_market_summary') }}

),

wholes as (

    select
        mart,
        week_start,
        segment_level,
        segment,
        sum(share) as whole,
        bool_or(is_suppressed) as has_suppressed_part
    from parts
    group by mart, week_start, segment_level, segment

)

select *
from wholes
where whole > 1 + 1e-9 or (not has_suppressed_part and abs(whole - 1) > 1e-9)
