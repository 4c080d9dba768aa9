-- depends_on: {{ source('lake', 'raw_observations') }}
-- depends_on: {{ source('lake', 'source_crawls') }}
-- depends_on: {{ source('lake', 'normalized_postings') }}
{% set lake = env_var("JOBMARTS_HOME", "../data") ~ "/lake" %}

with files as (

    {% for layer in ["raw_observations", "source_crawls", "normalized_postings"] -%}
        select
            '{{ layer }}' as layer,
            try_cast(parse_filename(filename, true) as date) as day,
            md5(content) as content_hash
        from read_blob('{{ lake }}/{{ layer }}/*.parquet')
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- The empty file with the columns of a layer is no day.
partitions as (

    select * from files
    where day is not null

)

select * from partitions
