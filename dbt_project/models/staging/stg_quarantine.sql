with source as (

    select * from {{ source('lake', 'quarantine') }}

),

renamed as (

    select
        payload_hash,
        source,
        split_part(source, ':', 1) as source_family,
        source_posting_id,
        layer,
        reason,
        detail,
        landed_on
    from source

)

select * from renamed
