-- Pay bands are a whole of their own beside "not stated"; every breakdown of pay transparency is the whole window.
with band_wholes as (

    select
        week_start,
        segment_level,
        segment,
        sum(share) as whole,
        bool_or(is_suppressed) as has_suppressed_part,
        sum(n) as shown_n,
        max(total_n) as total_n,
        max(stated_n) as stated_n,
        max(n) filter (where not is_stated) as not_stated_n
    from {{ ref('mart_weekly_salary_bands') }}
    group by week_start, segment_level, segment

),

breakdown_wholes as (

    select
        week_start,
        segment_level,
        segment,
        breakdown,
        sum(total_n) as total_n
    from {{ ref('mart_pay_transparency') }}
    group by week_start, segment_level, segment, breakdown

)

select
    'bands' as mart,
    week_start,
    segment_level,
    segment
from band_wholes
where
    whole > 1 + 1e-9
    or shown_n > total_n
    or (not has_suppressed_part and (abs(whole - 1) > 1e-9 or shown_n <> total_n))
    or not_stated_n <> total_n - stated_n

union all

select
    'pay breakdown ' || breakdowns.breakdown as mart,
    breakdowns.week_start,
    breakdowns.segment_level,
    breakdowns.segment
from breakdown_wholes as breakdowns
inner join breakdown_wholes as wholes
    on
        breakdowns.week_start = wholes.week_start
        and breakdowns.segment_level = wholes.segment_level
        and breakdowns.segment = wholes.segment
        and wholes.breakdown = 'all'
where breakdowns.total_n <> wholes.total_n
