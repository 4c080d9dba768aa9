{#- Figures of specializations rolled up to their directions and the market in one pass. The caller groups by
    `segment_sets(...)` over rows that hold week_start, direction and specialization. -#}
{% macro segment_sets(columns="") -%}
    {%- set more = ", " ~ columns if columns else "" -%}
    {{ grouping_sets([
        "week_start" ~ more,
        "week_start, direction" ~ more,
        "week_start, direction, specialization" ~ more,
    ]) }}
{%- endmacro %}

{% macro grouped_level() -%}
    case
        when grouping(specialization) = 0 then 'specialization'
        when grouping(direction) = 0 then 'direction'
        else 'market'
    end
{%- endmacro %}

{% macro grouped_segment() -%}
    case
        when grouping(specialization) = 0 then specialization
        when grouping(direction) = 0 then direction
        else 'market'
    end
{%- endmacro %}
