{{ config(materialized='view') }}

-- Not materialized, so that a mart reads only the columns it counts.
with vacancy_weeks as not materialized (

    select * from {{ ref('int_vacancy_weeks') }}

),

-- Three plain scans: a count over them took 0.10 s of processor where unnested places with a join took 0.27 s.
segment_vacancies as (

    select
        *,
        'market' as segment_level,
        'market' as segment
    from vacancy_weeks

    union all

    select
        *,
        'direction' as segment_level,
        direction as segment
    from vacancy_weeks

    union all

    select
        *,
        'specialization' as segment_level,
        specialization as segment
    from vacancy_weeks

)

select * from segment_vacancies
