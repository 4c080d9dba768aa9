with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

scope_countries as (

    select * from {{ ref('scope_countries') }}

),

main_countries as (

    select
        counts.week_start,
        counts.segment_level,
        counts.segment,
        counts.value as country,
        counts.n,
        counts.salary_n as salary_stated_n,
        coalesce(salaries.n, 0) as salaries_n,
        salaries.median_usd_month,
        salaries.median_usd_month_low,
        salaries.median_usd_month_high
    from {{ ref('int_window_counts') }} as counts
    left join {{ ref('int_window_salaries') }} as salaries
        on
            counts.week_start = salaries.week_start
            and counts.segment_level = salaries.segment_level
            and counts.segment = salaries.segment
            and counts.breakdown = salaries.breakdown
            and counts.value is not distinct from salaries.value
    where counts.breakdown = 'country' and {{ in_weeks('counts.week_start') }}

),

totals as (

    select
        week_start,
        segment_level,
        segment,
        sum(n)::bigint as total_n,
        coalesce(sum(n) filter (where country is not null), 0)::bigint as stated_n
    from main_countries
    group by week_start, segment_level, segment

),

window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

listed as (

    select
        cohort_start,
        direction,
        specialization,
        unnest(countries) as country
    from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

listed_in_scope as (

    select
        listed.cohort_start,
        listed.direction,
        listed.specialization,
        listed.country,
        count(*) as n
    from listed
    inner join scope_countries on listed.country = scope_countries.country
    group by listed.cohort_start, listed.direction, listed.specialization, listed.country

),

window_countries as (

    select
        window_cohorts.week_start,
        listed_in_scope.direction,
        listed_in_scope.specialization,
        listed_in_scope.country,
        listed_in_scope.n
    from listed_in_scope
    inner join window_cohorts on listed_in_scope.cohort_start = window_cohorts.cohort_start

),

listed_countries as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        country,
        sum(n)::bigint as n_any
    from window_countries
    group by {{ segment_sets('country') }}

),

counted as (

    select
        coalesce(main_countries.week_start, listed_countries.week_start) as week_start,
        coalesce(main_countries.segment_level, listed_countries.segment_level) as segment_level,
        coalesce(main_countries.segment, listed_countries.segment) as segment,
        coalesce(main_countries.country, listed_countries.country) as country,
        coalesce(main_countries.n, 0) as n,
        coalesce(listed_countries.n_any, main_countries.n) as n_any,
        main_countries.salary_stated_n,
        coalesce(main_countries.salaries_n, 0) as salaries_n,
        main_countries.median_usd_month,
        main_countries.median_usd_month_low,
        main_countries.median_usd_month_high
    from main_countries
    full outer join listed_countries
        on
            main_countries.week_start = listed_countries.week_start
            and main_countries.segment_level = listed_countries.segment_level
            and main_countries.segment = listed_countries.segment
            and main_countries.country = listed_countries.country

),

geography as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        counted.country,
        scope_countries.country_name,
        scope_countries.region,
        counted.country is not null as is_stated,
        {{ shown_count('counted.n') }} as n,
        {{ shown_count('counted.n_any') }} as n_any,
        -- "Not stated" stands apart: it is no part of the whole.
        case when counted.country is not null then {{ shown_share('counted.n', 'totals.stated_n') }} end as share,
        case
            when counted.country is not null then {{ wilson('counted.n', 'totals.stated_n', 'low') }}
        end as share_low,
        case
            when counted.country is not null then {{ wilson('counted.n', 'totals.stated_n', 'high') }}
        end as share_high,
        totals.stated_n,
        totals.total_n,
        totals.stated_n / totals.total_n as coverage,
        {{ is_count_suppressed('counted.n') }} as is_suppressed,
        {{ shown_count('counted.salaries_n') }} as n_salary,
        counted.salary_stated_n / nullif(counted.n, 0) as salary_coverage,
        {{ shown_amount('counted.median_usd_month', 'counted.salaries_n') }} as median_usd_month,
        {{ shown_amount('counted.median_usd_month_low', 'counted.salaries_n') }} as median_usd_month_low,
        {{ shown_amount('counted.median_usd_month_high', 'counted.salaries_n') }} as median_usd_month_high,
        {{ is_median_suppressed('counted.salaries_n') }} as is_median_suppressed
    from counted
    inner join segment_weeks
        on
            counted.week_start = segment_weeks.week_start
            and counted.segment_level = segment_weeks.segment_level
            and counted.segment = segment_weeks.segment
    inner join totals
        on
            counted.week_start = totals.week_start
            and counted.segment_level = totals.segment_level
            and counted.segment = totals.segment
    left join scope_countries on counted.country = scope_countries.country

)

select * from geography
