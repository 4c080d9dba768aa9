with source as (

    select * from {{ source('lake', 'raw_observations') }}

),

renamed as (

    select
        -- ids
        source,
        source_posting_id as raw_posting_id,
        crawl_id,
        payload_hash,

        -- times
        observed_at,
        observed_on,

        -- flags
        is_complete_crawl,
        is_simulated
    from source

)

select * from renamed
