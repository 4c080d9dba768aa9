{{ config(materialized='view') }}

with segments as (

    select
        segment_level,
        segment,
        row_number() over (order by segment_level, segment)::utinyint as place
    from {{ ref('int_segments') }}

),

specialization_segments as (

    select
        specializations.slug as specialization,
        segments.place,
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
