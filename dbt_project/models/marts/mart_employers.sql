with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

places as (

    select * from {{ ref('int_specialization_segments') }}

),

vacancies as not materialized (

    select
        *,
        trim(company) as spelling
    from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

chosen as (

    select * from {{ ref('int_window_employers') }}
    where {{ in_weeks() }}

),

chosen_cohorts as (

    select
        chosen.segment_level,
        chosen.segment,
        chosen.employer_key,
        window_cohorts.week_start,
        window_cohorts.cohort_start,
        window_cohorts.as_of
    from chosen
    inner join window_cohorts on chosen.week_start = window_cohorts.week_start

),

-- Spellings, stock and pay only of the employers that are shown: there are thousands of others.
shown_vacancies as (

    select
        chosen_cohorts.week_start,
        chosen_cohorts.segment_level,
        chosen_cohorts.segment,
        chosen_cohorts.employer_key,
        vacancies.spelling,
        vacancies.has_salary,
        vacancies.is_outlier,
        vacancies.left_on > chosen_cohorts.as_of as is_active,
        vacancies.salary_month * window_rates.usd_per_unit as salary_usd_month_current,
        {{ salary_status() }} as salary_status
    from vacancies
    inner join places on vacancies.specialization = places.specialization
    inner join chosen_cohorts
        on
            vacancies.cohort_start = chosen_cohorts.cohort_start
            and places.segment_level = chosen_cohorts.segment_level
            and places.segment = chosen_cohorts.segment
            and vacancies.employer_key = chosen_cohorts.employer_key
    left join {{ ref('int_window_rates') }} as window_rates
        on
            chosen_cohorts.week_start = window_rates.week_start
            and chosen_cohorts.cohort_start = window_rates.cohort_start
            and vacancies.salary_currency = window_rates.currency

),

spellings as (

    select
        week_start,
        segment_level,
        segment,
        employer_key,
        spelling,
        count(*) as n,
        count(*) filter (where is_active) as active_n,
        count(*) filter (where has_salary) as salary_stated_n
    from shown_vacancies
    group by week_start, segment_level, segment, employer_key, spelling

),

-- One spelling speaks for all: the most frequent, then the last in the alphabet.
named as (

    select
        week_start,
        segment_level,
        segment,
        employer_key,
        arg_max(spelling, (n, spelling)) as company,
        sum(active_n)::bigint as active_n,
        sum(salary_stated_n)::bigint as salary_stated_n
    from spellings
    group by week_start, segment_level, segment, employer_key

),

paid as (

    select
        week_start,
        segment_level,
        segment,
        employer_key,
        list_sort(list(salary_usd_month_current)) as salaries
    from shown_vacancies
    where salary_status = 'usable'
    group by week_start, segment_level, segment, employer_key

),

ranked as (

    select
        chosen.*,
        named.company,
        named.active_n,
        named.salary_stated_n,
        paid.salaries
    from chosen
    inner join named
        on
            chosen.week_start = named.week_start
            and chosen.segment_level = named.segment_level
            and chosen.segment = named.segment
            and chosen.employer_key = named.employer_key
    left join paid
        on
            chosen.week_start = paid.week_start
            and chosen.segment_level = paid.segment_level
            and chosen.segment = paid.segment
            and chosen.employer_key = paid.employer_key

),

shown_employers as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        ranked.employer_key,
        ranked.company,
        ranked.rank,
        ranked.n,
        {{ shown_count('ranked.active_n') }} as active,
        {{ shown_share('ranked.n', 'ranked.stated_n') }} as share,
        {{ wilson('ranked.n', 'ranked.stated_n', 'low') }} as share_low,
        {{ wilson('ranked.n', 'ranked.stated_n', 'high') }} as share_high,
        ranked.employers_n,
        ranked.stated_n,
        ranked.total_n,
        ranked.stated_n / ranked.total_n as coverage,
        {{ is_count_suppressed('ranked.n') }} as is_suppressed,
        {{ shown_count('len(ranked.salaries)') }} as n_salary,
        ranked.salary_stated_n / ranked.n as salary_coverage,
        {{ shown_quantile('ranked.salaries', 0.5) }} as median_usd_month,
        {{ median_interval('ranked.salaries', 'low') }} as median_usd_month_low,
        {{ median_interval('ranked.salaries', 'high') }} as median_usd_month_high,
        {{ is_median_suppressed('len(ranked.salaries)') }} as is_median_suppressed
    from ranked
    inner join segment_weeks
        on
            ranked.week_start = segment_weeks.week_start
            and ranked.segment_level = segment_weeks.segment_level
            and ranked.segment = segment_weeks.segment

)

select * from shown_employers
