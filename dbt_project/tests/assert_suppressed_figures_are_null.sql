select
    'demand' as mart,
    week_start,
    segment
from {{ ref('mart_weekly_demand') }}
where
    (new_vacancies is null) <> is_new_suppressed
    or (active is null) <> is_active_suppressed
    or (closed is null) <> is_closed_suppressed
    or (aged_out is null) <> is_aged_out_suppressed

union all

select
    'grades' as mart,
    week_start,
    segment
from {{ ref('mart_weekly_grades') }}
where (share is null) <> is_suppressed or (n is null) <> is_suppressed

union all

select
    'formats' as mart,
    week_start,
    segment
from {{ ref('mart_weekly_work_formats') }}
where (share is null) <> is_suppressed or (n is null) <> is_suppressed

union all

select
    'ladder' as mart,
    week_start,
    segment
from {{ ref('mart_salary_ladder') }}
where (median_usd_month is null) <> is_suppressed or (not is_suppressed and n < {{ var('min_median_n') }})

union all

select
    'technologies' as mart,
    week_start,
    segment
from {{ ref('mart_technologies') }}
where (share is null) <> is_suppressed or (rank is null) <> is_suppressed
