with source as (

    select * from {{ source('lake', 'normalized_postings') }}

),

renamed as (

    select
        -- ids
        payload_hash,
        posting_key,
        source,
        split_part(source, ':', 1) as source_family,
        source_posting_id,
        raw_posting_id,
        url,

        -- who and what
        title,
        company,
        language,
        grade,
        grades,
        grade_basis,
        track,
        direction,
        specialization,
        specialization_basis,
        technologies,
        technology_bases,

        -- pay
        salary_text,
        salary_min,
        salary_max,
        salary_currency,
        salary_period,
        salary_tax,
        contract,
        salary_bound,
        salary_point,
        salary_month,
        salary_usd_month,
        rate_usd,
        rate_on,
        rate_source,
        salary_reason,
        coalesce(is_outlier, false) as is_outlier,

        -- place and format
        country,
        coalesce(countries, []) as countries,
        city,
        coalesce(cities, []) as cities,
        work_format,
        coalesce(work_formats, []) as work_formats,

        -- quality
        description_quality,
        rejected_reason,
        coalesce(is_simulated, false) as is_simulated,
        rule_version,

        -- days
        landed_on,
        published_on
    from source

)

select * from renamed
