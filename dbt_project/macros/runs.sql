{#- Chains of tables in which a run makes anew only what the tables above made anew. Each row carries `made_in`, the number
    of the run of its model: of the tables named in `meta.made_of`, rows with a larger number than any row of this
    table came since. All rows are made anew when one of those tables was, or when the code changed (news.sql). -#}

{#- Of one sequence for all models: it only grows, whatever fails and whatever the clock says. -#}
{% macro run_number() %}
    {%- if not execute -%}
        {{ return(0) }}
    {%- endif -%}
    {%- set drawn = run_query("create sequence if not exists model_runs; select nextval('model_runs')") -%}
    {{ return(drawn.rows[0][0] | int) }}
{% endmacro %}

{#- The largest number of `this` table, or none when all rows are to be made anew. -#}
{% macro made_until() %}
    {%- if not execute or news() is none -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set wholes = [] -%}
    {%- for above in config.get("meta")["made_of"] -%}
        {%- do wholes.append("(select min(made_in) from " ~ ref(above) ~ ") <= max(made_in)") -%}
    {%- endfor -%}
    {%- set found = run_query("select max(made_in) from " ~ this ~ " having " ~ wholes | join(" and ")).rows -%}
    {{ return(found[0][0] | int if found else none) }}
{% endmacro %}

{#- The final select: rows with their number, and without one the `touched` keys that have no row any more. -#}
{% macro numbered(rows, key, touched=none) %}
    {%- set number = run_number() -%}
    {%- if touched -%}
        select
            {{ rows }}.* replace ({{ touched }}.{{ key }} as {{ key }}),
            if({{ rows }}.{{ key }} is not null, {{ number }}, null)::bigint as made_in
        from {{ touched }}
        left join {{ rows }} on {{ touched }}.{{ key }} = {{ rows }}.{{ key }}
    {%- else -%}
        select
            *,
            {{ number }}::bigint as made_in
        from {{ rows }}
    {%- endif -%}
{% endmacro %}

{#- Incremental strategy: keys that were touched lose their rows, and get those made anew. -#}
{% macro get_incremental_replace_touched_sql(arg_dict) %}
    {%- set target, made = arg_dict["target_relation"], arg_dict["temp_relation"] -%}
    {%- set columns = arg_dict["dest_columns"] | map(attribute="quoted") | join(", ") -%}
    {%- set key = arg_dict["unique_key"] -%}
    delete from {{ target }}
    {%- if made_until() is not none %} where {{ key }} in (select {{ key }} from {{ made }}){% endif %};
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ made }}
    where made_in is not null;
    -- The adapter makes no temporary table of a Python model's rows, and leaves what it made: a table more with every run.
    drop table {{ made }};
{% endmacro %}
