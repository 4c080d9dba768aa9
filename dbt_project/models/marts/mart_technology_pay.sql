-- The most named technologies of a specialization are compared; of a cell, at least five ads on the other side.
{% set candidates, smallest_side = 40, 5 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

-- A cell is a specialization, grade and country of a week: within it, pay differs least for other reasons.
paid as (

    select
        week_start,
        specialization,
        grade,
        country,
        technologies,
        salary_usd_month_current as usd
    from {{ ref('int_window_pay') }}
    where
        salary_status = 'usable'
        and grade is not null
        and country is not null
        and len(technologies) > 0
        and {{ in_weeks() }}

),

candidates as (

    select
        week_start,
        segment as specialization,
        technology
    from {{ ref('mart_technologies') }}
    where segment_level = 'specialization' and not is_suppressed and not is_defining and {{ in_weeks() }}
    qualify row_number() over (partition by week_start, segment order by rank, technology) <= {{ candidates }}

),

-- Each ad's place in its cell, from the lowest pay up.
placed as (

    select
        dense_rank() over (order by week_start, specialization, grade, country) as cell,
        row_number() over (partition by week_start, specialization, grade, country order by usd) as place,
        week_start,
        specialization,
        technologies,
        usd
    from paid
    qualify count(*) over (partition by week_start, specialization, grade, country) > {{ smallest_side }}

),

cells as (

    select
        cell,
        list(usd order by place) as pay
    from placed
    group by cell

),

named as (

    select
        cell,
        week_start,
        specialization,
        place,
        unnest(technologies) as technology
    from placed

),

naming as (

    select
        named.week_start,
        named.specialization,
        named.cell,
        named.technology,
        list(named.place order by named.place) as places
    from named
    semi join candidates
        on
            named.week_start = candidates.week_start
            and named.specialization = candidates.specialization
            and named.technology = candidates.technology
    group by named.week_start, named.specialization, named.cell, named.technology

),

compared as (

    select
        naming.week_start,
        naming.specialization,
        naming.technology,
        naming.cell,
        naming.places,
        cells.pay,
        list_transform(range(1, len(naming.places) + 1), lambda i: naming.places[i] - i) as others_below,
        len(cells.pay) - len(naming.places) as n_without,
        (n_without + 1) // 2 as lower_rank,
        n_without // 2 + 1 as upper_rank
    from naming
    inner join cells on naming.cell = cells.cell
    where len(cells.pay) - len(naming.places) >= {{ smallest_side }}

),

-- The ad of rank r among those without the technology stands as many places further up the cell as ads with it come
-- before: those with fewer than r others below them. So no list of the ads without it is made for each technology.
middles as (

    select
        week_start,
        specialization,
        technology,
        cell,
        list_transform(places, lambda place: pay[place]) as usd_with,
        pay[lower_rank + len(list_filter(others_below, lambda below: below < lower_rank))] as lower_middle,
        pay[upper_rank + len(list_filter(others_below, lambda below: below < upper_rank))] as upper_middle
    from compared

),

-- Each ad that names the technology, against the middle of those beside it that do not.
ratios as (

    select
        week_start,
        specialization,
        cell,
        technology,
        unnest(usd_with) / ((lower_middle + upper_middle) / 2) as ratio
    from middles

),

-- Pooled upwards: a direction and the market hold the same comparisons, never ads of two specializations.
places as (

    select
        slug,
        unnest([
            {'segment_level': 'market', 'segment': 'market'},
            {'segment_level': 'direction', 'segment': direction_slug},
            {'segment_level': 'specialization', 'segment': slug}
        ]) as place
    from {{ ref('specializations') }}

),

pooled as (

    select
        ratios.week_start,
        places.place['segment_level'] as segment_level,
        places.place['segment'] as segment,
        ratios.technology,
        count(distinct ratios.cell) as cells_n,
        list(ratios.ratio order by ratios.ratio) as ratios
    from ratios
    inner join places on ratios.specialization = places.slug
    group by ratios.week_start, places.place['segment_level'], places.place['segment'], ratios.technology

),

technologies as (

    select * from {{ ref('mart_technologies') }}
    where {{ in_weeks() }}

),

premiums as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        pooled.technology,
        {{ shown_count('len(pooled.ratios)') }} as n,
        pooled.cells_n,
        len(pooled.ratios) / technologies.n as coverage,
        if({{ is_change_suppressed('len(pooled.ratios)') }}, null, round(100 * (list_median(pooled.ratios) - 1), 1))
            as premium_pct,
        if(
            {{ is_change_suppressed('len(pooled.ratios)') }},
            null,
            round(100 * (pooled.ratios[{{ median_rank('len(pooled.ratios)') }}] - 1), 1)
        ) as premium_pct_low,
        if(
            {{ is_change_suppressed('len(pooled.ratios)') }},
            null,
            round(
                100 * (pooled.ratios[len(pooled.ratios) + 1 - {{ median_rank('len(pooled.ratios)') }}] - 1), 1
            )
        ) as premium_pct_high,
        {{ is_change_suppressed('len(pooled.ratios)') }} as is_suppressed
    from pooled
    inner join segment_weeks
        on
            pooled.week_start = segment_weeks.week_start
            and pooled.segment_level = segment_weeks.segment_level
            and pooled.segment = segment_weeks.segment
    left join technologies
        on
            pooled.week_start = technologies.week_start
            and pooled.segment_level = technologies.segment_level
            and pooled.segment = technologies.segment
            and pooled.technology = technologies.technology

)

select * from premiums
