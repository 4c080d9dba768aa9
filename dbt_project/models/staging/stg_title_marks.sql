with source as (

    select * from {{ source('lake', 'fingerprints') }}

),

-- Of an edited posting the first version speaks: later days do not change what it was joined with.
first_versions as (

    select *
    from source
    qualify row_number() over (partition by posting_key order by (landed_on, payload_hash)) = 1

),

renamed as (

    select
        posting_key,
        title_key,
        company_key,
        requisition_key,
        language,
        array_to_string(levels, ',') as levels,
        array_to_string(roles, ',') as roles,
        array_to_string(technologies, ',') as technologies,
        landed_on
    from first_versions

)

select * from renamed
