{% set kept = 10 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_segment_vacancies') }}
    where is_active and description_quality = 'adequate' and {{ in_weeks() }}
    qualify
        row_number() over (
            partition by week_start, segment_level, segment
            order by published_on desc, first_seen_on desc, vacancy_id asc
        ) <= {{ kept }}

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
        row_number() over (
            partition by vacancies.week_start, vacancies.segment_level, vacancies.segment
            order by vacancies.published_on desc, vacancies.first_seen_on desc, vacancies.vacancy_id asc
        ) as position,
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
