with vacancies as not materialized (

    select * from {{ ref('int_counted_vacancies') }}
    where cohort_start is not null and len(technologies) > 0

),

named as (

    select
        cohort_start,
        direction,
        specialization,
        grade,
        unnest(technologies) as technology
    from vacancies

),

cohort_technologies as (

    select
        cohort_start,
        direction,
        specialization,
        grade,
        technology,
        count(*) as n
    from named
    group by cohort_start, direction, specialization, grade, technology

    union all

    select
        cohort_start,
        direction,
        specialization,
        grade,
        null::varchar as technology,
        count(*) as n
    from vacancies
    group by cohort_start, direction, specialization, grade

)

select * from cohort_technologies
