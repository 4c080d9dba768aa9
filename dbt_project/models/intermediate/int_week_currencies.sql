with currencies as (

    select distinct salary_currency as currency
    from {{ ref('int_counted_vacancies') }}

),

week_currencies as (

    select
        weeks.week_start,
        weeks.as_of,
        weeks.window_start,
        weeks.flow_end,
        currencies.currency,
        week_rates.usd_per_unit
    from {{ ref('int_weeks') }} as weeks
    cross join currencies
    left join {{ ref('int_week_rates') }} as week_rates
        on weeks.week_start = week_rates.week_start and currencies.currency = week_rates.currency

)

select * from week_currencies
