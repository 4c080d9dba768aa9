-- Of cities, the ones with most ads: hundreds of others would be suppressed rows.
{% set kept_cities = 20 %}
{% set breakdowns = ['city', 'work_format', 'contract', 'salary_tax'] %}
{% set sets = [] %}
{% for column in breakdowns %}{% do sets.append('week_start, segment_level, segment, ' ~ column) %}{% endfor %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_segment_vacancies') }}
    where is_in_window and {{ in_weeks() }}

),

grouped as (

    select
        week_start,
        segment_level,
        segment,
        case
            {% for column in breakdowns -%}
                when grouping({{ column }}) = 0 then '{{ column }}'
            {% endfor %}
        end as breakdown,
        coalesce({{ breakdowns | join(', ') }}) as value,
        count(*) as total_n,
        count(*) filter (where salary_status = 'outlier') as outliers,
        coalesce(
            list(salary_usd_month_current order by salary_usd_month_current) filter (where salary_status = 'usable'), []
        ) as salaries
    from vacancies
    group by {{ grouping_sets(sets) }}

),

-- Contract and tax are stated with the pay, so the ads without pay would count as ads without contract.
kept as (

    select
        *,
        rank() over (
            partition by week_start, segment_level, segment, breakdown order by total_n desc
        ) as value_rank
    from grouped
    where value is not null
    qualify
        breakdown <> 'city'
        or (
            total_n >= {{ var('min_count') }}
            and row_number() over (
                partition by week_start, segment_level, segment, breakdown order by total_n desc, value asc
            ) <= {{ kept_cities }}
        )

),

salaries as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        kept.breakdown,
        kept.value,
        kept.value_rank as rank,
        {{ shown_count('len(kept.salaries)') }} as n,
        kept.total_n,
        len(kept.salaries) / kept.total_n as coverage,
        kept.outliers,
        {{ shown_quantile('kept.salaries', 0.5) }} as median_usd_month,
        {{ median_interval('kept.salaries', 'low') }} as median_usd_month_low,
        {{ median_interval('kept.salaries', 'high') }} as median_usd_month_high,
        {{ shown_quantile('kept.salaries', 0.25) }} as p25_usd_month,
        {{ shown_quantile('kept.salaries', 0.75) }} as p75_usd_month,
        {{ is_median_suppressed('kept.salaries') }} as is_suppressed
    from kept
    inner join segment_weeks
        on
            kept.week_start = segment_weeks.week_start
            and kept.segment_level = segment_weeks.segment_level
            and kept.segment = segment_weeks.segment

)

select * from salaries
