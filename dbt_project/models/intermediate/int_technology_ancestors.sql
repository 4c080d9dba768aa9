with recursive technologies as (

    select * from {{ ref('technology_kinds') }}

),

parents as (

    select
        technology,
        unnest(string_split(parents, ';')) as ancestor
    from technologies
    where parents is not null

),

ancestors as (

    select
        technology,
        ancestor
    from parents

    -- Without "all", so that a circle in the list ends.
    union

    select
        ancestors.technology,
        parents.ancestor
    from ancestors
    inner join parents on ancestors.ancestor = parents.technology

)

select * from ancestors
