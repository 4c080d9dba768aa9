{{ config(materialized='view') }}

with week_rates as (

    select * from {{ ref('int_week_rates') }}

)

select * from week_rates
