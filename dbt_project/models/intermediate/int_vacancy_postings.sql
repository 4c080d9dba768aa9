{{ config(materialized='view') }}

with ranks as (

    select * exclude (made_in) from {{ ref('int_vacancy_ranks') }}

),

postings as (

    select * from {{ ref('int_postings') }}

),

vacancy_postings as (

    select
        ranks.*,
        postings.* exclude (posting_key)
    from ranks
    inner join postings on ranks.posting_key = postings.posting_key

)

select * from vacancy_postings
