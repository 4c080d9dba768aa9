{{ config(materialized='view') }}

with weeks as (

    select * from {{ ref('int_weeks') }}

),

segments as (

    select * from {{ ref('int_segments') }}

),

segment_weeks as (

    select
        weeks.week_start,
        weeks.week_iso,
        weeks.as_of,
        segments.segment_level,
        segments.direction,
        segments.specialization,
        segments.segment,
        segments.wider_level,
        segments.wider_segment,
        weeks.window_start,
        weeks.days_covered,
        weeks.sources_expected,
        weeks.sources_missing,
        weeks.is_complete,
        weeks.is_ramp_up,
        weeks.is_simulated
    from weeks
    cross join segments

)

select * from segment_weeks
