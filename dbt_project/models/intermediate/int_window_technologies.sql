{{
    config(
        materialized='incremental',
        incremental_strategy='replace_weeks',
        on_schema_change='append_new_columns',
        tags=['weekly']
    )
}}

with window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

vacancies as (

    select
        published_on,
        direction,
        specialization,
        grade,
        unnest(technologies) as technology
    from {{ ref('int_vacancies') }}
    where is_it and is_in_scope

),

cohorts as (

    select distinct
        cohort_start,
        cohort_end
    from window_cohorts

),

counted as (

    select
        cohorts.cohort_start,
        vacancies.direction,
        vacancies.specialization,
        vacancies.grade,
        vacancies.technology,
        count(*) as n
    from vacancies
    inner join cohorts on vacancies.published_on between cohorts.cohort_start and cohorts.cohort_end
    group by
        cohorts.cohort_start, vacancies.direction, vacancies.specialization, vacancies.grade, vacancies.technology

),

window_technologies as (

    select
        window_cohorts.week_start,
        counted.direction,
        counted.specialization,
        counted.grade,
        counted.technology,
        sum(counted.n)::bigint as n
    from counted
    inner join window_cohorts on counted.cohort_start = window_cohorts.cohort_start
    group by
        window_cohorts.week_start, counted.direction, counted.specialization, counted.grade, counted.technology

)

select * from window_technologies
