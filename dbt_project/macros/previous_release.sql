{#- Folder of the release that is live while the models run, when it holds `file`; else none. Below it stand
    manifest.json and parquet/. Read at run time, because a var would make dbt parse the whole project anew. -#}
{% macro previous_release(file="manifest.json") %}
    {%- if not execute -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set folder = env_var("JOBMARTS_HOME", "../data") ~ "/current" -%}
    {%- set found = run_query("select count(*) from glob('" ~ folder ~ "/" ~ file ~ "')") -%}
    {{ return(folder if found.rows[0][0] else none) }}
{% endmacro %}
