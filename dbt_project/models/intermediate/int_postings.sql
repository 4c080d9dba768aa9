{{ config(materialized='view') }}

with lifecycle as (

    select * from {{ ref('int_posting_lifecycle') }}

),

versions as (

    select * from {{ ref('stg_posting_versions') }}

),

specializations as (

    select * from {{ ref('specializations') }}

),

grades as (

    select * from {{ ref('grades') }}

),

postings as (

    {{ postings_of("lifecycle", "versions", "specializations", "grades") }}

)

select * from postings
