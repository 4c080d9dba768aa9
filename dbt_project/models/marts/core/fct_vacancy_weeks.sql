{{ config(materialized='view') }}

with vacancy_weeks as (

    select * from {{ ref('int_vacancy_weeks') }}

)

select * from vacancy_weeks
