{{ config(materialized='view') }}

with outcomes as (

    select * from {{ ref('int_posting_outcomes') }}

),

postings as (

    select * from {{ ref('int_postings') }}

),

members as (

    select * from {{ ref('int_vacancy_ranks') }}

),

vacancies as (

    select * from {{ ref('int_vacancies') }}

),

-- Without what the ad says: that stands on its vacancy, and a rejected posting may be a person's CV.
described as (

    select
        outcomes.posting_key,
        outcomes.source,
        outcomes.source_family,
        postings.source_type,
        postings.kind,
        outcomes.vacancy_id,
        coalesce(members.preferred_rank = 1, false) as is_preferred,
        coalesce(vacancies.direction, postings.direction) as direction,
        coalesce(vacancies.specialization, postings.specialization) as specialization,
        outcomes.outcome,
        outcomes.rejected_reason,
        outcomes.published_on,
        outcomes.first_landed_on,
        postings.is_simulated
    from outcomes
    inner join postings on outcomes.posting_key = postings.posting_key
    left join members on outcomes.posting_key = members.posting_key
    left join vacancies on outcomes.vacancy_id = vacancies.vacancy_id

)

select * from described
