with weeks as (

    select
        week_start,
        window_start,
        as_of
    from {{ ref('int_weeks') }}

),

edges as (

    select window_start as cohort_start from weeks
    union
    select (as_of + 1)::date as cohort_start from weeks

),

cohorts as (

    select
        cohort_start,
        (lead(cohort_start) over (order by cohort_start) - 1)::date as cohort_end
    from edges

),

window_cohorts as (

    select
        weeks.week_start,
        weeks.as_of,
        cohorts.cohort_start,
        cohorts.cohort_end
    from weeks
    inner join cohorts on cohorts.cohort_start between weeks.window_start and weeks.as_of

)

select * from window_cohorts
