with postings as (

    select * from {{ ref('int_posting_lifecycle') }}

),

vacancy_postings as (

    select * from {{ ref('int_vacancy_ranks') }}

),

vacancies as (

    select * from {{ ref('int_vacancies') }}

),

outcomes as (

    select
        postings.posting_key,
        postings.source_family,
        postings.source,
        postings.first_landed_on,
        postings.published_on,
        vacancies.vacancy_id,
        postings.rejected_reason,
        -- The first matching line is the posting's fate, so the outcomes add up to the postings.
        case
            when postings.rejected_reason is not null then 'rejected'
            when postings.is_pending then 'pending'
            when vacancy_postings.published_rank > 1 then 'merged'
            when not vacancies.is_it then 'not_it'
            when not vacancies.is_in_scope then 'out_of_scope'
            else 'vacancy'
        end as outcome
    from postings
    left join vacancy_postings on postings.posting_key = vacancy_postings.posting_key
    left join vacancies on vacancy_postings.vacancy_id = vacancies.vacancy_id

)

select * from outcomes
