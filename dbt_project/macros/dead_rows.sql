{#- After a run, allows the checkpoint to move the living rows of the tables together, once dead ones are half as many.
    A week replaces a tenth of some tables; moving the rest each time cost 3 of 30 processor seconds of a week of a
    million vacancies, and most of what a week wrote is dead a week later: then it goes without being moved. -#}
{% macro clear_dead_rows() %}
    {%- if not execute -%}
        {{ return("") }}
    {%- endif -%}
    {%- set names = [] -%}
    {%- for node in graph.nodes.values() if node.config.materialized == "incremental" -%}
        {%- do names.append(node.alias) -%}
    {%- endfor -%}
    {%- set tables = run_query(
        "select table_name from duckdb_tables() where schema_name = '" ~ target.schema ~ "' and table_name in ('"
        ~ names | join("', '") ~ "')"
    ).columns[0].values() if names else [] -%}
    {%- set living = [] -%}
    {%- for table in tables -%}
        {%- do living.append("(select count(*) from " ~ target.schema ~ "." ~ table ~ ")") -%}
    {%- endfor -%}
    {%- if living and run_query(
        "select sum(estimated_size) > 1.5 * (" ~ living | join(" + ") ~ ") from duckdb_tables() where schema_name = '"
        ~ target.schema ~ "' and table_name in ('" ~ tables | join("', '") ~ "')"
    ).rows[0][0] -%}
        {{ return("set max_vacuum_tasks = 100") }}
    {%- endif -%}
{% endmacro %}
