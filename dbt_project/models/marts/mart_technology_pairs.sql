-- Pairs are looked for among the most named technologies of a segment, and the pairs named most often are kept: all
-- pairs of nine hundred names in every segment and week would be mostly suppressed rows.
{% set candidates, kept = 25, 30 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_segment_vacancies') }}
    where is_in_window and len(technologies) > 1 and {{ in_weeks() }}

),

candidates as (

    select * from {{ ref('mart_technologies') }}
    where not is_suppressed and not is_defining and {{ in_weeks() }}
    qualify
        row_number() over (partition by week_start, segment_level, segment order by rank, technology)
        <= {{ candidates }}

),

ancestors as (

    select * from {{ ref('int_technology_ancestors') }}

),

candidate_lists as (

    select
        week_start,
        segment_level,
        segment,
        list(technology) as technologies
    from candidates
    group by week_start, segment_level, segment

),

named as (

    select
        vacancies.week_start,
        vacancies.segment_level,
        vacancies.segment,
        list_sort(list_intersect(vacancies.technologies, candidate_lists.technologies)) as technologies
    from vacancies
    inner join candidate_lists
        on
            vacancies.week_start = candidate_lists.week_start
            and vacancies.segment_level = candidate_lists.segment_level
            and vacancies.segment = candidate_lists.segment

),

firsts as (

    select
        week_start,
        segment_level,
        segment,
        technologies,
        unnest(range(1, len(technologies))) as position
    from named

),

pairs as (

    select
        week_start,
        segment_level,
        segment,
        technologies[position] as technology_a,
        unnest(technologies[position + 1:]) as technology_b
    from firsts

),

counted as (

    select
        pairs.week_start,
        pairs.segment_level,
        pairs.segment,
        pairs.technology_a,
        pairs.technology_b,
        count(*) as n
    from pairs
    group by pairs.week_start, pairs.segment_level, pairs.segment, pairs.technology_a, pairs.technology_b
    having count(*) >= {{ var('min_count') }}

),

-- A framework beside its own language says nothing.
ranked as (

    select
        counted.*,
        rank() over (
            partition by counted.week_start, counted.segment_level, counted.segment order by counted.n desc
        ) as pair_rank
    from counted
    left join ancestors
        on
            (counted.technology_a = ancestors.technology and counted.technology_b = ancestors.ancestor)
            or (counted.technology_b = ancestors.technology and counted.technology_a = ancestors.ancestor)
    where ancestors.technology is null
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
        first_one.n as n_a,
        second_one.n as n_b,
        first_one.stated_n,
        first_one.total_n,
        first_one.coverage,
        {{ shown_share('ranked.n', 'first_one.stated_n') }} as support,
        {{ wilson('ranked.n', 'first_one.stated_n', 'low') }} as support_low,
        {{ wilson('ranked.n', 'first_one.stated_n', 'high') }} as support_high,
        ranked.n * first_one.stated_n / (first_one.n * second_one.n)::double as lift,
        {{ is_count_suppressed('ranked.n') }} as is_suppressed
    from ranked
    inner join segment_weeks
        on
            ranked.week_start = segment_weeks.week_start
            and ranked.segment_level = segment_weeks.segment_level
            and ranked.segment = segment_weeks.segment
    inner join candidates as first_one
        on
            ranked.week_start = first_one.week_start
            and ranked.segment_level = first_one.segment_level
            and ranked.segment = first_one.segment
            and ranked.technology_a = first_one.technology
    inner join candidates as second_one
        on
            ranked.week_start = second_one.week_start
            and ranked.segment_level = second_one.segment_level
            and ranked.segment = second_one.segment
            and ranked.technology_b = second_one.technology

)

select * from technology_pairs
