{{ config(materialized='view') }}

-- Not materialized: a step that is read twice is kept with all its columns, lists and texts as well.
with vacancies as not materialized (

    select * from {{ ref('int_vacancies') }}
    where is_it and is_in_scope

),

weeks as (

    select * from {{ ref('int_weeks') }}

),

cohort_days as (

    select distinct
        cohort_start,
        unnest(generate_series(cohort_start, cohort_end, interval 1 day))::date as published_on
    from {{ ref('int_window_cohorts') }}

),

week_days as (

    select
        week_start,
        unnest(generate_series(week_start, flow_end, interval 1 day))::date as published_on
    from weeks

),

-- One row a day, so that each of a million vacancies is looked up once.
days as (

    select
        cohort_days.cohort_start,
        week_days.week_start as new_in_week,
        coalesce(cohort_days.published_on, week_days.published_on) as published_on
    from cohort_days
    full outer join week_days on cohort_days.published_on = week_days.published_on

),

counted_vacancies as (

    select
        vacancies.vacancy_id,
        days.cohort_start,
        days.new_in_week,
        vacancies.published_on,
        vacancies.first_seen_on,
        vacancies.closed_on,
        vacancies.left_on,
        vacancies.left_by_closing,
        vacancies.direction,
        vacancies.specialization,
        vacancies.grade,
        vacancies.grade_basis,
        vacancies.technologies,
        vacancies.company,
        nullif(lower(trim(vacancies.company)), '') as employer_key,
        vacancies.country,
        vacancies.countries,
        vacancies.city,
        vacancies.work_format,
        vacancies.source_family,
        vacancies.source_type,
        vacancies.source,
        vacancies.sources,
        vacancies.posting_count,
        vacancies.description_quality,
        vacancies.salary_point is not null as has_salary,
        coalesce(vacancies.salary_currency, 'none') as salary_currency,
        vacancies.salary_month,
        vacancies.salary_bound,
        vacancies.salary_tax,
        vacancies.contract,
        vacancies.salary_usd_month,
        vacancies.salary_band,
        vacancies.is_outlier,
        vacancies.is_listed,
        vacancies.is_simulated
    from vacancies
    left join days on vacancies.published_on = days.published_on

)

select * from counted_vacancies
