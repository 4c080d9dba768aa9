{% set code = code_of(["stg_observations", "stg_source_crawls", "int_payload_sightings"]) %}

with partitions as (

    select * from {{ ref('int_lake_partitions') }}
    where layer in ('raw_observations', 'source_crawls')

),

sighting_months as (

    select
        date_trunc('month', day)::date as month_start,
        md5(
            -- Sightings hold numbers that another DuckDB may compute otherwise.
            '{{ code }}'
            || version()
            || string_agg(layer || ' ' || day || ' ' || content_hash, ',' order by layer, day)
        ) as inputs_hash
    from partitions
    group by date_trunc('month', day)

)

select * from sighting_months
