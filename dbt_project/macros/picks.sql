{#- Fields that come from one member together, and which member that is. -#}
{% macro picked(fields) -%}
    {
    {%- for field in ["posting_key"] + fields %}
        '{{ field }}': {{ field }}{{ "," if not loop.last }}
    {%- endfor %}
    }
{%- endmacro %}
