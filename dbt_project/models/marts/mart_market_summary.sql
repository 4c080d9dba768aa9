with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

weeks as (

    select * from {{ ref('int_weeks') }}
    where {{ in_weeks() }}

),

daily_flows as (

    select * from {{ ref('int_daily_flows') }}

),

counts as (

    select * from {{ ref('int_window_counts') }}
    where breakdown in ('all', 'grade', 'work_format') and {{ in_weeks() }}

),

salaries as (

    select * from {{ ref('int_window_salaries') }}
    where breakdown = 'all' and {{ in_weeks() }}

),

-- By day first: each of a million postings beside its thirteen windows was four fifths of this mart.
outcomes as (

    select
        published_on,
        outcome,
        count(*) as n
    from {{ ref('int_posting_outcomes') }}
    group by published_on, outcome

),

technologies as (

    select * from {{ ref('mart_technologies') }}
    where {{ in_weeks() }}

),

stocks as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        sum(published - closed - aged_out)::bigint as active_n,
        coalesce(sum(closed) filter (where day >= window_start), 0)::bigint as closed_n
    from weeks
    inner join daily_flows on weeks.as_of >= daily_flows.day
    group by {{ segment_sets() }}

),

windows as (

    select
        week_start,
        segment_level,
        segment,
        sum(n) filter (where breakdown = 'all')::bigint as new_n,
        sum(salary_n) filter (where breakdown = 'all') as salary_stated_n,
        {% for work_format in ['remote', 'hybrid', 'office'] -%}
            coalesce(sum(n) filter (where breakdown = 'work_format' and value = '{{ work_format }}'), 0)::bigint
                as {{ work_format }}_n,
        {% endfor -%}
        sum(n) filter (where breakdown = 'work_format' and value is not null)::bigint as format_n,
        sum(n) filter (where breakdown = 'grade' and value is not null)::bigint as grade_n,
        sum(clear_n) filter (where breakdown = 'all')::bigint as clear_n,
        sum(simulated_n) > 0 as is_simulated
    from counts
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
        sum(outcomes.n)::bigint as raw_postings,
        sum(outcomes.n) filter (where outcomes.outcome = 'rejected')::bigint as rejected,
        sum(outcomes.n) filter (where outcomes.outcome = 'pending')::bigint as pending,
        sum(outcomes.n) filter (where outcomes.outcome = 'merged')::bigint as merged,
        sum(outcomes.n) filter (where outcomes.outcome = 'not_it')::bigint as not_it,
        sum(outcomes.n) filter (where outcomes.outcome = 'out_of_scope')::bigint as out_of_scope,
        sum(outcomes.n) filter (where outcomes.outcome = 'vacancy')::bigint as vacancies
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
        {{ shown_count('stocks.active_n') }} as active,
        {{ is_count_suppressed('stocks.active_n') }} as is_active_suppressed,
        {{ shown_count('windows.new_n') }} as new_90d,
        {{ is_count_suppressed('windows.new_n') }} as is_new_90d_suppressed,
        {{ shown_count('stocks.closed_n') }} as closed_90d,
        {{ is_count_suppressed('stocks.closed_n') }} as is_closed_90d_suppressed,

        {{ shown_count('salaries.n') }} as n_salary,
        windows.salary_stated_n / nullif(windows.new_n, 0) as salary_coverage,
        coalesce(salaries.outliers, 0) as salary_outliers,
        coalesce(salaries.unconverted, 0) as salary_unconverted,
        {{ shown_amount('salaries.median_usd_month', 'salaries.n') }} as median_usd_month,
        {{ shown_amount('salaries.median_usd_month_low', 'salaries.n') }} as median_usd_month_low,
        {{ shown_amount('salaries.median_usd_month_high', 'salaries.n') }} as median_usd_month_high,
        {{ is_median_suppressed('salaries.n') }} as is_median_suppressed,

        coalesce(windows.format_n, 0) as format_n,
        windows.format_n / nullif(windows.new_n, 0) as format_coverage,
        {{ shown_share('windows.remote_n', 'windows.format_n') }} as remote_share,
        {{ wilson('windows.remote_n', 'windows.format_n', 'low') }} as remote_share_low,
        {{ wilson('windows.remote_n', 'windows.format_n', 'high') }} as remote_share_high,
        {{ shown_share('windows.hybrid_n', 'windows.format_n') }} as hybrid_share,
        {{ wilson('windows.hybrid_n', 'windows.format_n', 'low') }} as hybrid_share_low,
        {{ wilson('windows.hybrid_n', 'windows.format_n', 'high') }} as hybrid_share_high,
        {{ shown_share('windows.office_n', 'windows.format_n') }} as office_share,
        {{ wilson('windows.office_n', 'windows.format_n', 'low') }} as office_share_low,
        {{ wilson('windows.office_n', 'windows.format_n', 'high') }} as office_share_high,
        {{ is_count_suppressed('least(windows.remote_n, windows.hybrid_n, windows.office_n)') }}
            as is_format_suppressed,

        coalesce(windows.grade_n, 0) as grade_n,
        windows.grade_n / nullif(windows.new_n, 0) as grade_coverage,

        {{ shown_count('windows.clear_n') }} as clear_n,
        {{ shown_share('windows.clear_n', 'windows.new_n') }} as clear_share,
        {{ wilson('windows.clear_n', 'windows.new_n', 'low') }} as clear_share_low,
        {{ wilson('windows.clear_n', 'windows.new_n', 'high') }} as clear_share_high,

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
        coalesce(windows.is_simulated, false) as is_simulated
    from segment_weeks
    left join stocks
        on
            segment_weeks.week_start = stocks.week_start
            and segment_weeks.segment_level = stocks.segment_level
            and segment_weeks.segment = stocks.segment
    left join windows
        on
            segment_weeks.week_start = windows.week_start
            and segment_weeks.segment_level = windows.segment_level
            and segment_weeks.segment = windows.segment
    left join salaries
        on
            segment_weeks.week_start = salaries.week_start
            and segment_weeks.segment_level = salaries.segment_level
            and segment_weeks.segment = salaries.segment
    left join top_technologies
        on
            segment_weeks.week_start = top_technologies.week_start
            and segment_weeks.segment_level = top_technologies.segment_level
            and segment_weeks.segment = top_technologies.segment
    left join ledger
        on segment_weeks.week_start = ledger.week_start and segment_weeks.segment_level = 'market'

)

select * from summary
