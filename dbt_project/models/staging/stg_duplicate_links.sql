with source as (

    select * from {{ source('lake', 'duplicate_links') }}

),

renamed as (

    select
        posting_key,
        earlier_posting_key,
        method,
        score,
        linked_on,
        rule_version
    from source

)

select * from renamed
