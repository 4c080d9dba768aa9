{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='posting_key',
        meta={'made_of': ['int_posting_sightings'], 'code': ['int_posting_lifecycle'], 'seeds': ['source_families']},
        post_hook="{{ remember_days() }}"
    )
}}
{% set since = made_until() if is_incremental() else none %}

with all_sighted as (

    select * from {{ ref('int_posting_sightings') }}

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
        arg_max(kind, crawled_on) as kind,
        min(crawled_on) filter (where is_good) as first_good_on,
        max(crawled_on) filter (where is_good) as last_good_on,
        -- Closed exactly when the last sighting is older than this day: then enough good crawls came after it.
        list_sort(list(crawled_on) filter (where is_good))[-{{ var('absent_crawls_to_close') }}] as closes_before
    from source_days
    group by source

),

-- Crawls that come to be known close what they did not list, and end what is pending.
{% if since is not none %}
    due as (

        select made.posting_key
        from {{ this }} as made
        left join sources on made.source = sources.source
        where
            (made.closed_on is null and made.last_seen_on < sources.closes_before)
            or made.kind <> coalesce(sources.kind, 'census')

    ),
{% endif %}

sighted as (

    select * from all_sighted
    {% if since is not none %}
        where
            made_in > {{ since }}
            or first_good_sighted_on is null
            or posting_key in (select posting_key from due)
    {% endif %}

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

{{ numbered('lifecycle', 'posting_key') }}
