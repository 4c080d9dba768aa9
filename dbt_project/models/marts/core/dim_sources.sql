{{ config(materialized='view') }}

with source_days as (

    select * from {{ ref('int_source_days') }}

),

source_families as (

    select * from {{ ref('source_families') }}

),

newest_day as (

    select max(crawled_on) as day
    from source_days

),

crawled as (

    select
        source,
        any_value(source_family) as source_family,
        arg_max(kind, crawled_on) as kind,
        min(crawled_on) as first_crawled_on,
        max(crawled_on) as last_crawled_on,
        max(crawled_on) filter (where is_good) as last_good_on,
        count(*) as days_crawled,
        count(*) filter (where is_good) as days_good,
        bool_or(is_simulated) as is_simulated
    from source_days
    group by source

),

described as (

    select
        crawled.source,
        crawled.source_family,
        -- A family that the seed does not know is judged by how it publishes, as its postings are.
        coalesce(source_families.source_type, if(crawled.kind = 'feed', 'channel', 'board')) as source_type,
        crawled.kind,
        coalesce(source_families.preference, if(crawled.kind = 'feed', 3, 2))::integer as preference,
        crawled.first_crawled_on,
        crawled.last_crawled_on,
        crawled.last_good_on,
        crawled.days_crawled,
        crawled.days_good,
        crawled.last_crawled_on + {{ var('source_retired_after_days') }} < newest_day.day as is_retired,
        crawled.is_simulated
    from crawled
    cross join newest_day
    left join source_families on crawled.source_family = source_families.source_family

)

select * from described
