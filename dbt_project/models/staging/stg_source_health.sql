with source as (

    select * from {{ source('lake', 'source_health') }}

),

renamed as (

    select
        -- ids
        source,
        family as source_family,
        crawled_on,

        -- judgement
        kind,
        verdict,
        cause,
        reasons,
        is_complete,
        failed_crawls < crawls as is_usable,
        is_simulated,

        -- numbers
        crawls,
        failed_crawls,
        listed,
        new_payloads,
        changed,
        not_modified,
        parsed_payloads,
        postings,
        posting_yield,
        quarantined,
        errors,
        pages,
        bytes_fetched,
        latency_ms,
        duration_seconds,
        leftover_field_count,
        list_transform(leftover_fields, entry -> entry.name) as leftover_fields,
        to_json(map_from_entries(notes))::varchar as notes,

        -- shares of the new postings that state a field
        list_filter(field_fill, entry -> entry.field = 'title')[1].share as title_share,
        list_filter(field_fill, entry -> entry.field = 'company')[1].share as company_share,
        list_filter(field_fill, entry -> entry.field = 'description')[1].share as description_share,
        list_filter(field_fill, entry -> entry.field = 'published_at')[1].share as published_at_share,
        list_filter(field_fill, entry -> entry.field = 'salaries')[1].share as salary_share,
        list_filter(field_fill, entry -> entry.field = 'location_words')[1].share as place_share,
        list_filter(field_fill, entry -> entry.field = 'grade_words')[1].share as grade_share,
        list_filter(field_fill, entry -> entry.field = 'format_words')[1].share as work_format_share,
        list_filter(field_fill, entry -> entry.field = 'skills')[1].share as skills_share
    from source

)

select * from renamed
