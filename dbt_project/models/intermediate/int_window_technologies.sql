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
        bool_or(cohorts.week_start = weeks.week_start)::integer as in_window,
        bool_or(cohorts.week_start < weeks.week_start)::integer as in_earlier_window
    from weeks
    inner join {{ ref('int_window_cohorts') }} as cohorts
        on
            weeks.week_start = cohorts.week_start
            or weeks.week_start = cohorts.week_start + 7 * {{ var('momentum_weeks') }}
    group by weeks.week_start, cohorts.cohort_start

),

by_cohort as (

    select
        cohort_start,
        direction,
        specialization,
        technology,
        sum(n) as n
    from {{ ref('int_cohort_technologies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)
    group by cohort_start, direction, specialization, technology

),

window_technologies as (

    select
        window_cohorts.week_start,
        by_cohort.direction,
        by_cohort.specialization,
        by_cohort.technology,
        sum(by_cohort.n * window_cohorts.in_window)::bigint as n,
        sum(by_cohort.n * window_cohorts.in_earlier_window)::bigint as earlier_n
    from by_cohort
    inner join window_cohorts on by_cohort.cohort_start = window_cohorts.cohort_start
    group by window_cohorts.week_start, by_cohort.direction, by_cohort.specialization, by_cohort.technology

)

select * from window_technologies
