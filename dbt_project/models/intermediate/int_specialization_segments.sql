{{ config(materialized='view') }}

with segments as (

    select * from {{ ref('int_segments') }}

),

specialization_segments as (

    select
        specializations.slug as specialization,
        segments.segment_level,
        segments.segment
    from {{ ref('specializations') }} as specializations
    inner join segments
        on
            segments.segment_level = 'market'
            or (segments.segment_level = 'direction' and specializations.direction_slug = segments.segment)
            or (segments.segment_level = 'specialization' and specializations.slug = segments.segment)

)

select * from specialization_segments
