{% set breakdowns = ['grade', 'country', 'city', 'work_format', 'contract', 'salary_tax', 'source_type'] %}
{% set sets = ['cohort_start, direction, specialization'] %}
{% for column in breakdowns %}{% do sets.append('cohort_start, direction, specialization, ' ~ column) %}{% endfor %}

with window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

by_cohort as (

    select
        cohort_start,
        direction,
        specialization,
        case
            {% for column in breakdowns -%}
                when grouping({{ column }}) = 0 then '{{ column }}'
            {% endfor -%}
            else 'all'
        end as breakdown,
        coalesce({{ breakdowns | join(', ') }}) as value,
        count(*) as n,
        count(*) filter (where has_salary) as salary_n,
        count(*) filter (where has_salary and salary_bound = 'range') as range_n,
        count(*) filter (where has_salary and salary_tax in ('gross', 'net')) as tax_n,
        count(*) filter (where len(technologies) > 0) as named_n,
        count(*) filter (where description_quality = 'adequate') as clear_n,
        count(*) filter (where is_simulated) as simulated_n
    from vacancies
    group by {{ grouping_sets(sets) }}

),

by_week as (

    select
        window_cohorts.week_start,
        by_cohort.direction,
        by_cohort.specialization,
        by_cohort.breakdown,
        by_cohort.value,
        sum(by_cohort.n) as n,
        sum(by_cohort.salary_n) as salary_n,
        sum(by_cohort.range_n) as range_n,
        sum(by_cohort.tax_n) as tax_n,
        sum(by_cohort.named_n) as named_n,
        sum(by_cohort.clear_n) as clear_n,
        sum(by_cohort.simulated_n) as simulated_n
    from by_cohort
    inner join window_cohorts on by_cohort.cohort_start = window_cohorts.cohort_start
    group by
        window_cohorts.week_start, by_cohort.direction, by_cohort.specialization, by_cohort.breakdown, by_cohort.value

),

window_counts as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        breakdown,
        value,
        sum(n)::bigint as n,
        sum(salary_n)::bigint as salary_n,
        sum(range_n)::bigint as range_n,
        sum(tax_n)::bigint as tax_n,
        sum(named_n)::bigint as named_n,
        sum(clear_n)::bigint as clear_n,
        sum(simulated_n)::bigint as simulated_n
    from by_week
    group by {{ segment_sets('breakdown, value') }}

)

select * from window_counts
