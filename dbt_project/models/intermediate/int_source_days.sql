with crawls as (

    select * from {{ ref('stg_source_crawls') }}

),

source_days as (

    select
        source,
        source_family,
        crawled_on,
        any_value(kind) as kind,
        bool_or(is_usable) as is_usable,
        bool_or(is_good) as is_good,
        bool_or(is_simulated) as is_simulated
    from crawls
    group by source, source_family, crawled_on

)

select * from source_days
