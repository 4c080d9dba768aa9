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
        vacancy_id,
        technologies,
        salary_usd_month_current as usd
    from {{ ref('int_segment_vacancies') }}
    where
        segment_level = 'specialization'
        and is_in_window
        and salary_status = 'usable'
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

compared as (

    select
        paid.week_start,
        paid.specialization,
        paid.grade,
        paid.country,
        candidates.technology,
        list(paid.usd) filter (where list_contains(paid.technologies, candidates.technology)) as usd_with,
        list(paid.usd) filter (where not list_contains(paid.technologies, candidates.technology)) as usd_without
    from paid
    inner join candidates
        on paid.week_start = candidates.week_start and paid.specialization = candidates.specialization
    group by paid.week_start, paid.specialization, paid.grade, paid.country, candidates.technology

),

-- Each ad that names the technology, against the middle of those beside it that do not.
ratios as (

    select
        week_start,
        specialization,
        grade || '/' || country || '/' || specialization as cell,
        technology,
        len(usd_without) as n_without,
        unnest(usd_with) / list_aggregate(usd_without, 'median') as ratio
    from compared
    where len(usd_with) > 0 and len(usd_without) >= {{ smallest_side }}

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

named as (

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
        len(pooled.ratios) / named.n as coverage,
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
    left join named
        on
            pooled.week_start = named.week_start
            and pooled.segment_level = named.segment_level
            and pooled.segment = named.segment
            and pooled.technology = named.technology

)

select * from premiums
