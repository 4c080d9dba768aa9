{#- One fact of mart_faq: a copy of the cell `column` of a mart row with what is needed to judge it. The names are
    columns of that row; none stands for what the mart does not have. Without `suppressed`, a null cell is a hidden one. -#}
{% macro faq_fact(slot, is_compared, column, n=none, coverage=none, interval=false, suppressed=none) -%}
    {
        'slot': '{{ slot }}',
        'is_compared': {{ 'true' if is_compared else 'false' }},
        'source_column': '{{ column }}',
        'value': {{ column }}::double,
        'n': {{ n ~ "::bigint" if n else "null::bigint" }},
        'coverage': {{ coverage ~ "::double" if coverage else "null::double" }},
        'low': {{ column ~ "_low::double" if interval else "null::double" }},
        'high': {{ column ~ "_high::double" if interval else "null::double" }},
        'is_suppressed': {{ suppressed if suppressed else column ~ " is null" }}
    }
{%- endmacro %}
