with specializations as (

    select * from {{ ref('specializations') }}

),

segments as (

    select
        'market' as segment_level,
        null::varchar as direction,
        null::varchar as specialization,
        'market' as segment,
        'IT market' as segment_name,
        null::varchar as wider_level,
        null::varchar as wider_segment,
        0 as sort_order

    union all

    select
        'direction' as segment_level,
        direction_slug as direction,
        null::varchar as specialization,
        direction_slug as segment,
        any_value(direction_name) as segment_name,
        'market' as wider_level,
        'market' as wider_segment,
        min(sort_order) as sort_order
    from specializations
    group by direction_slug

    union all

    select
        'specialization' as segment_level,
        direction_slug as direction,
        slug as specialization,
        slug as segment,
        name as segment_name,
        'direction' as wider_level,
        direction_slug as wider_segment,
        sort_order
    from specializations

)

select * from segments
