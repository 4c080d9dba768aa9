with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_segment_vacancies') }}
    where {{ in_weeks() }}

),

outcomes as (

    select * from {{ ref('int_posting_outcomes') }}

),

technologies as (

    select * from {{ ref('mart_technologies') }}
    where {{ in_weeks() }}

),

figures as (

    select
        week_start,
        segment_level,
        segment,
        count(*) filter (where is_active) as active_n,
        count(*) filter (where is_in_window) as new_n,
        count(*) filter (where is_closed_in_window) as closed_n,
        count(*) filter (where is_in_window and salary_status <> 'not stated') as salary_stated_n,
        count(*) filter (where is_in_window and salary_status = 'outlier') as salary_outliers,
        count(*) filter (where is_in_window and salary_status = 'not converted') as salary_unconverted,
        coalesce(
            list(salary_usd_month_current order by salary_usd_month_current)
            filter (where is_in_window and salary_status = 'usable'),
            []
        ) as salaries,
        count(*) filter (where is_in_window and work_format is not null) as format_n,
        count(*) filter (where is_in_window and work_format = 'remote') as remote_n,
        count(*) filter (where is_in_window and work_format = 'hybrid') as hybrid_n,
        count(*) filter (where is_in_window and work_format = 'office') as office_n,
        count(*) filter (where is_in_window and grade is not null) as grade_n,
        count(*) filter (where is_in_window and description_quality = 'adequate') as clear_n,
        coalesce(bool_or(is_in_window and is_simulated), false) as is_simulated
    from vacancies
    group by week_start, segment_level, segment

),

top_technologies as (

    select
        week_start,
        segment_level,
        segment,
        list(technology order by rank, technology)[1:5] as top_technologies
    from technologies
    where not is_suppressed and not is_defining
    group by week_start, segment_level, segment

),

-- What became of every posting of the window; it stands in the market row.
ledger as (

    select
        segment_weeks.week_start,
        count(*) as raw_postings,
        count(*) filter (where outcomes.outcome = 'rejected') as rejected,
        count(*) filter (where outcomes.outcome = 'pending') as pending,
        count(*) filter (where outcomes.outcome = 'merged') as merged,
        count(*) filter (where outcomes.outcome = 'not_it') as not_it,
        count(*) filter (where outcomes.outcome = 'out_of_scope') as out_of_scope,
        count(*) filter (where outcomes.outcome = 'vacancy') as vacancies
    from segment_weeks
    inner join outcomes on outcomes.published_on between segment_weeks.window_start and segment_weeks.as_of
    where segment_weeks.segment_level = 'market'
    group by segment_weeks.week_start

),

summary as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        {{ shown_count('figures.active_n') }} as active,
        {{ is_count_suppressed('figures.active_n') }} as is_active_suppressed,
        {{ shown_count('figures.new_n') }} as new_90d,
        {{ is_count_suppressed('figures.new_n') }} as is_new_90d_suppressed,
        {{ shown_count('figures.closed_n') }} as closed_90d,
        {{ is_count_suppressed('figures.closed_n') }} as is_closed_90d_suppressed,

        {{ shown_count('len(figures.salaries)') }} as n_salary,
        figures.salary_stated_n / nullif(figures.new_n, 0) as salary_coverage,
        coalesce(figures.salary_outliers, 0) as salary_outliers,
        coalesce(figures.salary_unconverted, 0) as salary_unconverted,
        {{ shown_quantile('figures.salaries', 0.5) }} as median_usd_month,
        {{ median_interval('figures.salaries', 'low') }} as median_usd_month_low,
        {{ median_interval('figures.salaries', 'high') }} as median_usd_month_high,
        {{ is_median_suppressed('figures.salaries') }} as is_median_suppressed,

        coalesce(figures.format_n, 0) as format_n,
        figures.format_n / nullif(figures.new_n, 0) as format_coverage,
        {{ shown_share('figures.remote_n', 'figures.format_n') }} as remote_share,
        {{ wilson('figures.remote_n', 'figures.format_n', 'low') }} as remote_share_low,
        {{ wilson('figures.remote_n', 'figures.format_n', 'high') }} as remote_share_high,
        {{ shown_share('figures.hybrid_n', 'figures.format_n') }} as hybrid_share,
        {{ wilson('figures.hybrid_n', 'figures.format_n', 'low') }} as hybrid_share_low,
        {{ wilson('figures.hybrid_n', 'figures.format_n', 'high') }} as hybrid_share_high,
        {{ shown_share('figures.office_n', 'figures.format_n') }} as office_share,
        {{ wilson('figures.office_n', 'figures.format_n', 'low') }} as office_share_low,
        {{ wilson('figures.office_n', 'figures.format_n', 'high') }} as office_share_high,
        {{ is_count_suppressed('least(figures.remote_n, figures.hybrid_n, figures.office_n)') }}
            as is_format_suppressed,

        coalesce(figures.grade_n, 0) as grade_n,
        figures.grade_n / nullif(figures.new_n, 0) as grade_coverage,

        {{ shown_count('figures.clear_n') }} as clear_n,
        {{ shown_share('figures.clear_n', 'figures.new_n') }} as clear_share,
        {{ wilson('figures.clear_n', 'figures.new_n', 'low') }} as clear_share_low,
        {{ wilson('figures.clear_n', 'figures.new_n', 'high') }} as clear_share_high,

        coalesce(top_technologies.top_technologies, []) as top_technologies,

        case when segment_weeks.segment_level = 'market' then coalesce(ledger.raw_postings, 0) end as raw_postings,
        case when segment_weeks.segment_level = 'market' then coalesce(ledger.rejected, 0) end as rejected,
        case when segment_weeks.segment_level = 'market' then coalesce(ledger.pending, 0) end as pending,
        case when segment_weeks.segment_level = 'market' then coalesce(ledger.merged, 0) end as merged,
        case when segment_weeks.segment_level = 'market' then coalesce(ledger.not_it, 0) end as not_it,
        case when segment_weeks.segment_level = 'market' then coalesce(ledger.out_of_scope, 0) end as out_of_scope,
        case when segment_weeks.segment_level = 'market' then coalesce(ledger.vacancies, 0) end as vacancies,

        segment_weeks.is_complete,
        segment_weeks.is_ramp_up,
        coalesce(figures.is_simulated, false) as is_simulated
    from segment_weeks
    left join figures
        on
            segment_weeks.week_start = figures.week_start
            and segment_weeks.segment_level = figures.segment_level
            and segment_weeks.segment = figures.segment
    left join top_technologies
        on
            segment_weeks.week_start = top_technologies.week_start
            and segment_weeks.segment_level = top_technologies.segment_level
            and segment_weeks.segment = top_technologies.segment
    left join ledger
        on segment_weeks.week_start = ledger.week_start and segment_weeks.segment_level = 'market'

)

select * from summary
