with versions as materialized (

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

),

edited as materialized (

    select posting_key
    from versions
    group by posting_key
    having count(*) > 1

),

-- Most postings have one version, which needs no order and no aggregates: 3.6 s of processor instead of 5.4 for the
-- 1.4 million versions of a simulated year.
only_versions as (

    select versions.* from versions
    anti join edited on versions.posting_key = edited.posting_key

),

edited_versions as (

    select versions.* from versions
    semi join edited on versions.posting_key = edited.posting_key
    -- Days that landed at the same time can each hold a version: its first landing speaks for it.
    qualify row_number() over (partition by versions.payload_hash, versions.posting_key order by versions.landed_on) = 1

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

sightings as (

    select * from {{ ref('int_payload_sightings') }}

),

payload_sightings as materialized (

    select
        payload_hash,
        min(first_sighted_on) as first_sighted_on,
        min(first_good_sighted_on) as first_good_sighted_on,
        max(last_sighted_on) as last_sighted_on,
        max(last_sighted_at) as last_sighted_at
    from sightings
    group by payload_hash

),

edited_postings as (

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
    from edited_versions as versions
    left join payload_sightings on versions.payload_hash = payload_sightings.payload_hash
    group by versions.posting_key

),

-- A listed item is a sighting of the postings that its payload holds ...
postings as (

    select
        posting_key,
        source,
        first_landed_on,
        stated_published_on,
        newest['payload_hash'] as newest_payload_hash,
        newest['landed_on'] as newest_landed_on,
        newest['source_family'] as source_family,
        newest['rejected_reason'] as rejected_reason,
        first_sighted_on,
        first_good_sighted_on,
        last_sighted_on
    from edited_postings

    union all

    select
        versions.posting_key,
        versions.source,
        versions.landed_on as first_landed_on,
        versions.published_on as stated_published_on,
        versions.payload_hash as newest_payload_hash,
        versions.landed_on as newest_landed_on,
        versions.source_family,
        versions.rejected_reason,
        payload_sightings.first_sighted_on,
        payload_sightings.first_good_sighted_on,
        payload_sightings.last_sighted_on
    from only_versions as versions
    left join payload_sightings on versions.payload_hash = payload_sightings.payload_hash

),

-- ... and when that payload could not be read, of all postings that the item ever held: it is still being advertised.
unread_sightings as (

    select
        versions.posting_key,
        min(sightings.first_sighted_on) as first_sighted_on,
        min(sightings.first_good_sighted_on) as first_good_sighted_on,
        max(sightings.last_sighted_on) as last_sighted_on
    from sightings
    anti join versions as read_versions on sightings.payload_hash = read_versions.payload_hash
    inner join versions
        on
            sightings.source = versions.source
            and sightings.raw_posting_id = versions.raw_posting_id
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
        sighted.source_family,
        coalesce(sources.kind, 'census') as kind,
        sighted.newest_payload_hash,
        sighted.newest_landed_on,
        sighted.rejected_reason,
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
