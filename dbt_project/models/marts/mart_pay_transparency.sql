with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

-- One pass per breakdown over counts by all of them, not over the vacancies.
grouped as (

    select
        week_start,
        direction,
        specialization,
        grade,
        country,
        work_format,
        source_type,
        count(*) as total_n,
        count(*) filter (where salary_status <> 'not stated') as n,
        count(*) filter (where salary_status <> 'not stated' and salary_bound = 'range') as range_n,
        count(*) filter (where salary_status <> 'not stated' and salary_tax in ('gross', 'net')) as tax_n
    from {{ ref('int_vacancy_weeks') }}
    where is_in_window and {{ in_weeks() }}
    group by week_start, direction, specialization, grade, country, work_format, source_type

),

broken_down as (

    {% for breakdown in ['grade', 'country', 'work_format', 'source_type', 'all'] %}
        select
            week_start,
            direction,
            specialization,
            '{{ breakdown }}' as breakdown,
            {{ "'all'" if breakdown == 'all' else "coalesce(" ~ breakdown ~ ", 'not stated')" }} as value,
            sum(total_n) as total_n,
            sum(n) as n,
            sum(range_n) as range_n,
            sum(tax_n) as tax_n
        from grouped
        group by week_start, direction, specialization, value
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

counted as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        breakdown,
        value,
        sum(total_n)::bigint as total_n,
        sum(n)::bigint as n,
        sum(range_n)::bigint as range_n,
        sum(tax_n)::bigint as tax_n
    from broken_down
    group by {{ segment_sets('breakdown, value') }}

),

transparency as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        counted.breakdown,
        counted.value,
        {{ shown_count('counted.n') }} as n,
        counted.total_n,
        {{ shown_share('counted.n', 'counted.total_n') }} as share,
        {{ wilson('counted.n', 'counted.total_n', 'low') }} as share_low,
        {{ wilson('counted.n', 'counted.total_n', 'high') }} as share_high,
        {{ shown_count('counted.range_n') }} as range_n,
        {{ shown_share('counted.range_n', 'counted.n') }} as range_share,
        {{ wilson('counted.range_n', 'counted.n', 'low') }} as range_share_low,
        {{ wilson('counted.range_n', 'counted.n', 'high') }} as range_share_high,
        {{ shown_count('counted.tax_n') }} as tax_n,
        {{ shown_share('counted.tax_n', 'counted.n') }} as tax_share,
        {{ wilson('counted.tax_n', 'counted.n', 'low') }} as tax_share_low,
        {{ wilson('counted.tax_n', 'counted.n', 'high') }} as tax_share_high,
        {{ is_count_suppressed('counted.n') }} as is_suppressed
    from counted
    inner join segment_weeks
        on
            counted.week_start = segment_weeks.week_start
            and counted.segment_level = segment_weeks.segment_level
            and counted.segment = segment_weeks.segment

)

select * from transparency
