with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select
        *,
        new_in_week as week_start,
        -- A band of an outlier exists, but no salary figure counts it.
        salary_usd_month is not null and not is_outlier as has_band,
        if(salary_usd_month is not null and not is_outlier, salary_band, 'not stated') as shown_band
    from {{ ref('int_counted_vacancies') }}
    where {{ in_weeks('new_in_week') }}

),

bands as (

    select
        salary_band,
        band_order,
        true as is_stated
    from {{ ref('salary_bands') }}

    union all

    select
        'not stated' as salary_band,
        max(band_order) + 1 as band_order,
        false as is_stated
    from {{ ref('salary_bands') }}

),

counted as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        shown_band as salary_band,
        count(*) as n,
        count(*) filter (where has_band) as stated_n,
        count(*) filter (where is_outlier) as outliers,
        count(*) filter (where has_salary and salary_usd_month is null) as unconverted
    from vacancies
    group by {{ segment_sets('shown_band') }}

),

totals as (

    select
        week_start,
        segment_level,
        segment,
        sum(n)::bigint as total_n,
        sum(stated_n)::bigint as stated_n,
        sum(outliers)::bigint as outliers,
        sum(unconverted)::bigint as unconverted
    from counted
    group by week_start, segment_level, segment

),

shares as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        bands.salary_band,
        bands.band_order::integer as band_order,
        bands.is_stated,
        {{ shown_count('counted.n') }} as n,
        -- "Not stated" stands apart: it is no part of the whole.
        case when bands.is_stated then {{ shown_share('counted.n', 'totals.stated_n') }} end as share,
        case when bands.is_stated then {{ wilson('counted.n', 'totals.stated_n', 'low') }} end as share_low,
        case when bands.is_stated then {{ wilson('counted.n', 'totals.stated_n', 'high') }} end as share_high,
        coalesce(totals.stated_n, 0) as stated_n,
        coalesce(totals.total_n, 0) as total_n,
        totals.stated_n / totals.total_n as coverage,
        coalesce(totals.outliers, 0) as outliers,
        coalesce(totals.unconverted, 0) as unconverted,
        {{ is_count_suppressed('counted.n') }} as is_suppressed,
        segment_weeks.is_complete,
        segment_weeks.is_ramp_up
    from segment_weeks
    cross join bands
    left join totals
        on
            segment_weeks.week_start = totals.week_start
            and segment_weeks.segment_level = totals.segment_level
            and segment_weeks.segment = totals.segment
    left join counted
        on
            segment_weeks.week_start = counted.week_start
            and segment_weeks.segment_level = counted.segment_level
            and segment_weeks.segment = counted.segment
            and bands.salary_band = counted.salary_band

)

select * from shares
