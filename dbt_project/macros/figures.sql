{#- A count as it may be shown: null below the threshold. -#}
{% macro shown_count(n) -%}
    case when {{ n }} >= {{ var("min_count") }} then {{ n }} end
{%- endmacro %}

{% macro is_count_suppressed(n) -%}
    (coalesce({{ n }}, 0) < {{ var("min_count") }})
{%- endmacro %}

{#- A share as it may be shown: null when its count may not be. -#}
{% macro shown_share(n, total) -%}
    case when {{ n }} >= {{ var("min_count") }} then {{ n }} / {{ total }}::double end
{%- endmacro %}

{#- One end of the 95 % Wilson interval of a share. -#}
{% macro wilson_bound(n, total, end) -%}
    {%- set z = var("z_score") -%}
    {%- set z_squared = "(" ~ z ~ " * " ~ z ~ ")" -%}
    {%- set sign = {"low": "-", "high": "+"}[end] -%}
    {%- set share = "(" ~ n ~ " / " ~ total ~ "::double)" -%}
    greatest(0.0, least(1.0, (
        {{ share }} + {{ z_squared }} / (2 * {{ total }})
        {{ sign }} {{ z }} * sqrt(
            ({{ share }} * (1 - {{ share }}) + {{ z_squared }} / (4 * {{ total }})) / {{ total }}
        )
    ) / (1 + {{ z_squared }} / {{ total }})))
{%- endmacro %}

{#- The same of a shown share: null when its count may not be shown. -#}
{% macro wilson(n, total, end) -%}
    case when {{ n }} >= {{ var("min_count") }} then {{ wilson_bound(n, total, end) }} end
{%- endmacro %}

{% macro is_median_suppressed(n) -%}
    (coalesce({{ n }}, 0) < {{ var("min_median_n") }})
{%- endmacro %}

{#- A quantile of a sorted list in whole dollars, as it may be shown: null when the list is too short. -#}
{% macro shown_quantile(values, quantile) -%}
    case
        when len({{ values }}) >= {{ var("min_median_n") }}
            then round(list_aggregate({{ values }}, 'quantile_cont', {{ quantile }}))
    end
{%- endmacro %}

{#- Rank r of the 95 % interval of a median by order statistics, which runs from rank r to rank n + 1 - r:
    P(Binomial(n, 1/2) < r) <= 2.5 %. The closed form equals the exact rank, or for one n in a thousand is one
    smaller (a wider interval), for every n up to 200,000. -#}
{% macro median_rank(n) -%}
    ceil({{ n }} / 2.0 - {{ var("z_score") }} / 2 * sqrt({{ n }}) - 0.5)::bigint
{%- endmacro %}

{#- One end of the 95 % interval of the median of a sorted list, as it may be shown. -#}
{% macro median_interval(values, end) -%}
    {%- set n = "len(" ~ values ~ ")" -%}
    {%- set rank = median_rank(n) -%}
    case
        when {{ n }} >= {{ var("min_median_n") }}
            then round({{ values }}[{% if end == "low" %}{{ rank }}{% else %}{{ n }} + 1 - {{ rank }}{% endif %}])
    end
{%- endmacro %}

{#- One end of the 95 % interval of any quantile of a sorted list, by order statistics with ranks from the normal
    approximation, one rank wider on both sides: then the exact binomial coverage holds from n = 20 on (tested). -#}
{% macro quantile_interval(values, quantile, end) -%}
    {%- set n = "len(" ~ values ~ ")" -%}
    {%- set middle = n ~ " * " ~ quantile -%}
    {%- set reach = var("z_score") ~ " * sqrt(" ~ middle ~ " * (1 - " ~ quantile ~ "))" -%}
    case
        when {{ n }} >= {{ var("min_median_n") }}
            then round({{ values }}[
                {% if end == "low" -%}
                greatest(1, floor({{ middle }} - {{ reach }})::bigint)
                {%- else -%}
                least({{ n }}, ceil({{ middle }} + {{ reach }})::bigint + 1)
                {%- endif %}
            ])
    end
{%- endmacro %}

{#- A change may be shown when at least this many ads stand on each side of it. -#}
{% macro is_change_suppressed(n) -%}
    (coalesce({{ n }}, 0) < {{ var("min_change_n") }})
{%- endmacro %}
