{{
    config(
        materialized='incremental',
        incremental_strategy='replace_changed',
        unique_key=['month_start', 'inputs_hash'],
        meta={'inputs': 'int_sighting_months'}
    )
}}

with changed_months as (

    select months.*
    from {{ ref('int_sighting_months') }} as months
    {% if is_incremental() %}
        anti join {{ this }} as made
            on months.month_start = made.month_start and months.inputs_hash = made.inputs_hash
    {% endif %}

),

-- Numbers of 64 bits instead of texts: a quarter of the processor time of 33 million observations, and one chance in
-- twenty million that two of a million payloads share one.
observations as (

    select
        hash(source, raw_posting_id) as item,
        hash(payload_hash) as payload,
        hash(source, crawl_id, observed_on) as crawl,
        observed_on,
        observed_at,
        is_complete_crawl,
        date_trunc('month', observed_on)::date as month_start
    from {{ ref('stg_observations') }}
    {% if is_incremental() %}
        -- Constants, so that the files of other months are not read beyond their footers.
        where {{ in_changed_months('observed_on', ref('int_sighting_months')) }}
    {% endif %}

),

crawls as (

    select
        hash(source, crawl_id, crawled_on) as crawl,
        is_good
    from {{ ref('stg_source_crawls') }}
    {% if is_incremental() %}
        where {{ in_changed_months('crawled_on', ref('int_sighting_months')) }}
    {% endif %}

),

-- A crawl stands in the partition of its observations, so a month is made of its own days only.
grouped as (

    select
        observations.month_start,
        observations.item,
        observations.payload,
        min(observations.observed_on) as first_sighted_on,
        min(observations.observed_on)
        filter (where coalesce(crawls.is_good, observations.is_complete_crawl)) as first_good_sighted_on,
        max(observations.observed_on) as last_sighted_on,
        max(observations.observed_at) as last_sighted_at
    from observations
    left join crawls on observations.crawl = crawls.crawl
    {% if is_incremental() %}
        where observations.month_start in (select changed_months.month_start from changed_months)
    {% endif %}
    group by
        observations.month_start,
        observations.item,
        observations.payload

),

-- The hash comes last: among the keys it cost a sixth of the processor time of 33 million observations.
payload_sightings as (

    select
        grouped.month_start,
        changed_months.inputs_hash,
        grouped.* exclude (month_start)
    from grouped
    inner join changed_months on grouped.month_start = changed_months.month_start

)

select * from payload_sightings
