{{ config(materialized='view') }}

with countries as (

    select
        country,
        country_name,
        region
    from {{ ref('scope_countries') }}

)

select * from countries
