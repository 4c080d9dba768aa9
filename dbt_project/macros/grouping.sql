{#- Several groupings in one pass; each set is a list of columns as text. -#}
{% macro grouping_sets(sets) -%}
    grouping sets (({{ sets | join("), (") }}))
{%- endmacro %}
