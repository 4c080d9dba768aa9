{% set figures = 'parquet/mart_figures.parquet' %}
{% set release = previous_release(figures) %}

with figures as (

    {% if release %}
        select
            (select content::json ->> 'id' from read_text('{{ release }}/manifest.json')) as release_id,
            week_start,
            as_of,
            segment_level,
            segment,
            source_mart,
            source_key,
            source_column,
            value
        from read_parquet('{{ release }}/{{ figures }}')
    {% else %}
        select
            null::varchar as release_id,
            null::date as week_start,
            null::date as as_of,
            null::varchar as segment_level,
            null::varchar as segment,
            null::varchar as source_mart,
            null::varchar as source_key,
            null::varchar as source_column,
            null::double as value
        where false
    {% endif %}

),

-- A week that was still open then has not been revised: it went on.
closed as (

    select * from figures
    qualify max(as_of) over () >= week_start + 6

)

select * from closed
