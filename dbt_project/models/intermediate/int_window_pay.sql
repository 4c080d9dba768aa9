{{ config(materialized='view') }}

with vacancies as (

    select * from {{ ref('int_counted_vacancies') }}
    where has_salary

),

converted as (

    select
        window_rates.week_start,
        vacancies.*,
        vacancies.salary_month * window_rates.usd_per_unit as salary_usd_month_current
    from vacancies
    inner join {{ ref('int_window_rates') }} as window_rates
        on
            vacancies.cohort_start = window_rates.cohort_start
            and vacancies.salary_currency = window_rates.currency

),

window_pay as (

    select
        week_start,
        vacancy_id,
        direction,
        specialization,
        grade,
        country,
        company,
        technologies,
        salary_usd_month_current,
        {{ salary_status() }} as salary_status
    from converted

)

select * from window_pay
