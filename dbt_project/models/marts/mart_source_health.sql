with weeks as (

    select * from {{ ref('int_weeks') }}

),

health as (

    select * from {{ ref('stg_source_health') }}

),

outcomes as (

    select * from {{ ref('int_posting_outcomes') }}

),

ads as (

    select
        source,
        first_landed_on as day,
        count(*) as new_ads
    from outcomes
    where outcome != 'rejected'
    group by source, first_landed_on

),

-- Silent days have no crawl, so days come from a calendar: from a source's first crawl until it counts as retired.
spans as (

    select
        source,
        source_family,
        min(crawled_on) as first_on,
        least(max(crawled_on) + {{ var('source_retired_after_days') }}, (select max(as_of) from weeks))::date as last_on
    from health
    group by source, source_family

),

source_days as (

    select
        source,
        source_family,
        unnest(generate_series(first_on::timestamp, last_on::timestamp, interval 1 day))::date as day
    from spans

),

followed as (

    select
        source_days.source,
        source_days.source_family,
        source_days.day,
        health.source is not null as is_crawled,
        max(health.crawled_on) filter (where health.is_usable) over source_so_far as last_good_on,
        max(health.crawled_on) filter (where health.new_payloads > 0) over source_so_far as last_new_on,
        min(source_days.day) over source_so_far as first_on,
        max(health.is_simulated) over source_so_far as is_simulated,
        health.kind,
        health.verdict,
        health.cause,
        health.is_complete,
        health.crawls,
        health.failed_crawls,
        health.listed,
        health.new_payloads,
        health.changed,
        health.not_modified,
        health.parsed_payloads,
        health.postings,
        health.posting_yield,
        case when health.source is not null then coalesce(ads.new_ads, 0) end as new_ads,
        coalesce(ads.new_ads, 0) / nullif(health.new_payloads - coalesce(health.changed, 0), 0) as ad_yield,
        health.quarantined,
        health.errors,
        health.pages,
        health.bytes_fetched,
        health.latency_ms,
        health.duration_seconds,
        health.leftover_field_count,
        health.leftover_fields,
        health.notes,
        health.title_share,
        health.company_share,
        health.description_share,
        health.published_at_share,
        health.salary_share,
        health.place_share,
        health.grade_share,
        health.work_format_share,
        health.skills_share
    from source_days
    left join health on source_days.source = health.source and source_days.day = health.crawled_on
    left join ads on source_days.source = ads.source and source_days.day = ads.day
    window source_so_far as (partition by source_days.source order by source_days.day)

),

source_health as (

    select
        weeks.week_start,
        weeks.week_iso,
        followed.day,
        followed.source_family,
        followed.source,
        followed.is_crawled,
        followed.last_good_on,
        -- Without any good crawl the day of the first one was silent too.
        case
            when followed.last_good_on is not null then date_diff('day', followed.last_good_on, followed.day)
            else date_diff('day', followed.first_on, followed.day) + 1
        end as days_silent,
        followed.last_new_on,
        followed.is_simulated,
        followed.kind,
        followed.verdict,
        followed.cause,
        followed.is_complete,
        followed.crawls,
        followed.failed_crawls,
        followed.listed,
        followed.new_payloads,
        followed.changed,
        followed.not_modified,
        followed.parsed_payloads,
        followed.postings,
        followed.posting_yield,
        followed.new_ads,
        followed.ad_yield,
        followed.quarantined,
        followed.errors,
        followed.pages,
        followed.bytes_fetched,
        followed.latency_ms,
        followed.duration_seconds,
        followed.leftover_field_count,
        followed.leftover_fields,
        followed.notes,
        followed.title_share,
        followed.company_share,
        followed.description_share,
        followed.published_at_share,
        followed.salary_share,
        followed.place_share,
        followed.grade_share,
        followed.work_format_share,
        followed.skills_share
    from followed
    inner join weeks on date_trunc('week', followed.day)::date = weeks.week_start
    where {{ in_weeks('weeks.week_start') }}

)

select * from source_health
