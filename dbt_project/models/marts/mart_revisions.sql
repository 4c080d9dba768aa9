-- What earlier releases revised stays told, also when all weeks are built anew.
{{ config(full_refresh=false) }}

with weeks as (

    select * from {{ ref('int_weeks') }}

),

figures as (

    select * from {{ ref('mart_figures') }}
    where {{ in_weeks() }}

),

previous as (

    select * from {{ ref('int_previous_figures') }}
    where {{ in_weeks() }}

),

input_changes as (

    select * from {{ ref('int_input_changes') }}

),

release as (

    select max(release_id) as release_id
    from {{ ref('int_previous_figures') }}

),

closed_weeks as (

    select distinct week_start
    from previous

),

revised as (

    select
        coalesce(figures.week_start, previous.week_start) as week_start,
        coalesce(figures.segment_level, previous.segment_level) as segment_level,
        coalesce(figures.segment, previous.segment) as segment,
        coalesce(figures.source_mart, previous.source_mart) as source_mart,
        coalesce(figures.source_key, previous.source_key) as source_key,
        coalesce(figures.source_column, previous.source_column) as source_column,
        previous.value as old_value,
        figures.value as new_value
    from (
        select figures.* from figures
        semi join closed_weeks on figures.week_start = closed_weeks.week_start
    ) as figures
    full outer join previous
        on
            figures.source_mart = previous.source_mart
            and figures.source_key = previous.source_key
            and figures.source_column = previous.source_column
    where
        previous.value is null
        or figures.value is null
        or abs(figures.value - previous.value) > 1e-9

),

-- A week looks back over its window, and what landed later may open, close or merge what it counts.
week_changes as (

    select
        weeks.week_start,
        input_changes.reason,
        input_changes.reason || ': ' || count(distinct input_changes.day) || ' days, '
        || min(input_changes.day) || ' to ' || max(input_changes.day)
        || case
            when input_changes.reason = 'rules'
                then ', now ' || string_agg(
                    distinct split_part(input_changes.version_now, ' ', 1), ' and '
                    order by split_part(input_changes.version_now, ' ', 1)
                )
            else ''
        end as detail
    from weeks
    inner join input_changes on weeks.window_start <= input_changes.day
    group by weeks.week_start, input_changes.reason

),

explained as (

    select
        week_start,
        list(reason order by reason) as reasons,
        string_agg(detail, '; ' order by reason) as detail
    from week_changes
    group by week_start

),

revisions as (

    select
        revised.week_start,
        strftime(revised.week_start, '%G-W%V') as week_iso,
        release.release_id as previous_release,
        revised.segment_level,
        revised.segment,
        revised.source_mart,
        revised.source_key,
        revised.source_column,
        case
            when revised.old_value is null then 'appeared'
            when revised.new_value is null then 'vanished'
            else 'changed'
        end as change,
        revised.old_value,
        revised.new_value,
        revised.new_value - revised.old_value as difference,
        -- Nothing that landed explains it: the models changed, or somebody rebuilt the week.
        coalesce(explained.reasons, ['rebuilt']) as reasons,
        coalesce(explained.detail, 'rebuilt: no input of the week changed') as detail,
        coalesce(weeks.is_simulated, false) as is_simulated
    from revised
    cross join release
    left join weeks on revised.week_start = weeks.week_start
    left join explained on revised.week_start = explained.week_start

    {% if is_incremental() %}
        union all

        -- What earlier releases revised stays told.
        select earlier.*
        from {{ this }} as earlier
        where
            {{ in_weeks('earlier.week_start') }}
            and earlier.previous_release is distinct from (select release.release_id from release)
    {% endif %}

)

select * from revisions
