{#- What int_payload_sightings makes anew: months of days that were replayed or are gone, and days that came since
    (news.sql). None when the code changed, or DuckDB, whose hash() gives the numbers: then all of it is made anew.
    The days between `ranges` are read; rows of `joined_months` stay and are joined by those of new days. -#}
{% macro changes_by_month() %}
    {%- if load_cached_relation(days_made_of()) is none -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set changes = run_query(
        "select distinct layer, is_news, date_trunc('month', day)::date, "
        ~ "if(is_news, day, date_trunc('month', day)::date), if(is_news, day, last_day(day)) "
        ~ "from (" ~ changed_days() ~ ") as changes order by all"
    ).rows if execute else [] -%}
    {%- set ranges, months, joined_months = [], [], [] -%}
    {%- for layer, is_news, month, first, last in changes -%}
        {%- if layer == "code" -%}
            {{ return(none) }}
        {%- endif -%}
        {%- do ranges.append((first, last)) -%}
        {%- do (joined_months if is_news else months).append(month) -%}
    {%- endfor -%}
    {{ return({
        "ranges": ranges | unique | list,
        "months": months | unique | list,
        "joined_months": joined_months | unique | reject("in", months) | list,
    }) }}
{% endmacro %}

{#- Constants, and first of all the days between which all of them lie: other files are not read beyond their footers. -#}
{% macro in_changed_days(column, changes) -%}
    {%- set firsts, lasts = [], [] -%}
    {%- for first, last in changes["ranges"] -%}
        {%- do firsts.append(first) -%}
        {%- do lasts.append(last) -%}
    {%- endfor -%}
    {%- if firsts -%}
        {{ column }} between date '{{ firsts | min }}' and date '{{ lasts | max }}'
        and (
            {%- for first, last in changes["ranges"] %}
                {{ "or" if not loop.first }} {{ column }} between date '{{ first }}' and date '{{ last }}'
            {%- endfor %}
        )
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}

{% macro in_days(column, days) -%}
    {{ column ~ " in (date '" ~ days | join("', date '") ~ "')" if days else "false" }}
{%- endmacro %}

{#- Incremental strategy. -#}
{% macro get_incremental_replace_sightings_sql(arg_dict) %}
    {%- set target, made = arg_dict["target_relation"], arg_dict["temp_relation"] -%}
    {%- set columns = arg_dict["dest_columns"] | map(attribute="quoted") | join(", ") -%}
    {%- set changes = changes_by_month() -%}
    {%- if changes is none %}
        delete from {{ target }};
    {%- else %}
        delete from {{ target }} where {{ in_days("month_start", changes["months"]) }};
        delete from {{ target }} as old using {{ made }} as made
        where
            {{ in_days("old.month_start", changes["joined_months"]) }}
            {%- for column in arg_dict["unique_key"] %}
                and old.{{ column }} = made.{{ column }}
            {%- endfor %};
    {%- endif %}
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ made }};
{% endmacro %}
