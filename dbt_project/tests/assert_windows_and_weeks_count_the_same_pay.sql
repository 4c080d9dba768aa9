-- What pay counts as is told twice: in SQL (salary_status) and in Python (paid_windows). Both count the same ads.
with weeks as (

    select
        week_start,
        count(*) filter (where salary_status = 'usable') as n,
        count(*) filter (where salary_status = 'outlier') as outliers,
        count(*) filter (where salary_status = 'not converted') as unconverted,
        count(*) filter (where salary_status <> 'not stated') as stated_n
    from {{ ref('int_vacancy_weeks') }}
    where is_in_window and {{ in_weeks() }}
    group by week_start

),

windows as (

    select
        week_start,
        n,
        outliers,
        unconverted
    from {{ ref('int_window_salaries') }}
    where segment_level = 'market' and breakdown = 'all' and {{ in_weeks() }}

)

select
    weeks.*,
    windows.n as window_n,
    windows.outliers as window_outliers,
    windows.unconverted as window_unconverted
from weeks
left join windows on weeks.week_start = windows.week_start
where
    coalesce(windows.n, 0) <> weeks.n
    or coalesce(windows.outliers, 0) <> weeks.outliers
    or coalesce(windows.unconverted, 0) <> weeks.unconverted
