with source as (

    select * from {{ source('lake', 'source_crawls') }}

),

renamed as (

    select
        -- ids
        source,
        family as source_family,
        crawl_id,

        -- what kind of evidence it is
        kind,
        coalesce(verdict, 'good') as verdict,
        cause,
        -- Usable crawls prove sightings. Only good ones prove absence.
        coalesce(verdict, 'good') <> 'failed' as is_usable,
        coalesce(is_complete, false) and coalesce(verdict, 'good') <> 'failed' as is_good,
        is_simulated,

        -- numbers
        listed,
        new_payloads,
        errors,

        -- times
        crawled_on,
        started_at
    from source

)

select * from renamed
