with weeks as (

    select * from {{ ref('int_weeks') }}

),

-- Not materialized: all days are read for a few columns, and the others only of the days shown.
health as not materialized (

    select * from {{ ref('stg_source_health') }}

),

ads as (

    select
        source,
        first_landed_on as day,
        count(*) as new_ads
    from {{ ref('int_posting_outcomes') }}
    where
        outcome != 'rejected'
        and {{ in_weeks("date_trunc('week', first_landed_on)") }}
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
        max(health.crawled_on) filter (where health.is_usable) over source_so_far as last_good_on,
        max(health.crawled_on) filter (where health.new_payloads > 0) over source_so_far as last_new_on,
        min(source_days.day) over source_so_far as first_on,
        max(health.is_simulated) over source_so_far as is_simulated
    from source_days
    left join health on source_days.source = health.source and source_days.day = health.crawled_on
    window source_so_far as (partition by source_days.source order by source_days.day)

),

shown as (

    select
        weeks.week_start,
        weeks.week_iso,
        followed.*
    from followed
    inner join weeks on date_trunc('week', followed.day)::date = weeks.week_start
    where {{ in_weeks('weeks.week_start') }}

),

health_shown as (

    select * from health
    where {{ in_weeks("date_trunc('week', crawled_on)") }}

),

source_health as (

    select
        shown.week_start,
        shown.week_iso,
        shown.day,
        shown.source_family,
        shown.source,
        health.source is not null as is_crawled,
        shown.last_good_on,
        -- Without any good crawl the day of the first one was silent too.
        case
            when shown.last_good_on is not null then date_diff('day', shown.last_good_on, shown.day)
            else date_diff('day', shown.first_on, shown.day) + 1
        end as days_silent,
        shown.last_new_on,
        shown.is_simulated,
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
    from shown
    left join health_shown as health on shown.source = health.source and shown.day = health.crawled_on
    left join ads on shown.source = ads.source and shown.day = ads.day

)

select * from source_health
