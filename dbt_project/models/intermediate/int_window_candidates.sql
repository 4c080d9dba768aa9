-- All pairs or premiums of nine hundred names in every segment and week would be mostly suppressed rows.
{% set kept = 40 %}

with defining as (

    select * from {{ ref('defining_technologies') }}

),

named as (

    select
        week_start,
        segment_level,
        segment,
        technology,
        n
    from {{ ref('int_window_technologies') }}
    where grade is null and technology is not null and n >= {{ var('min_count') }} and {{ in_weeks() }}

),

candidates as (

    select named.* from named
    anti join defining
        on
            named.segment_level = 'specialization'
            and named.segment = defining.specialization
            and named.technology = defining.technology
    -- One key: then no rows are sorted.
    qualify
        row_number() over (
            partition by named.week_start, named.segment_level, named.segment
            order by (-named.n, named.technology)
        ) <= {{ kept }}

)

select * from candidates
