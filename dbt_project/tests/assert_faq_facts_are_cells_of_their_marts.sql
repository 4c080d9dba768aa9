{% set sources = {
    "mart_market_summary": [none, [
        "median_usd_month", "remote_share", "hybrid_share", "office_share", "active", "new_90d", "closed_90d"
    ]],
    "mart_salary_ladder": ["grade", ["median_usd_month", "p25_usd_month", "p75_usd_month", "jump_pct", "grade_share"]],
    "mart_geography": ["country", ["median_usd_month", "share"]],
    "mart_salary_breakdowns": ["breakdown || '/' || value", ["median_usd_month"]],
    "mart_pay_transparency": ["breakdown || '/' || value", ["share", "range_share", "tax_share"]],
    "mart_technologies": ["technology", ["share", "lift"]],
    "mart_technology_pairs": ["technology_a || '/' || technology_b", ["support"]],
    "mart_technology_pay": ["technology", ["premium_pct"]],
    "mart_specializations": [none, ["share", "median_usd_month"]],
    "mart_similar_specializations": ["other_segment", ["overlap"]],
    "mart_technology_contrasts": ["other_segment || '/' || technology", ["share", "other_share"]],
    "mart_employers": ["employer_key", ["n", "share"]],
    "mart_grade_technologies": ["grade || '/' || technology", ["share", "lift"]],
    "mart_sources": ["source", ["share"]],
    "mart_days_open": [none, ["median_days", "p25_days", "p75_days"]],
    "mart_demand_index": [none, ["growth_pct", "index_level"]],
    "mart_salary_index": [none, ["growth_pct", "index_level"]],
} %}

-- Every fact is found again under its key and column, with the same value: one metric layer.
with cells as (

    {% for mart, (key, columns) in sources.items() %}
        select
            '{{ mart }}' as source_mart,
            segment_level || '/' || segment || '/' || week_start
            {%- if key %} || '/' || {{ key }}{% endif %} as source_key,
            unnest([
                {% for column in columns -%}
                    {'column': '{{ column }}', 'value': {{ column }}::double}{{ "," if not loop.last }}
                {% endfor %}
            ]) as cell
        from {{ ref(mart) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

)

select
    faq.source_mart,
    faq.source_key,
    faq.source_column,
    faq.value,
    cells.cell['value'] as found
from {{ ref('mart_faq') }} as faq
left join cells
    on
        faq.source_mart = cells.source_mart
        and faq.source_key = cells.source_key
        and faq.source_column = cells.cell['column']
where
    cells.cell is null
    or faq.value is distinct from cells.cell['value']
    or (faq.value is null and not faq.is_suppressed)
