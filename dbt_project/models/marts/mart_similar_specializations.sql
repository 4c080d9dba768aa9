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
        coverage,
        sum(share) over (partition by week_start, segment) as all_shares
    from {{ ref('mart_technologies') }}
    where segment_level = 'specialization' and not is_suppressed and {{ in_weeks() }}

),

paired as (

    select
        own.week_start,
        own.segment,
        other.segment as other_segment,
        any_value(other.direction) as other_direction,
        any_value(own.direction) = any_value(other.direction) as is_same_direction,
        any_value(own.stated_n) as n,
        any_value(other.stated_n) as other_n,
        any_value(own.coverage) as coverage,
        sum(least(own.share, other.share)) as shared,
        any_value(own.all_shares + other.all_shares) as all_shares,
        arg_max(own.technology, (least(own.share, other.share), own.technology), 5) as shared_technologies
    from technologies as own
    inner join technologies as other
        on own.week_start = other.week_start and own.technology = other.technology and own.segment <> other.segment
    group by own.week_start, own.segment, other.segment

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
