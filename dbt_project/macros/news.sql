{#- Models of which news of the lake make only a part anew. `meta.layers` names the layers, `meta.code` the models they are
    made of. Beside such a table stands the hash of every day it was made of. Days that came since are news; when anything
    else changed (days replayed or gone, other code), all rows are made anew: the table ends as a full build would leave
    it. -#}

{#- Post-hook: in the transaction of the model, so the two never disagree. -#}
{% macro remember_days() %}
    create or replace table {{ days_made_of() }} as {{ days_now() }}
{% endmacro %}

{% macro days_made_of() -%}
    {{ this.incorporate(path={"identifier": this.identifier ~ "__made_of"}) }}
{%- endmacro %}

{% macro days_now() -%}
    {%- set meta = config.get("meta") -%}
    select
        layer,
        day,
        md5('{{ code_of(meta["code"]) }}' || content_hash) as inputs_hash
    from {{ ref("int_lake_partitions") }}
    where layer in ('{{ meta["layers"] | join("', '") }}')
{%- endmacro %}

{#- Days that came since, as dates of SQL by layer; none when more than that changed. -#}
{% macro news() %}
    {%- set days = {} -%}
    {%- for layer in config.get("meta")["layers"] -%}
        {%- do days.update({layer: []}) -%}
    {%- endfor -%}
    {%- set changes = run_query(
        "select layer, day::varchar, made.inputs_hash is null from (" ~ days_now() ~ ") as now full join "
        ~ days_made_of() ~ " as made using (layer, day) where now.inputs_hash is distinct from made.inputs_hash"
        ~ " order by layer, day"
    ).rows if execute else [] -%}
    {%- for layer, day, is_news in changes -%}
        {%- if not is_news -%}
            {{ return(none) }}
        {%- endif -%}
        {%- do days[layer].append("date '" ~ day ~ "'") -%}
    {%- endfor -%}
    {{ return(days) }}
{% endmacro %}

{#- Incremental strategy: what was made anew replaces the rows of its key, or all rows. -#}
{% macro get_incremental_replace_news_sql(arg_dict) %}
    {%- set target, made = arg_dict["target_relation"], arg_dict["temp_relation"] -%}
    {%- set columns = arg_dict["dest_columns"] | map(attribute="quoted") | join(", ") -%}
    {%- set key = arg_dict["unique_key"] -%}
    delete from {{ target }}{% if news() is not none %} where {{ key }} in (select {{ key }} from {{ made }}){% endif %};
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ made }};
{% endmacro %}
