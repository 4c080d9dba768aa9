-- A source counts from its third week on: at first it shows a backlog.
{% set ramp_up_days = 14 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}

),

source_days as (

    select * from {{ ref('int_source_days') }}

),

new_vacancies as (

    select
        new_in_week as week_start,
        direction,
        specialization,
        -- As a text: grouping by lists took twice the time.
        array_to_string(sources, chr(10)) as sources,
        count(*) as n
    from {{ ref('int_counted_vacancies') }}
    where new_in_week is not null
    group by new_in_week, direction, specialization, array_to_string(sources, chr(10))

),

complete_weeks as (

    select
        source,
        date_trunc('week', crawled_on)::date as week_start
    from source_days
    where is_good
    group by source, date_trunc('week', crawled_on)::date
    having count(*) = 7

),

first_days as (

    select
        source,
        min(crawled_on) as first_on
    from source_days
    group by source

),

-- The sources that can be compared: read on every day of both weeks, and past their ramp-up in both.
panels as (

    select
        present.week_start,
        list(present.source order by present.source) as sources
    from complete_weeks as present
    inner join complete_weeks as before
        on present.source = before.source and present.week_start = before.week_start + 7
    inner join first_days on present.source = first_days.source
    where first_days.first_on + {{ ramp_up_days }} <= before.week_start
    group by present.week_start

),

-- The lists of sources are many times fewer than the ads. Each of their sources is looked up: to seek the lists in the
-- panels' own lists took seven tenths of this model.
listed as (

    select distinct
        week_start,
        sources
    from new_vacancies

),

panel_sources as (

    select
        week_start,
        unnest(sources) as source
    from panels

),

memberships as (

    select
        one.week_start,
        one.sources,
        count(here.source) > 0 as is_in_panel,
        count(next_week.source) > 0 as is_in_next_panel
    from (
        select
            week_start,
            sources,
            unnest(string_split(sources, chr(10))) as source
        from listed
    ) as one
    left join panel_sources as here on one.source = here.source and one.week_start = here.week_start
    left join panel_sources as next_week on one.source = next_week.source and one.week_start + 7 = next_week.week_start
    group by one.week_start, one.sources

),

compared_vacancies as (

    select
        new_vacancies.week_start,
        new_vacancies.direction,
        new_vacancies.specialization,
        new_vacancies.n,
        memberships.is_in_panel,
        memberships.is_in_next_panel
    from new_vacancies
    inner join memberships
        on new_vacancies.week_start = memberships.week_start and new_vacancies.sources = memberships.sources

),

counted as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        coalesce(sum(n) filter (where is_in_panel), 0)::bigint as n,
        coalesce(sum(n) filter (where is_in_next_panel), 0)::bigint as n_for_next
    from compared_vacancies
    group by {{ segment_sets() }}

),

compared as (

    select
        segment_weeks.*,
        coalesce(panels.sources, []) as panel_sources,
        counted.n as panel_n,
        before.n_for_next as panel_n_before,
        panels.sources is null or {{ is_change_suppressed('least(counted.n, before.n_for_next)') }} as is_suppressed
    from segment_weeks
    left join panels on segment_weeks.week_start = panels.week_start
    left join counted
        on
            segment_weeks.week_start = counted.week_start
            and segment_weeks.segment_level = counted.segment_level
            and segment_weeks.segment = counted.segment
    left join counted as before
        on
            segment_weeks.week_start = before.week_start + 7
            and segment_weeks.segment_level = before.segment_level
            and segment_weeks.segment = before.segment

),

links as (

    select
        *,
        if(is_suppressed, null, panel_n / panel_n_before) as ratio,
        -- Two Poisson counts: the interval of their ratio on the log scale.
        if(is_suppressed, null, {{ var('z_score') }} * sqrt(1 / panel_n + 1 / panel_n_before)) as reach,
        count(*) filter (where is_suppressed) over (
            partition by segment_level, segment
            order by week_start
            rows between unbounded preceding and current row
        ) as chain
    from compared

),

-- A chain ends where a growth is not known: the next one starts anew at 100.
chained as (

    select
        *,
        100 * product(ratio) over until_week as level,
        min(week_start) over (partition by segment_level, segment, chain) as chain_start
    from links
    window until_week as (
        partition by segment_level, segment, chain
        order by week_start
        rows between unbounded preceding and current row
    )

),

demand_index as (

    select
        week_start,
        week_iso,
        as_of,
        segment_level,
        direction,
        specialization,
        segment,
        panel_sources,
        len(panel_sources) as panel_sources_n,
        len(panel_sources) / sources_expected::double as coverage,
        {{ shown_count('panel_n') }} as n,
        {{ shown_count('panel_n_before') }} as n_before,
        round(100 * (ratio - 1), 1) as growth_pct,
        round(100 * (ratio * exp(-reach) - 1), 1) as growth_pct_low,
        round(100 * (ratio * exp(reach) - 1), 1) as growth_pct_high,
        is_suppressed,
        if(is_suppressed, null, round(level, 1)) as index_level,
        if(is_suppressed, null, chain_start) as base_week,
        is_complete,
        is_ramp_up
    from chained

)

select * from demand_index
where {{ in_weeks() }}
