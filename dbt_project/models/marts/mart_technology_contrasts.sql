{% set kept = 10 %}

with similar_specializations as (

    select * from {{ ref('mart_similar_specializations') }}
    where not is_suppressed and {{ in_weeks() }}

),

named as (

    select
        week_start,
        segment as specialization,
        technology,
        n
    from {{ ref('int_window_technologies') }}
    where
        segment_level = 'specialization'
        and grade is null
        and technology is not null
        and n > 0
        and {{ in_weeks() }}

),

-- What the other one never names counts there as zero, so its rows come from the own side.
paired as (

    select
        similar_specializations.* exclude (is_suppressed),
        own.technology,
        own.n as named_n,
        coalesce(other.n, 0) as other_named_n
    from similar_specializations
    inner join named as own
        on
            similar_specializations.week_start = own.week_start
            and similar_specializations.segment = own.specialization
    left join named as other
        on
            own.week_start = other.week_start
            and own.technology = other.technology
            and similar_specializations.other_segment = other.specialization
    where own.n >= {{ var('min_count') }}

),

bounded as (

    select
        *,
        named_n / n as share,
        {{ wilson_bound('named_n', 'n', 'low') }} as share_low,
        {{ wilson_bound('named_n', 'n', 'high') }} as share_high,
        other_named_n / other_n as other_share,
        {{ wilson_bound('other_named_n', 'other_n', 'low') }} as other_share_low,
        {{ wilson_bound('other_named_n', 'other_n', 'high') }} as other_share_high,
        {{ is_count_suppressed('other_named_n') }} as is_other_suppressed
    from paired

),

-- In order of one key: then no rows are sorted.
apart as (

    select
        *,
        row_number() over (
            partition by week_start, segment, other_segment order by (other_share - share, technology)
        ) as contrast_rank
    from bounded
    where share_low > other_share_high
    qualify contrast_rank <= {{ kept }}

),

contrasts as (

    select
        week_start,
        week_iso,
        as_of,
        segment_level,
        direction,
        specialization,
        segment,
        window_start,
        other_segment,
        rank_outside,
        technology,
        contrast_rank as rank,
        named_n as n,
        n as stated_n,
        coverage,
        share,
        share_low,
        share_high,
        if(is_other_suppressed, null, other_named_n) as other_n,
        other_n as other_stated_n,
        if(is_other_suppressed, null, other_share) as other_share,
        if(is_other_suppressed, null, other_share_low) as other_share_low,
        if(is_other_suppressed, null, other_share_high) as other_share_high,
        is_other_suppressed,
        {{ is_count_suppressed('named_n') }} as is_suppressed
    from apart

)

select * from contrasts
