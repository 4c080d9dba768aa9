{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='posting_key',
        meta={
            'made_of': ['int_posting_lifecycle', 'int_vacancy_ranks', 'int_vacancies'],
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

all_vacancies as not materialized (

    select * from {{ ref('int_vacancies') }}

),

{% if since is not none %}
    -- Most postings of a week only moved their last day, which is no part of their fate.
    moved as (

        select lifecycle.posting_key
        from lifecycle
        left join {{ this }} as made on lifecycle.posting_key = made.posting_key
        where
            lifecycle.made_in > {{ since }}
            and (
                made.posting_key is null
                {% for column in ["source_family", "source", "first_landed_on", "published_on", "rejected_reason"] -%}
                    or lifecycle.{{ column }} is distinct from made.{{ column }}
                {% endfor -%}
                or (lifecycle.rejected_reason is null and lifecycle.is_pending) <> (made.outcome = 'pending')
            )

    ),

    touched as (

        select posting_key from moved
        union
        select posting_key from vacancy_postings
        where
            made_in > {{ since }}
            or vacancy_id in (
                select vacancy_id from all_vacancies
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

    select
        vacancy_id,
        is_it,
        is_in_scope
    from all_vacancies

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
