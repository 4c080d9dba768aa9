{% set made_by = ["stg_posting_versions", "int_vacancies"] %}
{% set seeds = ["specializations", "grades", "scope_countries", "salary_bands"] %}
{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='vacancy_id',
        meta={
            'made_of': ['int_vacancy_ranks', 'int_posting_lifecycle'],
            'code': made_by + ['int_vacancy_inputs'],
            'seeds': seeds,
        },
        post_hook="{{ remember_days() }}"
    )
}}
{% set code = code_of(made_by, code_beside_models()) %}
{% set since = made_until() if is_incremental() else none %}

-- Not materialized: each reader takes a few columns, or the rows made since, which stand together.
with all_ranks as not materialized (

    select * from {{ ref('int_vacancy_ranks') }}

),

lifecycle as not materialized (

    select * from {{ ref('int_posting_lifecycle') }}

),

{% if since is not none %}
    touched_postings as materialized (

        select posting_key from all_ranks
        where made_in > {{ since }}
        union
        select posting_key from lifecycle
        where made_in > {{ since }}

    ),

    -- A vacancy is named after a posting: it ends only when that one goes elsewhere.
    touched as materialized (

        select vacancy_id from all_ranks
        where posting_key in (select posting_key from touched_postings)
        union
        select md5(posting_key) as vacancy_id from touched_postings

    ),
{% endif %}

ranks as (

    select * exclude (made_in) from all_ranks
    {% if since is not none %}
        where vacancy_id in (select vacancy_id from touched)
    {% endif %}

),

-- The bytes of a day say what its versions say, so that forty columns need not be read to see that none changed.
landed as (

    select
        day,
        content_hash
    from {{ ref('int_lake_partitions') }}
    where layer = 'normalized_postings'

),

rules as (

    select
        md5(concat_ws(
            ' ',
            '{{ code }}'
            {%- for seed in seeds -%}
                , (select sum(hash({{ seed }})) from {{ ref(seed) }} as {{ seed }})
            {%- endfor %}
        )) as code_hash

),

-- Of the lifecycle only what the row says: a sighting that moves a day needs no texts read anew. Hashes are summed up:
-- an exclusive or of two members loses what both end with, as the bytes of the day on which both landed.
vacancies as (

    select
        ranks.vacancy_id,
        hash(
            any_value(rules.code_hash),
            count(*),
            sum(hash(
                ranks,
                lifecycle.source,
                lifecycle.source_family,
                lifecycle.source_type,
                lifecycle.is_unknown_place_in_scope,
                lifecycle.kind,
                lifecycle.newest_payload_hash,
                lifecycle.newest_landed_on,
                landed.content_hash
            ))
        ) as inputs_hash,
        min(lifecycle.published_on) as published_on,
        min(lifecycle.first_seen_on) as first_seen_on,
        max(lifecycle.last_seen_on) as last_seen_on,
        case
            when not bool_or(lifecycle.closed_on is null)
                then max(lifecycle.closed_on) filter (where ranks.is_closing_evidence)
        end as closed_on
    from ranks
    inner join lifecycle on ranks.posting_key = lifecycle.posting_key
    left join landed on lifecycle.newest_landed_on = landed.day
    cross join rules
    group by ranks.vacancy_id

),

vacancy_inputs as (

    select
        *,
        least(coalesce(closed_on, 'infinity'::date), published_on + {{ var('active_days') }} + 1)::date as left_on,
        coalesce(closed_on <= published_on + {{ var('active_days') }} + 1, false) as left_by_closing
    from vacancies

)

{{ numbered('vacancy_inputs', 'vacancy_id', 'touched' if since is not none) }}
