{{ config(materialized='view') }}

-- Without the fields of the vacancy, which fct_vacancies holds.
with vacancy_weeks as (

    select
        week_start,
        vacancy_id,
        is_active,
        is_new,
        is_closed,
        is_aged_out,
        is_in_window,
        is_closed_in_window,
        salary_status::varchar as salary_status,
        salary_usd_month_current
    from {{ ref('int_vacancy_weeks') }}

)

select * from vacancy_weeks
