-- The most similar ones anywhere, and those outside the own direction that are mistaken for it.
{% set kept, kept_outside = 5, 3 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where segment_level = 'specialization' and {{ in_weeks() }}

),

technologies as (

    select
        week_start,
        direction,
        segment,
        technology,
        share,
        stated_n,
        coverage
    from {{ ref('mart_technologies') }}
    where segment_level = 'specialization' and not is_suppressed and {{ in_weeks() }}

),

specializations as (

    select
        week_start,
        segment,
        any_value(direction) as direction,
        any_value(stated_n) as n,
        any_value(coverage) as coverage,
        sum(share) as all_shares
    from technologies
    group by week_start, segment

),

-- What two have in common is the same seen from either, so each pair is counted once, and without what is known of each
-- alone: 1.3 instead of 2.7 processor seconds for a year.
pairs as (

    select
        one.week_start,
        one.segment as one,
        other.segment as other,
        sum(least(one.share, other.share)) as shared,
        arg_max(one.technology, (least(one.share, other.share), one.technology), 5) as shared_technologies
    from technologies as one
    inner join technologies as other
        on one.week_start = other.week_start and one.technology = other.technology and one.segment < other.segment
    group by one.week_start, one.segment, other.segment

),

both_ways as (

    select
        week_start,
        shared,
        shared_technologies,
        unnest([one, other]) as segment,
        unnest([other, one]) as other_segment
    from pairs

),

paired as (

    select
        both_ways.*,
        other.direction as other_direction,
        own.direction = other.direction as is_same_direction,
        own.n,
        other.n as other_n,
        own.coverage,
        own.all_shares + other.all_shares as all_shares
    from both_ways
    inner join specializations as own
        on both_ways.week_start = own.week_start and both_ways.segment = own.segment
    inner join specializations as other
        on both_ways.week_start = other.week_start and both_ways.other_segment = other.segment

),

-- Of all technology shares of the two, the part that both have.
overlapping as (

    select
        *,
        {{ is_change_suppressed('least(n, other_n)') }} as is_suppressed,
        if(
            {{ is_change_suppressed('least(n, other_n)') }}, null, round(shared / (all_shares - shared), 4)
        ) as overlap
    from paired

),

ranked as (

    select
        *,
        row_number() over similar_first as similarity_rank,
        row_number() over (
            partition by week_start, segment, is_same_direction order by overlap desc nulls last, other_segment asc
        ) as rank_in_part
    from overlapping
    window
        similar_first as (partition by week_start, segment order by overlap desc nulls last, other_segment asc)
    qualify similarity_rank <= {{ kept }} or (not is_same_direction and rank_in_part <= {{ kept_outside }})

),

similar_specializations as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        ranked.other_segment,
        ranked.other_direction,
        ranked.is_same_direction,
        if(ranked.is_suppressed, null, ranked.similarity_rank) as rank,
        if(ranked.is_same_direction or ranked.is_suppressed, null, ranked.rank_in_part) as rank_outside,
        ranked.n,
        ranked.other_n,
        ranked.coverage,
        ranked.overlap,
        ranked.shared_technologies,
        ranked.is_suppressed
    from ranked
    inner join segment_weeks
        on ranked.week_start = segment_weeks.week_start and ranked.segment = segment_weeks.segment

)

select * from similar_specializations
