-- Pairs are looked for among the most named technologies of a segment, and the pairs named most often are kept: all
-- pairs of nine hundred names in every segment and week would be mostly suppressed rows.
{% set candidates, kept = 40, 30 %}

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

-- All pairs are counted and the candidates picked afterwards: cutting every ad's list first costs three times as much.
-- Lists of technologies are sorted, so a pair has one order.
firsts as (

    select
        week_start,
        segment_level,
        segment,
        technologies,
        unnest(range(1, len(technologies))) as position
    from vacancies

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
