-- The figures that pages and dashboards show over time: mart -> what completes its key, and columns.
{% set followed = {
    "mart_market_summary": [none, ["active", "new_90d", "median_usd_month", "remote_share"]],
    "mart_weekly_demand": [none, ["new_vacancies", "active", "closed", "aged_out"]],
    "mart_weekly_grades": ["grade", ["share"]],
    "mart_weekly_work_formats": ["work_format", ["share"]],
    "mart_weekly_salaries": [none, ["median_usd_month"]],
    "mart_weekly_salary_bands": ["salary_band", ["share"]],
    "mart_salary_ladder": ["grade", ["median_usd_month", "grade_share"]],
    "mart_geography": ["coalesce(country, 'not_stated')", ["share", "median_usd_month"]],
    "mart_sources": ["source", ["vacancies"]],
    "mart_technologies": ["technology", ["share"]],
    "mart_days_open": [none, ["median_days"]],
    "mart_demand_index": [none, ["index_level"]],
    "mart_salary_index": [none, ["index_level"]],
} %}

with figures as (

    {% for mart, (key, columns) in followed.items() %}
        select
            week_start,
            week_iso,
            as_of,
            segment_level,
            segment,
            '{{ mart }}' as source_mart,
            segment_level || '/' || segment || '/' || week_start{{ " || '/' || " ~ key if key }} as source_key,
            unnest([
                {% for column in columns %}
                    {'column': '{{ column }}', 'value': {{ column }}::double}
                    {{ "," if not loop.last }}
                {% endfor %}
            ]) as cell
        from {{ ref(mart) }}
        where {{ in_weeks() }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

-- A suppressed figure has no row: it was not shown.
shown as (

    select
        week_start,
        week_iso,
        as_of,
        segment_level,
        segment,
        source_mart,
        source_key,
        cell['column'] as source_column,
        cell['value'] as value
    from figures
    where cell['value'] is not null

)

select * from shown
