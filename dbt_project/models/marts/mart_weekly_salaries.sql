with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select
        *,
        new_in_week as week_start
    from {{ ref('int_counted_vacancies') }}
    where {{ in_weeks('new_in_week') }}

),

paid as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        count(*) as total_n,
        count(*) filter (where has_salary) as stated_n,
        count(*) filter (where is_outlier) as outliers,
        count(*) filter (where has_salary and salary_usd_month is null) as unconverted,
        -- At the rate of the publication day: closed weeks do not move with the rate.
        coalesce(
            list(salary_usd_month order by salary_usd_month)
            filter (where salary_usd_month is not null and not is_outlier),
            []
        ) as salaries
    from vacancies
    group by {{ segment_sets() }}

),

medians as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        {{ shown_count('len(paid.salaries)') }} as n,
        coalesce(paid.total_n, 0) as total_n,
        coalesce(paid.stated_n, 0) as stated_n,
        paid.stated_n / paid.total_n as coverage,
        coalesce(paid.outliers, 0) as outliers,
        coalesce(paid.unconverted, 0) as unconverted,
        {{ shown_quantile('paid.salaries', 0.5) }} as median_usd_month,
        {{ median_interval('paid.salaries', 'low') }} as median_usd_month_low,
        {{ median_interval('paid.salaries', 'high') }} as median_usd_month_high,
        {{ shown_quantile('paid.salaries', 0.25) }} as p25_usd_month,
        {{ quantile_interval('paid.salaries', 0.25, 'low') }} as p25_usd_month_low,
        {{ quantile_interval('paid.salaries', 0.25, 'high') }} as p25_usd_month_high,
        {{ shown_quantile('paid.salaries', 0.75) }} as p75_usd_month,
        {{ quantile_interval('paid.salaries', 0.75, 'low') }} as p75_usd_month_low,
        {{ quantile_interval('paid.salaries', 0.75, 'high') }} as p75_usd_month_high,
        {{ is_median_suppressed('len(paid.salaries)') }} as is_suppressed,
        segment_weeks.is_complete,
        segment_weeks.is_ramp_up
    from segment_weeks
    left join paid
        on
            segment_weeks.week_start = paid.week_start
            and segment_weeks.segment_level = paid.segment_level
            and segment_weeks.segment = paid.segment

)

select * from medians
