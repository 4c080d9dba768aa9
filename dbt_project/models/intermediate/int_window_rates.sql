with window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

window_rates as (

    select
        window_cohorts.week_start,
        window_cohorts.cohort_start,
        week_currencies.currency,
        week_currencies.usd_per_unit
    from window_cohorts
    inner join {{ ref('int_week_currencies') }} as week_currencies
        on window_cohorts.week_start = week_currencies.week_start

)

select * from window_rates
