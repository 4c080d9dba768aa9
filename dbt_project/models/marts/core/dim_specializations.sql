{{ config(materialized='view') }}

with specializations as (

    select
        slug as specialization,
        name as specialization_name,
        direction_slug as direction,
        direction_name,
        sort_order::integer as sort_order
    from {{ ref('specializations') }}

),

defining as (

    select
        specialization,
        list(technology order by technology) as technologies
    from {{ ref('defining_technologies') }}
    group by specialization

),

described as (

    select
        specializations.*,
        coalesce(defining.technologies, []) as defining_technologies
    from specializations
    left join defining on specializations.specialization = defining.specialization

)

select * from described
