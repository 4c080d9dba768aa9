{% set code = code_of(
    ["stg_posting_versions", "int_vacancies"],
    postings_of("lifecycle", "versions", "specializations", "grades")
) %}

with ranks as (

    select * from {{ ref('int_vacancy_ranks') }}

),

lifecycle as (

    select * from {{ ref('int_posting_lifecycle') }}

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
            {%- for seed in ["specializations", "grades", "scope_countries", "salary_bands"] -%}
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

select * from vacancy_inputs
