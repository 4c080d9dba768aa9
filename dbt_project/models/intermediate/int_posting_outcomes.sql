{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='posting_key',
        meta={
            'made_of': ['int_posting_lifecycle', 'int_vacancy_ranks', 'int_vacancy_inputs'],
            'code': ['int_posting_outcomes'],
        },
        post_hook="{{ remember_days() }}"
    )
}}
{% set since = made_until() if is_incremental() else none %}

-- Not materialized: each reader takes a few columns, or the rows made since, which stand together.
with lifecycle as not materialized (

    select * from {{ ref('int_posting_lifecycle') }}

),

vacancy_postings as not materialized (

    select * from {{ ref('int_vacancy_ranks') }}

),

vacancy_inputs as (

    select * from {{ ref('int_vacancy_inputs') }}

),

{% if since is not none %}
    touched as (

        select posting_key from lifecycle
        where made_in > {{ since }}
        union
        select posting_key from vacancy_postings
        where
            made_in > {{ since }}
            or vacancy_id in (
                select vacancy_id from vacancy_inputs
                where made_in > {{ since }}
            )

    ),
{% endif %}

postings as (

    select * from lifecycle
    {% if since is not none %}
        where posting_key in (select posting_key from touched)
    {% endif %}

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

{{ numbered('outcomes', 'posting_key') }}
