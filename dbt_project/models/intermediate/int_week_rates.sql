with weeks as (

    select * from {{ ref('int_weeks') }}

),

rates as (

    select * from {{ ref('stg_exchange_rates') }}

),

quoted as (

    select
        weeks.week_start,
        rates.currency,
        arg_max(rates.usd_per_unit, rates.valid_on) as usd_per_unit,
        arg_max(rates.rate_on, rates.valid_on) as rate_on,
        arg_max(rates.rate_source, rates.valid_on) as rate_source
    from weeks
    inner join rates
        on
            rates.valid_on between weeks.as_of - {{ var('rate_max_age_days') }} and weeks.as_of
            and rates.rate_on >= weeks.as_of - {{ var('rate_max_age_days') }}
    where rates.currency <> 'USD'
    group by weeks.week_start, rates.currency

),

week_rates as (

    select * from quoted

    union all

    select
        week_start,
        'USD' as currency,
        1.0 as usd_per_unit,
        as_of as rate_on,
        'identity' as rate_source
    from weeks

)

select * from week_rates
