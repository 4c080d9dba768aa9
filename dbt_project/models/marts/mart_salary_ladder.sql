with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

grades as (

    select * from {{ ref('grades') }}

),

graded as (

    select
        counts.week_start,
        counts.segment_level,
        counts.segment,
        counts.value as grade,
        counts.n as total_n,
        coalesce(salaries.n, 0) as salaries_n,
        salaries.* exclude (week_start, segment_level, segment, breakdown, value, n)
    from {{ ref('int_window_counts') }} as counts
    left join {{ ref('int_window_salaries') }} as salaries
        on
            counts.week_start = salaries.week_start
            and counts.segment_level = salaries.segment_level
            and counts.segment = salaries.segment
            and counts.breakdown = salaries.breakdown
            and counts.value is not distinct from salaries.value
    where counts.breakdown = 'grade' and {{ in_weeks('counts.week_start') }}

),

stated as (

    select
        week_start,
        segment_level,
        segment,
        coalesce(sum(total_n) filter (where grade is not null), 0)::bigint as stated_n,
        sum(total_n)::bigint as window_n
    from graded
    group by week_start, segment_level, segment

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
        segment_weeks.window_start,
        grades.grade,
        grades.grade_order,
        {{ shown_count('graded.salaries_n') }} as n,
        coalesce(graded.total_n, 0) as total_n,
        coalesce(stated.stated_n, 0) as grade_stated_n,
        {{ shown_share('graded.total_n', 'stated.stated_n') }} as grade_share,
        {{ wilson('graded.total_n', 'stated.stated_n', 'low') }} as grade_share_low,
        {{ wilson('graded.total_n', 'stated.stated_n', 'high') }} as grade_share_high,
        stated.stated_n / stated.window_n as grade_coverage,
        {{ is_count_suppressed('graded.total_n') }} as is_grade_share_suppressed,
        graded.salaries_n / graded.total_n as coverage,
        coalesce(graded.outliers, 0) as outliers,
        {{ shown_amount('graded.median_usd_month', 'graded.salaries_n') }} as median_usd_month,
        {{ shown_amount('graded.median_usd_month_low', 'graded.salaries_n') }} as median_usd_month_low,
        {{ shown_amount('graded.median_usd_month_high', 'graded.salaries_n') }} as median_usd_month_high,
        {{ shown_amount('graded.p25_usd_month', 'graded.salaries_n') }} as p25_usd_month,
        {{ shown_amount('graded.p75_usd_month', 'graded.salaries_n') }} as p75_usd_month,
        {{ is_median_suppressed('graded.salaries_n') }} as is_suppressed
    from segment_weeks
    cross join grades
    left join graded
        on
            segment_weeks.week_start = graded.week_start
            and segment_weeks.segment_level = graded.segment_level
            and segment_weeks.segment = graded.segment
            and grades.grade = graded.grade
    left join stated
        on
            segment_weeks.week_start = stated.week_start
            and segment_weeks.segment_level = stated.segment_level
            and segment_weeks.segment = stated.segment

),

-- The step before a grade is the nearest lower grade whose median is shown.
stepped as (

    select
        *,
        last_value(if(is_suppressed, null, grade) ignore nulls) over lower_grades as previous_grade,
        last_value(median_usd_month ignore nulls) over lower_grades as previous_median_usd_month,
        last_value(median_usd_month_low ignore nulls) over lower_grades as previous_median_usd_month_low
    from medians
    window
        lower_grades as (
            partition by week_start, segment_level, segment
            order by grade_order
            rows between unbounded preceding and 1 preceding
        )

),

ladder as (

    select
        week_start,
        week_iso,
        as_of,
        segment_level,
        direction,
        specialization,
        segment,
        window_start,
        grade,
        grade_order,
        n,
        total_n,
        grade_stated_n,
        grade_share,
        grade_share_low,
        grade_share_high,
        grade_coverage,
        is_grade_share_suppressed,
        coverage,
        outliers,
        median_usd_month,
        median_usd_month_low,
        median_usd_month_high,
        p25_usd_month,
        p75_usd_month,
        if(is_suppressed, null, previous_grade) as previous_grade,
        if(is_suppressed, null, previous_median_usd_month) as previous_median_usd_month,
        round(100 * (median_usd_month / previous_median_usd_month - 1), 1) as jump_pct,
        coalesce(median_usd_month < previous_median_usd_month, false) as is_inversion,
        coalesce(median_usd_month_high < previous_median_usd_month_low, false) as is_inversion_beyond_interval,
        is_suppressed
    from stepped

)

select * from ladder
