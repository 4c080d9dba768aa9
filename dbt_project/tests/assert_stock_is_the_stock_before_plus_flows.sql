-- Counted before suppression, for weeks of this run whose week before ran to its Sunday: a stock that stops on
-- another day is another stock.
with weeks as (

    select
        week_start,
        lag(week_start) over (order by week_start) as week_before,
        lag(as_of) over (order by week_start) as as_of_before,
        as_of,
        flow_end
    from {{ ref('int_weeks') }}

),

comparable as (

    select
        week_start,
        week_before
    from weeks
    where
        week_before = week_start - 7
        and as_of_before = week_start - 1
        and as_of = flow_end
        and {{ in_weeks('week_start') }}
        and {{ in_weeks('week_before') }}

),

vacancy_weeks as (

    select
        vacancy_weeks.*,
        vacancies.direction,
        vacancies.specialization
    from {{ ref('int_vacancy_weeks') }} as vacancy_weeks
    inner join {{ ref('int_counted_vacancies') }} as vacancies on vacancy_weeks.vacancy_id = vacancies.vacancy_id
    where {{ in_weeks('vacancy_weeks.week_start') }}

),

counts as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        count(*) filter (where is_active) as active,
        count(*) filter (where is_new) as entered,
        count(*) filter (where is_closed or is_aged_out) as vanished
    from vacancy_weeks
    group by {{ segment_sets() }}

)

select
    counts.week_start,
    counts.segment_level,
    counts.segment,
    counts.active,
    before.active as active_before,
    counts.entered,
    counts.vanished
from comparable
inner join counts on comparable.week_start = counts.week_start
left join counts as before
    on
        comparable.week_before = before.week_start
        and counts.segment_level = before.segment_level
        and counts.segment = before.segment
where counts.active <> coalesce(before.active, 0) + counts.entered - counts.vanished
