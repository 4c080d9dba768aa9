with versions as (

    select
        payload_hash,
        posting_key,
        source,
        source_family,
        raw_posting_id,
        landed_on,
        published_on,
        rejected_reason
    from {{ ref('stg_posting_versions') }}
    -- Days that landed at the same time can each hold a version: its first landing speaks for it.
    qualify row_number() over (partition by payload_hash, posting_key order by landed_on) = 1

),

source_families as (

    select * from {{ ref('source_families') }}

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

payload_sightings as (

    select
        source,
        raw_posting_id,
        payload_hash,
        min(first_sighted_on) as first_sighted_on,
        min(first_good_sighted_on) as first_good_sighted_on,
        max(last_sighted_on) as last_sighted_on,
        max(last_sighted_at) as last_sighted_at
    from {{ ref('int_payload_sightings') }}
    group by source, raw_posting_id, payload_hash

),

-- A listed item is a sighting of the postings that its payload holds ...
postings as (

    select
        versions.posting_key,
        any_value(versions.source) as source,
        min(versions.landed_on) as first_landed_on,
        min(versions.published_on) as stated_published_on,
        min(payload_sightings.first_sighted_on) as first_sighted_on,
        min(payload_sightings.first_good_sighted_on) as first_good_sighted_on,
        max(payload_sightings.last_sighted_on) as last_sighted_on,
        arg_max(
            {
                'payload_hash': versions.payload_hash,
                'landed_on': versions.landed_on,
                'source_family': versions.source_family,
                'rejected_reason': versions.rejected_reason
            },
            -- Same text again after an edit: the version seen last is the current one, wherever it landed first.
            (
                coalesce(payload_sightings.last_sighted_at, versions.landed_on::timestamp::timestamptz),
                versions.landed_on,
                versions.payload_hash
            )
        ) as newest
    from versions
    left join payload_sightings on versions.payload_hash = payload_sightings.payload_hash
    group by versions.posting_key

),

-- ... and when that payload could not be read, of all postings that the item ever held: it is still being advertised.
unread_sightings as (

    select
        versions.posting_key,
        min(payload_sightings.first_sighted_on) as first_sighted_on,
        min(payload_sightings.first_good_sighted_on) as first_good_sighted_on,
        max(payload_sightings.last_sighted_on) as last_sighted_on
    from payload_sightings
    anti join versions as read_versions on payload_sightings.payload_hash = read_versions.payload_hash
    inner join versions
        on
            payload_sightings.source = versions.source
            and payload_sightings.raw_posting_id = versions.raw_posting_id
    group by versions.posting_key

),

sighted as (

    select
        postings.* replace (
            least(postings.first_sighted_on, unread_sightings.first_sighted_on) as first_sighted_on,
            least(postings.first_good_sighted_on, unread_sightings.first_good_sighted_on) as first_good_sighted_on,
            greatest(postings.last_sighted_on, unread_sightings.last_sighted_on) as last_sighted_on
        )
    from postings
    left join unread_sightings on postings.posting_key = unread_sightings.posting_key

),

dated as (

    select
        sighted.posting_key,
        sighted.source,
        sighted.newest['source_family'] as source_family,
        coalesce(sources.kind, 'census') as kind,
        sighted.newest['payload_hash'] as newest_payload_hash,
        sighted.newest['landed_on'] as newest_landed_on,
        sighted.newest['rejected_reason'] as rejected_reason,
        sighted.first_landed_on,
        coalesce(sighted.first_sighted_on, sighted.first_landed_on) as first_sighted_on,
        -- An incomplete crawl opens nothing: the first complete one that lists the posting does.
        coalesce(
            case when sources.kind = 'feed' then sighted.first_sighted_on end,
            sighted.first_good_sighted_on,
            sighted.first_sighted_on,
            sighted.first_landed_on
        ) as first_seen_on,
        coalesce(sighted.last_sighted_on, sighted.first_landed_on) as last_seen_on,
        sighted.stated_published_on,
        sources.closes_before,
        -- Only incomplete crawls have seen it so far, at a source that does have complete ones: wait for the next.
        coalesce(
            sources.kind = 'census'
            and sighted.first_good_sighted_on is null
            and sources.first_good_on < sighted.first_sighted_on
            and sources.last_good_on <= sighted.first_sighted_on,
            false
        ) as is_pending
    from sighted
    left join sources on sighted.source = sources.source

),

published as (

    select
        *,
        coalesce(least(stated_published_on, first_sighted_on), first_seen_on) as published_on
    from dated

),

lifecycle as (

    select
        published.posting_key,
        published.source,
        published.source_family,
        -- A family that the seed does not know is judged by how it publishes.
        coalesce(source_families.source_type, if(published.kind = 'feed', 'channel', 'board')) as source_type,
        coalesce(source_families.preference, if(published.kind = 'feed', 3, 2)) as preference,
        coalesce(source_families.is_unknown_place_in_scope, false) as is_unknown_place_in_scope,
        published.kind,
        published.newest_payload_hash,
        published.newest_landed_on,
        published.rejected_reason,
        published.is_pending,
        published.rejected_reason is null and not published.is_pending as is_countable,
        published.first_landed_on,
        published.published_on,
        published.first_seen_on,
        published.last_seen_on,
        case
            when published.kind = 'feed' then (published.published_on + {{ var('feed_open_days') }})::date
            when published.last_seen_on < published.closes_before then (published.last_seen_on + 1)::date
        end as closed_on,
        case
            when published.kind = 'feed' then 'age'
            when published.last_seen_on < published.closes_before then 'absence'
        end as closed_by
    from published
    left join source_families on published.source_family = source_families.source_family

)

select * from lifecycle
