with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

defining as (

    select * from {{ ref('defining_technologies') }}

),

own_frameworks as (

    select distinct
        kinds.technology,
        defining.specialization
    from {{ ref('technology_kinds') }} as kinds
    inner join {{ ref('int_technology_ancestors') }} as ancestors on kinds.technology = ancestors.technology
    inner join defining on ancestors.ancestor = defining.technology
    where kinds.kind = 'framework'

),

totals as (

    select
        week_start,
        segment_level,
        segment,
        n as total_n,
        named_n as stated_n
    from {{ ref('int_window_counts') }}
    where breakdown = 'all' and {{ in_weeks() }}

),

counted as (

    select
        week_start,
        segment_level,
        segment,
        technology,
        n,
        earlier_n,
        rank as technology_rank
    from {{ ref('int_window_technologies') }}
    where grade is null and {{ in_weeks() }}

),

earlier_totals as (

    select
        week_start,
        segment_level,
        segment,
        earlier_n as stated_n
    from counted
    where technology is null

),

named as (

    select
        counted.*,
        totals.stated_n,
        totals.total_n,
        counted.n / totals.stated_n as share
    from counted
    inner join totals
        on
            counted.week_start = totals.week_start
            and counted.segment_level = totals.segment_level
            and counted.segment = totals.segment
    where counted.technology is not null and counted.n > 0

),

technologies as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        named.technology,
        {{ shown_count('named.n') }} as n,
        named.stated_n,
        named.total_n,
        named.stated_n / named.total_n as coverage,
        {{ shown_share('named.n', 'named.stated_n') }} as share,
        {{ wilson('named.n', 'named.stated_n', 'low') }} as share_low,
        {{ wilson('named.n', 'named.stated_n', 'high') }} as share_high,
        case when not {{ is_count_suppressed('named.n') }} then named.technology_rank end as rank,
        -- The wider segment holds this one, so its count is never smaller.
        {{ shown_share('named.n', 'named.stated_n') }} / wider.share as lift,
        {{ shown_share('named.earlier_n', 'earlier_totals.stated_n') }} as earlier_share,
        100 * (
            {{ shown_share('named.n', 'named.stated_n') }}
            - {{ shown_share('named.earlier_n', 'earlier_totals.stated_n') }}
        ) as momentum_points,
        defining.technology is not null as is_defining,
        own_frameworks.technology is not null as is_own_framework,
        {{ is_count_suppressed('named.n') }} as is_suppressed
    from named
    inner join segment_weeks
        on
            named.week_start = segment_weeks.week_start
            and named.segment_level = segment_weeks.segment_level
            and named.segment = segment_weeks.segment
    left join named as wider
        on
            named.week_start = wider.week_start
            and named.technology = wider.technology
            and segment_weeks.wider_level = wider.segment_level
            and segment_weeks.wider_segment = wider.segment
            -- What is never looked up need not be held: three of four rows.
            and wider.segment_level <> 'specialization'
            and wider.n >= {{ var('min_count') }}
    left join earlier_totals
        on
            named.week_start = earlier_totals.week_start
            and named.segment_level = earlier_totals.segment_level
            and named.segment = earlier_totals.segment
    left join defining
        on named.technology = defining.technology and segment_weeks.specialization = defining.specialization
    left join own_frameworks
        on
            named.technology = own_frameworks.technology
            and segment_weeks.specialization = own_frameworks.specialization

)

select * from technologies
