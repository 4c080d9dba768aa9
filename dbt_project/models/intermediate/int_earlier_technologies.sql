{{
    config(
        materialized='incremental',
        incremental_strategy='replace_weeks',
        on_schema_change='append_new_columns',
        tags=['weekly']
    )
}}

with weeks as (

    select week_start
    from {{ ref('int_weeks') }}
    where {{ in_weeks() }}

),

-- The earlier window is counted anew: read from that week's own rows it would depend on the order of builds.
window_cohorts as (

    select
        weeks.week_start,
        cohorts.cohort_start,
        cohorts.cohort_end
    from weeks
    inner join {{ ref('int_window_cohorts') }} as cohorts
        on cohorts.week_start = weeks.week_start - 7 * {{ var('momentum_weeks') }}

),

vacancies as (

    select
        published_on,
        direction,
        specialization,
        unnest(list_append(technologies, null)) as technology
    from {{ ref('int_vacancies') }}
    where is_it and is_in_scope and len(technologies) > 0

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
        vacancies.technology,
        count(*) as n
    from vacancies
    inner join cohorts on vacancies.published_on between cohorts.cohort_start and cohorts.cohort_end
    group by cohorts.cohort_start, vacancies.direction, vacancies.specialization, vacancies.technology

),

earlier_technologies as (

    select
        window_cohorts.week_start,
        counted.direction,
        counted.specialization,
        counted.technology,
        sum(counted.n)::bigint as n
    from counted
    inner join window_cohorts on counted.cohort_start = window_cohorts.cohort_start
    group by window_cohorts.week_start, counted.direction, counted.specialization, counted.technology

)

select * from earlier_technologies
