with vacancies as (

    select * from {{ ref('int_counted_vacancies') }}

),

changes as (

    select
        direction,
        specialization,
        published_on as day,
        1 as published,
        0 as closed,
        0 as aged_out
    from vacancies

    union all

    select
        direction,
        specialization,
        left_on as day,
        0 as published,
        left_by_closing::integer as closed,
        (not left_by_closing)::integer as aged_out
    from vacancies

),

daily_flows as (

    select
        day,
        direction,
        specialization,
        sum(published)::bigint as published,
        sum(closed)::bigint as closed,
        sum(aged_out)::bigint as aged_out
    from changes
    group by day, direction, specialization

)

select * from daily_flows
