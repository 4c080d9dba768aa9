{#- Models of which news of the lake make only a part anew. `meta.layers` names the layers, `meta.code` the models they are
    made of, `meta.seeds` the seeds. Beside such a table stands the hash of every day and of the code it was made of.
    Days that came since are news; when anything else changed (days replayed or gone, other code), all rows are made
    anew: the table ends as a full build would leave it. -#}

{#- Post-hook: in the transaction of the model, so the two never disagree. -#}
{% macro remember_days() %}
    create or replace table {{ days_made_of() }} as {{ days_now() }}
{% endmacro %}

{#- Pre-hook of Python models, which cannot call macros. -#}
{% macro note_changed_days() %}
    {%- if is_incremental() %}
        create or replace table {{ beside("changed_days") }} as {{ changed_days() }}
    {%- endif %}
{% endmacro %}

{% macro days_made_of() %}
    {{ return(beside("made_of")) }}
{% endmacro %}

{% macro beside(what) %}
    {{ return(this.incorporate(path={"identifier": this.identifier ~ "__" ~ what})) }}
{% endmacro %}

{#- The code is a day of its own, and DuckDB with it, as another one may compute hashes otherwise. -#}
{% macro days_now() -%}
    {%- set meta = config.get("meta") -%}
    select
        layer,
        day,
        content_hash as inputs_hash
    from {{ ref("int_lake_partitions") }}
    where layer in ('{{ meta["layers"] | default([]) | join("', '") }}')

    union all

    select
        'code' as layer,
        'epoch'::date as day,
        md5(concat_ws(
            ' ',
            version(),
            '{{ code_of(meta["code"] | default([]), code_beside_models()) }}'
            {%- for seed in meta["seeds"] | default([]) -%}
                , (select sum(hash({{ seed }})) from {{ ref(seed) }} as {{ seed }})
            {%- endfor %}
        )) as inputs_hash
{%- endmacro %}

{#- Macros and vars that the models of vacancies share. -#}
{% macro code_beside_models() -%}
    {{ postings_of("lifecycle", "versions", "specializations", "grades") }} {{ all_places("places", "main") }}
    {%- for name in ["active_days", "feed_open_days", "absent_crawls_to_close"] %} {{ var(name) }} {%- endfor %}
{%- endmacro %}

{% macro changed_days() -%}
    select
        layer,
        day,
        made.inputs_hash is null and layer <> 'code' as is_news
    from ({{ days_now() }}) as now full join {{ days_made_of() }} as made using (layer, day)
    where now.inputs_hash is distinct from made.inputs_hash
{%- endmacro %}

{#- Days that came since, as dates of SQL by layer; none when more than that changed. -#}
{% macro news() %}
    {%- set days = {} -%}
    {%- for layer in config.get("meta")["layers"] | default([]) -%}
        {%- do days.update({layer: []}) -%}
    {%- endfor -%}
    {%- set changes = run_query(
        "select layer, day::varchar, is_news from (" ~ changed_days() ~ ") as changes order by layer, day"
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
