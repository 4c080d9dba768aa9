-- The most named technologies of a specialization are compared; of a cell, at least five ads on the other side.
{% set candidates, smallest_side = 40, 5 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

-- Numbers instead of lists and names: each ad stands in up to thirteen windows with all its technologies.
vacancies as materialized (

    select
        row_number() over () as ad,
        -- Within a specialization, grade and country pay differs least for other reasons.
        dense_rank() over (order by specialization, grade, country)::uinteger as cell,
        cohort_start,
        specialization,
        technologies,
        has_salary,
        salary_currency,
        salary_month,
        is_outlier
    from {{ ref('int_counted_vacancies') }}
    where has_salary and grade is not null and country is not null and len(technologies) > 0

),

converted as (

    select
        window_rates.week_start,
        vacancies.cell,
        vacancies.ad,
        vacancies.salary_month * window_rates.usd_per_unit as salary_usd_month_current,
        {{ salary_status() }} as salary_status
    from vacancies
    inner join {{ ref('int_window_rates') }} as window_rates
        on
            vacancies.cohort_start = window_rates.cohort_start
            and vacancies.salary_currency = window_rates.currency
    where {{ in_weeks('window_rates.week_start') }}

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

-- Each ad's place in its cell of a week, from the lowest pay up.
placed as materialized (

    select
        week_start,
        cell,
        ad,
        salary_usd_month_current as usd,
        row_number() over (partition by week_start, cell order by salary_usd_month_current) as place
    from converted
    where salary_status = 'usable'
    qualify count(*) over (partition by week_start, cell) > {{ smallest_side }}

),

cells as (

    select
        week_start,
        cell,
        list(usd order by place) as pay
    from placed
    group by week_start, cell

),

numbers as (

    select
        technology,
        row_number() over ()::usmallint as number
    from candidates
    group by technology

),

candidate_numbers as (

    select
        candidates.week_start,
        candidates.specialization,
        numbers.number
    from candidates
    inner join numbers on candidates.technology = numbers.technology

),

ad_technologies as (

    select
        ad,
        specialization,
        unnest(technologies) as technology
    from vacancies

),

ad_numbers as (

    select
        ad_technologies.ad,
        numbers.number
    from ad_technologies
    inner join numbers on ad_technologies.technology = numbers.technology
    semi join candidate_numbers
        on
            ad_technologies.specialization = candidate_numbers.specialization
            and numbers.number = candidate_numbers.number

),

specialization_cells as (

    select distinct
        cell,
        specialization
    from vacancies

),

candidate_cells as (

    select
        candidate_numbers.week_start,
        specialization_cells.cell,
        candidate_numbers.number
    from candidate_numbers
    inner join specialization_cells on candidate_numbers.specialization = specialization_cells.specialization

),

naming as (

    select
        placed.week_start,
        placed.cell,
        ad_numbers.number,
        list(placed.place order by placed.place) as places
    from placed
    inner join ad_numbers on placed.ad = ad_numbers.ad
    semi join candidate_cells
        on
            placed.week_start = candidate_cells.week_start
            and placed.cell = candidate_cells.cell
            and ad_numbers.number = candidate_cells.number
    group by placed.week_start, placed.cell, ad_numbers.number

),

compared as (

    select
        naming.week_start,
        naming.cell,
        naming.number,
        naming.places,
        cells.pay,
        list_transform(range(1, len(naming.places) + 1), lambda i: naming.places[i] - i) as others_below,
        len(cells.pay) - len(naming.places) as n_without,
        (n_without + 1) // 2 as lower_rank,
        n_without // 2 + 1 as upper_rank
    from naming
    inner join cells on naming.week_start = cells.week_start and naming.cell = cells.cell
    where len(cells.pay) - len(naming.places) >= {{ smallest_side }}

),

-- The ad of rank r among those without the technology stands as many places further up the cell as ads with it come
-- before: those with fewer than r others below them. So no list of the ads without it is made for each technology.
middles as (

    select
        week_start,
        cell,
        number,
        list_transform(places, lambda place: pay[place]) as usd_with,
        pay[lower_rank + len(list_filter(others_below, lambda below: below < lower_rank))] as lower_middle,
        pay[upper_rank + len(list_filter(others_below, lambda below: below < upper_rank))] as upper_middle
    from compared

),

-- Each ad that names the technology, against the middle of those beside it that do not.
ratios as (

    select
        week_start,
        cell,
        number,
        list_transform(usd_with, lambda usd: usd / ((lower_middle + upper_middle) / 2)) as ratios
    from middles

),

-- Pooled upwards: a direction and the market hold the same comparisons, never ads of two specializations.
pooled as (

    select
        ratios.week_start,
        places.segment_level,
        places.segment,
        ratios.number,
        count(*) as cells_n,
        list_sort(flatten(list(ratios.ratios))) as ratios
    from ratios
    inner join specialization_cells on ratios.cell = specialization_cells.cell
    inner join {{ ref('int_specialization_segments') }} as places
        on specialization_cells.specialization = places.specialization
    group by ratios.week_start, places.segment_level, places.segment, ratios.number

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
        numbers.technology,
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
    inner join numbers on pooled.number = numbers.number
    left join technologies
        on
            pooled.week_start = technologies.week_start
            and pooled.segment_level = technologies.segment_level
            and pooled.segment = technologies.segment
            and numbers.technology = technologies.technology

)

select * from premiums
