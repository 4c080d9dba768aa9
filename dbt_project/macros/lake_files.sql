{#- What vacancies are made of, as the argument of read_blob. -#}
{% macro layers_of_vacancies() -%}
    {%- set lake = env_var("JOBMARTS_HOME", "../data") ~ "/lake" -%}
    [
        {%- for layer in ["raw_observations", "source_crawls", "normalized_postings", "fingerprints", "duplicate_links"] -%}
            '{{ lake }}/{{ layer }}/*.parquet'{{ ", " if not loop.last }}
        {%- endfor -%}
    ]
{%- endmacro %}

{#- Which state of a file it is, without reading it. -#}
{% macro file_state() -%}
    md5(concat_ws(' ', size, last_modified))
{%- endmacro %}

{#- Paths of the files of which `this` incremental model holds no rows of the same state. -#}
{% macro changed_files(files) %}
    {%- set query = "select file_name from " ~ files ~ " anti join " ~ this ~ " using (layer, day, inputs_hash)" -%}
    {{ return(run_query(query).columns[0].values() | list if execute else []) }}
{% endmacro %}

{% macro paths_of(files) -%}
    ['{{ files | join("', '") }}']
{%- endmacro %}
