{% set release = previous_release() %}
-- A partition's version is "<code> <input>"; the input of normalized postings is "<crawls>/<quotes>".
{% set home = env_var("JOBMARTS_HOME", "../data") %}

with partitions_before as (

    {% if release %}
        select
            layers.key as layer,
            days.key::date as day,
            coalesce(days.value ->> 'code_version', '') as version
        from read_text('{{ release }}/manifest.json') as manifest
        cross join json_each(manifest.content, '$.inputs') as layers
        cross join json_each(layers.value) as days
    {% else %}
        select
            null::varchar as layer,
            null::date as day,
            null::varchar as version
        where false
    {% endif %}

),

partitions_now as (

    {% if release %}
        select
            string_split(file_name, '/')[-2] as layer,
            try_cast(string_split(string_split(file_name, '/')[-1], '.')[1] as date) as day,
            value::varchar as version
        from parquet_kv_metadata('{{ home }}/lake/*/*.parquet')
        where key::varchar = 'jobmarts.code_version'
    {% else %}
        select
            null::varchar as layer,
            null::date as day,
            null::varchar as version
        where false
    {% endif %}

),

newest as (

    select max(day) as day
    from partitions_before
    where layer = 'raw_observations'

),

compared as (

    select
        newest.day as newest_before,
        coalesce(now.layer, before.layer) as layer,
        coalesce(now.day, before.day) as day,
        before.version as version_before,
        now.version as version_now
    from (
        select * from partitions_now
        where day is not null
    ) as now
    full outer join partitions_before as before on now.layer = before.layer and now.day = before.day
    cross join newest
    where now.version is distinct from before.version

),

changes as (

    select
        layer,
        day,
        version_before,
        version_now,
        unnest(list_filter(
            [
                case
                    when layer = 'raw_observations' and version_before is null and day > newest_before then 'newer_days'
                    when
                        layer = 'raw_observations'
                        and split_part(coalesce(version_before, ''), ' ', 2) <> split_part(version_now, ' ', 2)
                        then 'late_data'
                    when layer = 'raw_observations' and version_now is null then 'removed_days'
                end,
                case
                    when
                        layer in ('normalized_postings', 'duplicate_links', 'quarantine')
                        and split_part(version_before, ' ', 1) <> split_part(version_now, ' ', 1)
                        then 'rules'
                end,
                case
                    when layer = 'exchange_rates' and version_before <> version_now then 'rates'
                    when
                        layer = 'normalized_postings'
                        and split_part(version_before, '/', 2) <> split_part(version_now, '/', 2)
                        then 'rates'
                end
            ],
            lambda reason: reason is not null
        )) as reason
    from compared

)

select * from changes
