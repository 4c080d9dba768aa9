{{
    config(
        materialized='incremental',
        incremental_strategy='replace_weeks',
        on_schema_change='append_new_columns',
        tags=['weekly']
    )
}}

with vacancy_weeks as (

    select
        week_start,
        vacancy_id
    from {{ ref('int_vacancy_weeks') }}
    where is_in_window and {{ in_weeks() }}

),

vacancies as (

    select
        vacancy_id,
        direction,
        specialization,
        grade,
        unnest(technologies) as technology
    from {{ ref('int_vacancies') }}
    where is_it and is_in_scope

),

window_technologies as (

    select
        vacancy_weeks.week_start,
        vacancies.direction,
        vacancies.specialization,
        vacancies.grade,
        vacancies.technology,
        count(*) as n
    from vacancy_weeks
    inner join vacancies on vacancy_weeks.vacancy_id = vacancies.vacancy_id
    group by
        vacancy_weeks.week_start, vacancies.direction, vacancies.specialization, vacancies.grade, vacancies.technology

)

select * from window_technologies
