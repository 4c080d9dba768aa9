-- Weeks are too thin for cells, so four weeks are set against the four before them.
{% set window_days = 28 %}

with weeks as (

    select
        *,
        -- Before the first crawl only what stayed open was seen.
        as_of - {{ 2 * window_days - 1 }} >= min(week_start) over () as is_covered
    from {{ ref('int_weeks') }}

),

segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}

),

specializations as (

    select * from {{ ref('specializations') }}

),

-- At the rate of the publication day: the index shows pay, not the rate.
paid as (

    select
        published_on,
        specialization,
        grade,
        country,
        salary_usd_month
    from {{ ref('int_vacancies') }}
    where
        is_it
        and is_in_scope
        and salary_usd_month is not null
        and not is_outlier
        and grade is not null
        and country is not null

),

cells as materialized (

    select
        specialization,
        grade,
        country,
        row_number() over ()::uinteger as cell
    from paid
    group by specialization, grade, country

),

-- Numbers instead of names: each ad stands in four windows.
numbered as materialized (

    select
        paid.published_on,
        cells.cell,
        paid.salary_usd_month
    from paid
    inner join cells
        on
            paid.specialization = cells.specialization
            and paid.grade = cells.grade
            and paid.country = cells.country

),

covered as (

    select
        week_start,
        as_of,
        as_of - {{ window_days }} as earlier
    from weeks
    where is_covered

),

-- What came before one week is what another week shows, so each window is counted once.
days as (

    select
        last_on,
        unnest(generate_series(last_on - {{ window_days - 1 }}, last_on, interval 1 day))::date as day
    from (
        select as_of as last_on from covered
        union
        select earlier from covered
    ) as ends

),

windows as not materialized (

    select
        days.last_on,
        numbered.cell,
        numbered.salary_usd_month
    from days
    inner join numbered on days.day = numbered.published_on

),

-- Most cells of a window hold too few ads: they need no median.
sizes as (

    select
        last_on,
        cell
    from windows
    group by last_on, cell
    having count(*) >= {{ var('min_count') }}

),

counted as (

    select
        windows.last_on,
        windows.cell,
        count(*) as n,
        median(windows.salary_usd_month) as median_usd_month
    from windows
    semi join sizes on windows.last_on = sizes.last_on and windows.cell = sizes.cell
    group by windows.last_on, windows.cell

),

grown as (

    select
        covered.week_start,
        cells.specialization,
        now.n,
        earlier.n as n_before,
        now.median_usd_month / earlier.median_usd_month as growth
    from covered
    inner join counted as now on covered.as_of = now.last_on
    inner join counted as earlier on covered.earlier = earlier.last_on and now.cell = earlier.cell
    inner join cells on now.cell = cells.cell

),

places as (

    select
        slug,
        unnest([
            {'segment_level': 'market', 'segment': 'market'},
            {'segment_level': 'direction', 'segment': direction_slug},
            {'segment_level': 'specialization', 'segment': slug}
        ]) as place
    from specializations

),

pooled as (

    select
        grown.week_start,
        places.place['segment_level'] as segment_level,
        places.place['segment'] as segment,
        sum(grown.n)::bigint as n,
        sum(grown.n_before)::bigint as n_before,
        list(grown.growth order by grown.growth) as growths
    from grown
    inner join places on grown.specialization = places.slug
    group by grown.week_start, places.place['segment_level'], places.place['segment']

),

growth as (

    select
        segment_weeks.*,
        coalesce(pooled.n, 0) as pooled_n,
        coalesce(pooled.n_before, 0) as pooled_n_before,
        coalesce(len(pooled.growths), 0) as cells_n,
        pooled.growths,
        coalesce(len(pooled.growths), 0) < {{ var('min_median_n') }}
        or {{ is_change_suppressed('least(pooled.n, pooled.n_before)') }} as is_suppressed
    from segment_weeks
    left join pooled
        on
            segment_weeks.week_start = pooled.week_start
            and segment_weeks.segment_level = pooled.segment_level
            and segment_weeks.segment = pooled.segment

),

shown as (

    select
        *,
        if(is_suppressed, null, list_median(growths)) as ratio,
        if(is_suppressed, null, growths[{{ median_rank('cells_n') }}]) as ratio_low,
        if(is_suppressed, null, growths[cells_n + 1 - {{ median_rank('cells_n') }}]) as ratio_high
    from growth

),

-- A chain ends where a growth is not known: the next one starts anew at 100.
links as (

    select
        *,
        count(*) filter (where ratio is null) over (
            partition by segment_level, segment
            order by week_start
            rows between unbounded preceding and current row
        ) as chain
    from shown

),

-- Each week adds a quarter of the growth over four weeks: the chain is the mean level of the last four weeks.
chained as (

    select
        *,
        100 * exp(sum(ln(ratio)) over until_week / 4) as level,
        min(week_start) over (partition by segment_level, segment, chain) as chain_start
    from links
    window until_week as (
        partition by segment_level, segment, chain
        order by week_start
        rows between unbounded preceding and current row
    )

),

salary_index as (

    select
        week_start,
        week_iso,
        as_of,
        segment_level,
        direction,
        specialization,
        segment,
        {{ shown_count('pooled_n') }} as n,
        {{ shown_count('pooled_n_before') }} as n_before,
        cells_n,
        round(100 * (ratio - 1), 1) as growth_pct,
        round(100 * (ratio_low - 1), 1) as growth_pct_low,
        round(100 * (ratio_high - 1), 1) as growth_pct_high,
        is_suppressed,
        if(is_suppressed, null, round(level, 1)) as index_level,
        if(is_suppressed, null, chain_start) as base_week,
        is_complete,
        is_ramp_up
    from chained

)

select * from salary_index
where {{ in_weeks() }}
