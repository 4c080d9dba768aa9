-- Pairs are looked for among the most named technologies of a segment, and the pairs named most often are kept: all
-- pairs of nine hundred names in every segment and week would be mostly suppressed rows.
{% set candidates, kept = 40, 30 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

candidates as (

    select * from {{ ref('mart_technologies') }}
    where not is_suppressed and not is_defining and {{ in_weeks() }}
    qualify
        row_number() over (partition by week_start, segment_level, segment order by rank, technology)
        <= {{ candidates }}

),

-- A framework beside its own language says nothing. In the order of the names, as pairs are.
relatives as (

    select distinct
        least(technology, ancestor) as technology_a,
        greatest(technology, ancestor) as technology_b
    from {{ ref('int_technology_ancestors') }}

),

-- Numbers in the order of the names: millions of pairs of them are counted several times faster than pairs of names.
numbers as (

    select distinct
        technology,
        dense_rank() over (order by technology)::usmallint as number
    from candidates

),

places as (

    select * from {{ ref('int_specialization_segments') }}

),

segments as (

    select distinct
        place,
        segment_level,
        segment
    from places

),

-- What is a candidate of the segment in any week of the run.
named as (

    select distinct
        segments.place,
        numbers.number
    from candidates
    inner join numbers on candidates.technology = numbers.technology
    inner join segments on candidates.segment_level = segments.segment_level and candidates.segment = segments.segment

),

vacancies as (

    select
        row_number() over () as ad,
        cohort_start,
        specialization,
        technologies
    from {{ ref('int_counted_vacancies') }}
    where
        cohort_start in (select window_cohorts.cohort_start from window_cohorts)
        and len(technologies) > 1

),

technologies as (

    select
        ad,
        cohort_start,
        specialization,
        unnest(technologies) as technology
    from vacancies

),

ads as (

    select
        any_value(technologies.cohort_start) as cohort_start,
        any_value(technologies.specialization) as specialization,
        list(numbers.number order by numbers.number) as numbers
    from technologies
    inner join numbers on technologies.technology = numbers.technology
    group by technologies.ad
    having count(*) > 1

),

firsts as (

    select
        cohort_start,
        specialization,
        numbers,
        unnest(range(1, len(numbers))) as position
    from ads

),

pairs as (

    select
        cohort_start,
        specialization,
        numbers[position] as number_a,
        unnest(numbers[position + 1:]) as number_b
    from firsts

),

by_cohort as (

    select
        cohort_start,
        specialization,
        number_a,
        number_b,
        count(*)::uinteger as n
    from pairs
    group by cohort_start, specialization, number_a, number_b

),

by_place as (

    select
        by_cohort.cohort_start,
        places.place,
        by_cohort.number_a,
        by_cohort.number_b,
        by_cohort.n
    from by_cohort
    inner join places on by_cohort.specialization = places.specialization
    semi join named as first_named
        on places.place = first_named.place and by_cohort.number_a = first_named.number
    semi join named as second_named
        on places.place = second_named.place and by_cohort.number_b = second_named.number

),

by_week as (

    select
        window_cohorts.week_start,
        by_place.place,
        by_place.number_a,
        by_place.number_b,
        sum(by_place.n)::bigint as n
    from by_place
    inner join window_cohorts on by_place.cohort_start = window_cohorts.cohort_start
    group by window_cohorts.week_start, by_place.place, by_place.number_a, by_place.number_b
    having sum(by_place.n) >= {{ var('min_count') }}

),

counted as (

    select
        by_week.week_start,
        segments.segment_level,
        segments.segment,
        first_name.technology as technology_a,
        second_name.technology as technology_b,
        by_week.n
    from by_week
    inner join segments on by_week.place = segments.place
    inner join numbers as first_name on by_week.number_a = first_name.number
    inner join numbers as second_name on by_week.number_b = second_name.number

),

ranked as (

    select
        counted.*,
        first_one.n as n_a,
        second_one.n as n_b,
        first_one.stated_n,
        first_one.total_n,
        first_one.coverage,
        rank() over (
            partition by counted.week_start, counted.segment_level, counted.segment order by counted.n desc
        ) as pair_rank
    from counted
    inner join candidates as first_one
        on
            counted.week_start = first_one.week_start
            and counted.segment_level = first_one.segment_level
            and counted.segment = first_one.segment
            and counted.technology_a = first_one.technology
    inner join candidates as second_one
        on
            counted.week_start = second_one.week_start
            and counted.segment_level = second_one.segment_level
            and counted.segment = second_one.segment
            and counted.technology_b = second_one.technology
    anti join relatives
        on counted.technology_a = relatives.technology_a and counted.technology_b = relatives.technology_b
    qualify
        row_number() over (
            partition by counted.week_start, counted.segment_level, counted.segment
            order by counted.n desc, counted.technology_a asc, counted.technology_b asc
        ) <= {{ kept }}

),

technology_pairs as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        ranked.technology_a,
        ranked.technology_b,
        ranked.pair_rank as rank,
        ranked.n,
        ranked.n_a,
        ranked.n_b,
        ranked.stated_n,
        ranked.total_n,
        ranked.coverage,
        {{ shown_share('ranked.n', 'ranked.stated_n') }} as support,
        {{ wilson('ranked.n', 'ranked.stated_n', 'low') }} as support_low,
        {{ wilson('ranked.n', 'ranked.stated_n', 'high') }} as support_high,
        ranked.n * ranked.stated_n / (ranked.n_a * ranked.n_b)::double as lift,
        {{ is_count_suppressed('ranked.n') }} as is_suppressed
    from ranked
    inner join segment_weeks
        on
            ranked.week_start = segment_weeks.week_start
            and ranked.segment_level = segment_weeks.segment_level
            and ranked.segment = segment_weeks.segment

)

select * from technology_pairs
