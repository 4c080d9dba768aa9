{{
    config(
        materialized='incremental',
        incremental_strategy='replace_weeks',
        on_schema_change='append_new_columns'
    )
}}

with weeks as (

    select * from {{ ref('int_week_currencies') }}
    where {{ in_weeks() }}

),

bounds as (

    select
        min(week_start) as first_week,
        max(week_start) as last_week
    from weeks

),

-- A vacancy matters from the week it was published in until it has left the window: at most 90 days after it left.
calendar as (

    select
        vacancy_id,
        published_on,
        left_on,
        left_by_closing,
        has_salary,
        salary_month,
        salary_currency,
        is_outlier,
        -- Numbers of weeks: a series of sixteen million timestamps takes a fifth more processor time.
        bounds.first_week + 7 * unnest(range(
            (greatest(date_trunc('week', published_on)::date, bounds.first_week) - bounds.first_week) // 7,
            (least(left_on + {{ var('active_days') }}, bounds.last_week) - bounds.first_week) // 7 + 1
        ))::integer as week_start
    from {{ ref('int_counted_vacancies') }}
    cross join bounds
    -- Most have left long ago: without this, empty lists of weeks were made for them.
    where published_on < bounds.last_week + 7 and left_on + {{ var('active_days') }} >= bounds.first_week

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
        vacancies.salary_month * weeks.usd_per_unit as salary_usd_month_current,
        vacancies.has_salary,
        vacancies.is_outlier
    from calendar as vacancies
    inner join weeks
        on
            vacancies.week_start = weeks.week_start
            and vacancies.salary_currency = weeks.currency
            and vacancies.published_on <= weeks.flow_end
            and vacancies.left_on >= weeks.window_start

),

-- Only what differs from week to week: fifteen million rows for a million vacancies over a year. Marts count vacancies.
vacancy_weeks as (

    select
        * exclude (has_salary, is_outlier),
        -- A number for each word: as texts they took a quarter of the time of writing these rows.
        ({{ salary_status() }})::enum('not stated', 'not converted', 'outlier', 'usable') as salary_status
    from statuses

)

select * from vacancy_weeks
