with source_days as (

    select * from {{ ref('int_source_days') }}

),

covered_days as (

    select
        crawled_on,
        date_trunc('week', crawled_on)::date as week_start,
        bool_or(is_simulated) as is_simulated
    from source_days
    where is_usable
    group by crawled_on

),

history as (

    select
        min(week_start) as first_week,
        max(week_start) as last_week,
        max(crawled_on) as ends_on
    from covered_days

),

-- A source is expected from its first crawl until it has not been read for long enough to count as retired.
source_spans as (

    select
        source,
        min(crawled_on) as expected_from,
        coalesce(
            max(crawled_on) filter (where is_usable) + {{ var('source_retired_after_days') }},
            max(crawled_on)
        )::date as expected_until
    from source_days
    group by source

),

expected as (

    select
        covered_days.week_start,
        source_spans.source,
        bool_or(not coalesce(source_days.is_good, false)) as is_missing
    from covered_days
    inner join source_spans
        on covered_days.crawled_on between source_spans.expected_from and source_spans.expected_until
    left join source_days
        on
            source_spans.source = source_days.source
            and covered_days.crawled_on = source_days.crawled_on
    group by covered_days.week_start, source_spans.source

),

panels as (

    select
        week_start,
        count(*) as sources_expected,
        coalesce(list(source order by source) filter (where is_missing), []) as sources_missing
    from expected
    group by week_start

),

coverage as (

    select
        week_start,
        max(crawled_on) as as_of,
        count(*) as days_covered,
        bool_or(is_simulated) as is_simulated
    from covered_days
    group by week_start

),

weeks as (

    select
        coverage.week_start,
        strftime(coverage.week_start, '%G-W%V') as week_iso,
        coverage.as_of,
        (coverage.as_of - {{ var('active_days') }})::date as window_start,
        -- Flows of a week run to its Sunday, but not beyond what has been seen.
        least(coverage.week_start + 6, history.ends_on)::date as flow_end,
        coverage.days_covered,
        panels.sources_expected,
        panels.sources_missing,
        coverage.days_covered = 7 and len(panels.sources_missing) = 0 as is_complete,
        coverage.week_start < history.first_week + 14 and history.last_week >= history.first_week + 14 as is_ramp_up,
        coverage.is_simulated
    from coverage
    inner join panels on coverage.week_start = panels.week_start
    cross join history

)

select * from weeks
