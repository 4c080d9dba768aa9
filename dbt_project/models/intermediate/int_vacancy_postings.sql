{{ config(materialized='view') }}

with ranks as (

    select * from {{ ref('int_vacancy_ranks') }}

),

postings as (

    select * from {{ ref('int_postings') }}

),

vacancy_postings as (

    select
        ranks.vacancy_id,
        ranks.preferred_rank,
        ranks.published_rank,
        ranks.is_repost,
        ranks.is_closing_evidence,
        postings.*
    from ranks
    inner join postings on ranks.posting_key = postings.posting_key

)

select * from vacancy_postings
