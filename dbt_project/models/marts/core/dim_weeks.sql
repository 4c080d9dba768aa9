{{ config(materialized='view') }}

with weeks as (

    select * from {{ ref('int_weeks') }}

)

select * from weeks
