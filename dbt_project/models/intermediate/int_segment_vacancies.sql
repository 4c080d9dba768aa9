{{ config(materialized='view') }}

with vacancy_weeks as (

    select * from {{ ref('int_vacancy_weeks') }}

),

vacancies as (

    select * from {{ ref('int_vacancies') }}

),

placed as (

    select
        *,
        unnest([
            {'segment_level': 'market', 'segment': 'market'},
            {'segment_level': 'direction', 'segment': direction},
            {'segment_level': 'specialization', 'segment': specialization}
        ]) as place
    from vacancies
    where is_it

),

segment_vacancies as (

    select
        vacancy_weeks.*,
        placed.place['segment_level'] as segment_level,
        placed.place['segment'] as segment,
        placed.grade,
        placed.grade_basis,
        placed.work_format,
        placed.country,
        placed.countries,
        placed.city,
        placed.technologies,
        placed.description_quality,
        placed.is_simulated,
        placed.source_type,
        placed.sources,
        placed.company,
        placed.specialization,
        placed.contract,
        placed.salary_bound,
        placed.salary_tax,
        placed.salary_band,
        placed.salary_usd_month,
        placed.is_outlier,
        placed.published_on,
        placed.first_seen_on,
        placed.closed_on
    from vacancy_weeks
    inner join placed on vacancy_weeks.vacancy_id = placed.vacancy_id

)

select * from segment_vacancies
