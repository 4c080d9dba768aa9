with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

technologies as (

    select * from {{ ref('mart_technologies') }}
    where {{ in_weeks() }}

),

ranked as (

    select
        *,
        rank() over (partition by week_start, segment_level, segment order by n desc) as pair_rank
    from {{ ref('int_window_pairs') }}
    where {{ in_weeks() }}
    qualify
        row_number() over (
            partition by week_start, segment_level, segment order by n desc, technology_a asc, technology_b asc
        ) <= {{ var('technology_pairs') }}

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
    inner join technologies as first_one
        on
            ranked.week_start = first_one.week_start
            and ranked.segment_level = first_one.segment_level
            and ranked.segment = first_one.segment
            and ranked.technology_a = first_one.technology
    inner join technologies as second_one
        on
            ranked.week_start = second_one.week_start
            and ranked.segment_level = second_one.segment_level
            and ranked.segment = second_one.segment
            and ranked.technology_b = second_one.technology

)

select * from technology_pairs
