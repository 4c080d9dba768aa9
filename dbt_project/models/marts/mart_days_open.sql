{% set enough = "totals.n >= " ~ var('min_median_n') %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

spells as (

    select
        windows.week_start,
        -- A specialization lies in one direction: no second text to tell eleven million rows apart by.
        any_value(ads.direction) as direction,
        ads.specialization,
        coalesce(ads.closed_on <= windows.as_of, false) as is_closed,
        -- Known to be open only from its first sighting: what was published and gone before is not in the data.
        ads.first_seen_on - ads.published_on as entered_at,
        least(coalesce(ads.closed_on, windows.as_of), windows.as_of) - ads.published_on as left_at,
        -- A post of a feed closes by age, which is a rule and no observation: only listings can be seen to end.
        ads.is_listed and entered_at < left_at as is_observed,
        count(*) as n
    from {{ ref('int_counted_vacancies') }} as ads
    inner join window_cohorts as windows on ads.cohort_start = windows.cohort_start
    group by all

),

totals as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        sum(n)::bigint as total_n,
        coalesce(sum(n) filter (where is_observed), 0)::bigint as n,
        coalesce(sum(n) filter (where is_observed and is_closed), 0)::bigint as closed_n,
        coalesce(sum(n) filter (where is_observed and not is_closed), 0)::bigint as open_n,
        max(left_at) filter (where is_observed) as follow_up_days
    from spells
    group by {{ segment_sets() }}

),

changes as (

    select
        week_start,
        direction,
        specialization,
        entered_at as age,
        n as entries,
        0 as exits,
        0 as events
    from spells
    where is_observed

    union all

    select
        week_start,
        direction,
        specialization,
        left_at as age,
        0 as entries,
        n as exits,
        if(is_closed, n, 0) as events
    from spells
    where is_observed

),

ages as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        age,
        sum(entries) as entries,
        sum(exits) as exits,
        sum(events) as events
    from changes
    group by {{ segment_sets('age') }}

),

-- At risk at an age: entered before it and not gone before it.
risks as (

    select
        week_start,
        segment_level,
        segment,
        age,
        events,
        coalesce(
            sum(entries - exits) over (
                partition by week_start, segment_level, segment
                order by age
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as at_risk
    from ages

),

-- Kaplan-Meier's product and Greenwood's sum.
curves as (

    select
        week_start,
        segment_level,
        segment,
        age,
        product(1 - events / at_risk) over until_age as survival,
        sum(if(events = at_risk, 'infinity'::double, events / (at_risk * (at_risk - events)::double))) over until_age
            as greenwood
    from risks
    where events > 0
    window until_age as (
        partition by week_start, segment_level, segment
        order by age
        rows between unbounded preceding and current row
    )

),

-- The 95 % interval of the curve on the log-minus-log scale, which stays between 0 and 1.
bands as (

    select
        week_start,
        segment_level,
        segment,
        age,
        survival,
        if(survival > 0, survival ** exp({{ var('z_score') }} * sqrt(greenwood) / -ln(survival)), 0) as survival_low,
        if(survival > 0, survival ** exp(-{{ var('z_score') }} * sqrt(greenwood) / -ln(survival)), 0) as survival_high
    from curves

),

-- A quantile is the first age at which the curve is low enough; its interval, those of the curve's interval.
quantiles as (

    select
        week_start,
        segment_level,
        segment,
        min(age) filter (where survival <= 0.75 + 1e-9) as p25_days,
        min(age) filter (where survival_low <= 0.75 + 1e-9) as p25_days_low,
        min(age) filter (where survival_high <= 0.75 + 1e-9) as p25_days_high,
        min(age) filter (where survival <= 0.5 + 1e-9) as median_days,
        min(age) filter (where survival_low <= 0.5 + 1e-9) as median_days_low,
        min(age) filter (where survival_high <= 0.5 + 1e-9) as median_days_high,
        min(age) filter (where survival <= 0.25 + 1e-9) as p75_days,
        min(age) filter (where survival_low <= 0.25 + 1e-9) as p75_days_low,
        min(age) filter (where survival_high <= 0.25 + 1e-9) as p75_days_high
    from bands
    group by week_start, segment_level, segment

),

days_open as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        {{ shown_count('totals.n') }} as n,
        {{ shown_count('totals.closed_n') }} as closed_n,
        {{ shown_count('totals.open_n') }} as open_n,
        coalesce(totals.total_n, 0) as total_n,
        totals.n / totals.total_n as coverage,
        totals.follow_up_days,
        if({{ enough }}, quantiles.p25_days, null) as p25_days,
        if({{ enough }}, quantiles.p25_days_low, null) as p25_days_low,
        if({{ enough }}, quantiles.p25_days_high, null) as p25_days_high,
        if({{ enough }}, quantiles.median_days, null) as median_days,
        if({{ enough }}, quantiles.median_days_low, null) as median_days_low,
        if({{ enough }}, quantiles.median_days_high, null) as median_days_high,
        if({{ enough }}, quantiles.p75_days, null) as p75_days,
        if({{ enough }}, quantiles.p75_days_low, null) as p75_days_low,
        if({{ enough }}, quantiles.p75_days_high, null) as p75_days_high,
        coalesce({{ enough }} and quantiles.median_days is not null, false) as is_median_reached,
        not coalesce({{ enough }}, false) as is_suppressed,
        segment_weeks.is_complete,
        segment_weeks.is_ramp_up
    from segment_weeks
    left join totals
        on
            segment_weeks.week_start = totals.week_start
            and segment_weeks.segment_level = totals.segment_level
            and segment_weeks.segment = totals.segment
    left join quantiles
        on
            segment_weeks.week_start = quantiles.week_start
            and segment_weeks.segment_level = quantiles.segment_level
            and segment_weeks.segment = quantiles.segment

)

select * from days_open
