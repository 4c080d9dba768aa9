with versions as (

    select
        payload_hash,
        posting_key,
        source,
        raw_posting_id,
        landed_on,
        published_on
    from {{ ref('stg_posting_versions') }}

),

observations as (

    select * from {{ ref('stg_observations') }}

),

crawls as (

    select * from {{ ref('stg_source_crawls') }}

),

source_days as (

    select * from {{ ref('int_source_days') }}

),

sources as (

    select
        source,
        any_value(kind) as kind,
        min(crawled_on) filter (where is_good) as first_good_on,
        max(crawled_on) filter (where is_good) as last_good_on,
        -- Closed exactly when the last sighting is older than this day: then enough good crawls came after it.
        list_sort(list(crawled_on) filter (where is_good))[-{{ var('absent_crawls_to_close') }}] as closes_before
    from source_days
    group by source

),

read_payloads as (

    select distinct payload_hash from versions

),

-- One listed item can hold several postings.
items as (

    select distinct
        source,
        raw_posting_id,
        posting_key
    from versions

),

payload_sightings as (

    select
        observations.source,
        observations.raw_posting_id,
        observations.payload_hash,
        min(observations.observed_on) as first_sighted_on,
        min(observations.observed_on)
        filter (where coalesce(crawls.is_good, observations.is_complete_crawl)) as first_good_sighted_on,
        max(observations.observed_on) as last_sighted_on,
        max(observations.observed_at) as last_sighted_at
    from observations
    left join crawls
        on observations.source = crawls.source and observations.crawl_id = crawls.crawl_id
    group by observations.source, observations.raw_posting_id, observations.payload_hash

),

-- A listed item is a sighting of the postings that its payload holds ...
read_sightings as (

    select
        versions.posting_key,
        payload_sightings.*
    from payload_sightings
    inner join versions on payload_sightings.payload_hash = versions.payload_hash

),

-- ... and when that payload could not be read, of all postings that the item ever held: it is still being advertised.
unread_sightings as (

    select
        items.posting_key,
        payload_sightings.*
    from payload_sightings
    inner join items
        on
            payload_sightings.source = items.source
            and payload_sightings.raw_posting_id = items.raw_posting_id
    left join read_payloads
        on payload_sightings.payload_hash = read_payloads.payload_hash
    where read_payloads.payload_hash is null

),

sightings as (

    select
        posting_key,
        min(first_sighted_on) as first_sighted_on,
        min(first_good_sighted_on) as first_good_sighted_on,
        max(last_sighted_on) as last_sighted_on
    from (
        select * from read_sightings
        union all
        select * from unread_sightings
    ) as seen
    group by posting_key

),

newest_versions as (

    select
        versions.posting_key,
        arg_max(
            versions.payload_hash,
            -- Same text again after an edit: the version seen last is the current one, wherever it landed first.
            (
                coalesce(read_sightings.last_sighted_at, versions.landed_on::timestamp::timestamptz),
                versions.landed_on,
                versions.payload_hash
            )
        ) as newest_payload_hash
    from versions
    left join read_sightings
        on
            versions.posting_key = read_sightings.posting_key
            and versions.payload_hash = read_sightings.payload_hash
    group by versions.posting_key

),

postings as (

    select
        posting_key,
        any_value(source) as source,
        min(landed_on) as first_landed_on,
        min(published_on) as stated_published_on
    from versions
    group by posting_key

),

dated as (

    select
        postings.posting_key,
        postings.source,
        coalesce(sources.kind, 'census') as kind,
        newest_versions.newest_payload_hash,
        postings.first_landed_on,
        coalesce(sightings.first_sighted_on, postings.first_landed_on) as first_sighted_on,
        -- An incomplete crawl opens nothing: the first complete one that lists the posting does.
        coalesce(
            case when sources.kind = 'feed' then sightings.first_sighted_on end,
            sightings.first_good_sighted_on,
            sightings.first_sighted_on,
            postings.first_landed_on
        ) as first_seen_on,
        coalesce(sightings.last_sighted_on, postings.first_landed_on) as last_seen_on,
        postings.stated_published_on,
        sources.closes_before,
        -- Only incomplete crawls have seen it so far, at a source that does have complete ones: wait for the next.
        coalesce(
            sources.kind = 'census'
            and sightings.first_good_sighted_on is null
            and sources.first_good_on < sightings.first_sighted_on
            and sources.last_good_on <= sightings.first_sighted_on,
            false
        ) as is_pending
    from postings
    inner join newest_versions on postings.posting_key = newest_versions.posting_key
    left join sightings on postings.posting_key = sightings.posting_key
    left join sources on postings.source = sources.source

),

published as (

    select
        *,
        coalesce(least(stated_published_on, first_sighted_on), first_seen_on) as published_on
    from dated

),

closed as (

    select
        posting_key,
        source,
        kind,
        newest_payload_hash,
        is_pending,
        first_landed_on,
        published_on,
        first_seen_on,
        last_seen_on,
        case
            when kind = 'feed' then (published_on + {{ var('feed_open_days') }})::date
            when last_seen_on < closes_before then (last_seen_on + 1)::date
        end as closed_on,
        case
            when kind = 'feed' then 'age'
            when last_seen_on < closes_before then 'absence'
        end as closed_by
    from published

)

select * from closed
