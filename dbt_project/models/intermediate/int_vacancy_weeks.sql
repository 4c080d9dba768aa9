{{
    config(
        materialized='incremental',
        incremental_strategy='replace_weeks',
        on_schema_change='append_new_columns'
    )
}}

with weeks as (

    select * from {{ ref('int_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_vacancies') }}
    where is_it and is_in_scope

),

week_rates as (

    select * from {{ ref('int_week_rates') }}

),

statuses as (

    select
        weeks.week_start,
        vacancies.vacancy_id,
        vacancies.published_on <= weeks.as_of and vacancies.left_on > weeks.as_of as is_active,
        vacancies.published_on between weeks.week_start and weeks.flow_end as is_new,
        vacancies.left_by_closing
        and vacancies.left_on between weeks.week_start and weeks.flow_end as is_closed,
        not vacancies.left_by_closing
        and vacancies.left_on between weeks.week_start and weeks.flow_end as is_aged_out,
        vacancies.published_on between weeks.window_start and weeks.as_of as is_in_window,
        vacancies.left_by_closing
        and vacancies.left_on between weeks.window_start and weeks.as_of as is_closed_in_window,
        vacancies.salary_point is not null as has_salary,
        vacancies.is_outlier,
        vacancies.salary_month * week_rates.usd_per_unit as salary_usd_month_current
    from weeks
    inner join vacancies
        on
            weeks.flow_end >= vacancies.published_on
            and weeks.window_start <= vacancies.left_on
    left join week_rates
        on
            weeks.week_start = week_rates.week_start
            and vacancies.salary_currency = week_rates.currency

),

vacancy_weeks as (

    select
        week_start,
        vacancy_id,
        is_active,
        is_new,
        is_closed,
        is_aged_out,
        is_in_window,
        is_closed_in_window,
        case
            when not has_salary then 'not stated'
            when salary_usd_month_current is null then 'not converted'
            when
                is_outlier
                or salary_usd_month_current not between
                {{ var('outlier_below_usd') }} and {{ var('outlier_above_usd') }}
                then 'outlier'
            else 'usable'
        end as salary_status,
        salary_usd_month_current
    from statuses

)

select * from vacancy_weeks
