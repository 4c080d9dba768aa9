with source as (

    select * from {{ source('lake', 'exchange_rates') }}

),

renamed as (

    select
        currency,
        usd_per_unit,
        rate_source,
        day as valid_on,
        rate_on
    from source

)

select * from renamed
