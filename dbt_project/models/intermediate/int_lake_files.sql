{{ config(materialized='view') }}

-- depends_on: {{ source('lake', 'raw_observations') }}
-- depends_on: {{ source('lake', 'source_crawls') }}
-- depends_on: {{ source('lake', 'normalized_postings') }}
-- depends_on: {{ source('lake', 'fingerprints') }}
-- depends_on: {{ source('lake', 'duplicate_links') }}
with files as (

    select
        filename as file_name,
        string_split(filename, '/')[-2] as layer,
        try_cast(parse_filename(filename, true) as date) as day,
        {{ file_state() }} as inputs_hash
    from read_blob({{ layers_of_vacancies() }})

),

-- The empty file with the columns of a layer is no day.
lake_files as (

    select * from files
    where day is not null

)

select * from lake_files
