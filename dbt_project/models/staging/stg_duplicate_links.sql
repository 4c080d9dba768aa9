{{ config(materialized='table') }}

-- A table, unlike its neighbours: the links of all days are sorted once for two models that read them repeatedly.
with source as (

    select * from {{ source('lake', 'duplicate_links') }}

),

-- An edited posting is linked again on the day of the edit: the first day it was known speaks.
first_links as (

    select *
    from source
    qualify row_number() over (partition by posting_key, earlier_posting_key, method order by linked_on) = 1

),

renamed as (

    select
        posting_key,
        earlier_posting_key,
        method,
        score,
        linked_on,
        rule_version
    from first_links

)

select * from renamed
