{% set code = code_of(["stg_posting_versions", "int_postings", "int_vacancy_postings", "int_vacancies"]) %}

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
            '{{ code }}',
            '{{ var("active_days") }}'
            {%- for seed in ["specializations", "grades", "scope_countries", "salary_bands"] -%}
                , (select bit_xor(hash({{ seed }})) from {{ ref(seed) }} as {{ seed }})
            {%- endfor %}
        )) as code_hash

),

vacancy_inputs as (

    select
        ranks.vacancy_id,
        hash(any_value(rules.code_hash), count(*), bit_xor(hash(ranks, lifecycle, landed.content_hash))) as inputs_hash
    from ranks
    inner join lifecycle on ranks.posting_key = lifecycle.posting_key
    left join landed on lifecycle.newest_landed_on = landed.day
    cross join rules
    group by ranks.vacancy_id

)

select * from vacancy_inputs
