{{ config(materialized='view') }}

with technologies as (

    select * from {{ ref('technology_kinds') }}

),

ancestors as (

    select
        technology,
        list(ancestor order by ancestor) as ancestors
    from {{ ref('int_technology_ancestors') }}
    group by technology

),

defining as (

    select
        technology,
        list(specialization order by specialization) as specializations
    from {{ ref('defining_technologies') }}
    group by technology

),

described as (

    select
        technologies.technology,
        technologies.kind,
        coalesce(string_split(technologies.parents, ';'), []) as parents,
        coalesce(ancestors.ancestors, []) as ancestors,
        coalesce(defining.specializations, []) as defines
    from technologies
    left join ancestors on technologies.technology = ancestors.technology
    left join defining on technologies.technology = defining.technology

)

select * from described
