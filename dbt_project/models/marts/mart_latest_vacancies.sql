{% set kept = 10 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

-- What was published in the window and has not left since is open: nothing older is.
window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

ads as (

    select
        windows.week_start,
        vacancies.direction,
        vacancies.specialization,
        vacancies.vacancy_id,
        vacancies.published_on,
        vacancies.first_seen_on,
        vacancies.cohort_start,
        vacancies.salary_currency,
        vacancies.salary_month,
        vacancies.has_salary,
        vacancies.is_outlier
    from {{ ref('int_counted_vacancies') }} as vacancies
    inner join window_cohorts as windows
        on vacancies.cohort_start = windows.cohort_start and vacancies.left_on > windows.as_of
    where vacancies.description_quality = 'adequate'

),

-- The newest of a direction are among the newest of its specializations, so only those have to be put in order.
tenths as (

    select
        week_start,
        specialization,
        list_last(max(published_on, {{ kept }})) as published_on
    from ads
    group by week_start, specialization

),

newest as (

    select ads.* from ads
    inner join tenths
        on
            ads.week_start = tenths.week_start
            and ads.specialization = tenths.specialization
            and ads.published_on >= tenths.published_on

),

paid as (

    select
        newest.*,
        newest.salary_month * window_rates.usd_per_unit as salary_usd_month_current,
        {{ salary_status() }} as salary_status
    from newest
    left join {{ ref('int_window_rates') }} as window_rates
        on
            newest.week_start = window_rates.week_start
            and newest.cohort_start = window_rates.cohort_start
            and newest.salary_currency = window_rates.currency

),

placed as (

    select
        *,
        unnest([
            {'segment_level': 'market', 'segment': 'market'},
            {'segment_level': 'direction', 'segment': direction},
            {'segment_level': 'specialization', 'segment': specialization}
        ]) as place
    from paid

),

vacancies as (

    select
        *,
        place['segment_level'] as segment_level,
        place['segment'] as segment,
        row_number() over (
            partition by week_start, place['segment_level'], place['segment']
            order by published_on desc, first_seen_on desc, vacancy_id asc
        ) as position
    from placed
    qualify position <= {{ kept }}

),

texts as (

    select * from {{ ref('int_vacancies') }}

),

-- Only fields that were redacted or hold no free text: no description, no pay as the source words it.
latest as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        vacancies.position,
        vacancies.vacancy_id,
        texts.title,
        texts.company,
        texts.url,
        texts.source,
        texts.specialization as vacancy_specialization,
        texts.grade,
        texts.country,
        texts.city,
        texts.work_format,
        texts.technologies,
        texts.salary_min,
        texts.salary_max,
        texts.salary_currency,
        texts.salary_period,
        texts.salary_tax,
        if(vacancies.salary_status = 'usable', round(vacancies.salary_usd_month_current), null) as salary_usd_month,
        texts.posting_count,
        texts.published_on,
        texts.first_seen_on,
        texts.is_simulated
    from vacancies
    inner join segment_weeks
        on
            vacancies.week_start = segment_weeks.week_start
            and vacancies.segment_level = segment_weeks.segment_level
            and vacancies.segment = segment_weeks.segment
    inner join texts on vacancies.vacancy_id = texts.vacancy_id

)

select * from latest
