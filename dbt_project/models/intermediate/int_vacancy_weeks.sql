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

bounds as (

    select
        min(week_start) as first_week,
        max(week_start) as last_week
    from weeks

),

currencies as (

    select distinct coalesce(salary_currency, 'none') as currency
    from vacancies

),

-- Every week with every currency, so that one join to a small table finds days and rate: DuckDB takes the millions of
-- vacancy weeks for few, and would build the hash table of a second join from them.
week_currencies as (

    select
        weeks.*,
        currencies.currency,
        week_rates.usd_per_unit
    from weeks
    cross join currencies
    left join {{ ref('int_week_rates') }} as week_rates
        on weeks.week_start = week_rates.week_start and currencies.currency = week_rates.currency

),

-- A vacancy matters from the week it was published in until it has left the window: at most 90 days after it left.
calendar as (

    select
        vacancies.*,
        unnest(generate_series(
            greatest(date_trunc('week', vacancies.published_on), bounds.first_week)::timestamp,
            least(vacancies.left_on + {{ var('active_days') }}, bounds.last_week)::timestamp,
            interval 7 day
        ))::date as week_start
    from vacancies
    cross join bounds

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
        vacancies.salary_month * weeks.usd_per_unit as salary_usd_month_current,
        vacancies.direction,
        vacancies.specialization,
        vacancies.grade,
        vacancies.grade_basis,
        vacancies.work_format,
        vacancies.country,
        vacancies.city,
        vacancies.company,
        vacancies.source_type,
        len(vacancies.technologies) > 0 as has_technologies,
        vacancies.description_quality,
        vacancies.contract,
        vacancies.salary_bound,
        vacancies.salary_tax,
        vacancies.salary_band,
        vacancies.salary_usd_month,
        vacancies.is_outlier,
        vacancies.is_listed,
        vacancies.is_simulated,
        vacancies.published_on,
        vacancies.first_seen_on,
        vacancies.closed_on
    from calendar as vacancies
    inner join week_currencies as weeks
        on
            vacancies.week_start = weeks.week_start
            and coalesce(vacancies.salary_currency, 'none') = weeks.currency
            and vacancies.published_on <= weeks.flow_end
            and vacancies.left_on >= weeks.window_start

),

-- Once a week, so that no mart has to join millions of rows to their vacancies again. Lists stay with the vacancies.
vacancy_weeks as (

    select
        * exclude (has_salary),
        case
            when not has_salary then 'not stated'
            when salary_usd_month_current is null then 'not converted'
            when
                is_outlier
                or salary_usd_month_current not between
                {{ var('outlier_below_usd') }} and {{ var('outlier_above_usd') }}
                then 'outlier'
            else 'usable'
        end as salary_status
    from statuses

)

select * from vacancy_weeks
