{% set kept = 20 %}

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

segments as (

    select distinct
        place,
        segment_level,
        segment
    from places

),

vacancies as not materialized (

    select
        *,
        trim(company) as spelling,
        nullif(lower(trim(company)), '') as employer_key
    from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

-- Numbers instead of names: millions of rows are counted by them.
employers as (

    select
        employer_key,
        row_number() over ()::uinteger as employer
    from vacancies
    where employer_key is not null
    group by employer_key

),

by_specialization as (

    select
        vacancies.cohort_start,
        vacancies.specialization,
        employers.employer,
        count(*)::uinteger as n
    from vacancies
    left join employers on vacancies.employer_key = employers.employer_key
    group by vacancies.cohort_start, vacancies.specialization, employers.employer

),

by_cohort as (

    select
        by_specialization.cohort_start,
        places.place,
        by_specialization.employer,
        sum(by_specialization.n)::uinteger as n,
        lead(by_specialization.cohort_start) over (
            partition by places.place, by_specialization.employer order by by_specialization.cohort_start
        ) as next_cohort_start
    from by_specialization
    inner join places on by_specialization.specialization = places.specialization
    group by by_specialization.cohort_start, places.place, by_specialization.employer

),

-- An employer counts once in a window: by the last of its cohorts there.
presences as (

    select
        cohort_start,
        next_cohort_start,
        place,
        sum(n) as total_n,
        sum(n) filter (where employer is not null) as stated_n,
        count(employer) as employers_n
    from by_cohort
    group by cohort_start, next_cohort_start, place

),

totals as (

    select
        window_cohorts.week_start,
        presences.place,
        sum(presences.total_n)::bigint as total_n,
        coalesce(sum(presences.stated_n), 0)::bigint as stated_n,
        coalesce(
            sum(presences.employers_n) filter (
                where
                presences.next_cohort_start is null
                or presences.next_cohort_start > window_cohorts.as_of
            ),
            0
        )::bigint as employers_n
    from presences
    inner join window_cohorts on presences.cohort_start = window_cohorts.cohort_start
    group by window_cohorts.week_start, presences.place

),

-- Who has too few ads in all windows together has too few in each.
candidates as (

    select
        place,
        employer
    from by_cohort
    where employer is not null
    group by place, employer
    having sum(n) >= {{ var('min_count') }}

),

counted as (

    select
        window_cohorts.week_start,
        by_cohort.place,
        by_cohort.employer,
        sum(by_cohort.n)::bigint as n
    from by_cohort
    semi join candidates on by_cohort.place = candidates.place and by_cohort.employer = candidates.employer
    inner join window_cohorts on by_cohort.cohort_start = window_cohorts.cohort_start
    group by window_cohorts.week_start, by_cohort.place, by_cohort.employer
    having sum(by_cohort.n) >= {{ var('min_count') }}

),

chosen as (

    select
        counted.*,
        employers.employer_key,
        rank() over (partition by counted.week_start, counted.place order by counted.n desc) as employer_rank
    from counted
    inner join employers on counted.employer = employers.employer
    qualify
        row_number() over (
            partition by counted.week_start, counted.place order by counted.n desc, employers.employer_key asc
        ) <= {{ kept }}

),

chosen_cohorts as (

    select
        chosen.place,
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
        chosen_cohorts.place,
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
            and places.place = chosen_cohorts.place
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
        place,
        employer_key,
        spelling,
        count(*) as n,
        count(*) filter (where is_active) as active_n,
        count(*) filter (where has_salary) as salary_stated_n
    from shown_vacancies
    group by week_start, place, employer_key, spelling

),

-- One spelling speaks for all: the most frequent, then the last in the alphabet.
named as (

    select
        week_start,
        place,
        employer_key,
        arg_max(spelling, (n, spelling)) as company,
        sum(active_n)::bigint as active_n,
        sum(salary_stated_n)::bigint as salary_stated_n
    from spellings
    group by week_start, place, employer_key

),

paid as (

    select
        week_start,
        place,
        employer_key,
        list_sort(list(salary_usd_month_current)) as salaries
    from shown_vacancies
    where salary_status = 'usable'
    group by week_start, place, employer_key

),

ranked as (

    select
        chosen.week_start,
        segments.segment_level,
        segments.segment,
        chosen.employer_key,
        chosen.employer_rank,
        chosen.n,
        named.company,
        named.active_n,
        named.salary_stated_n,
        totals.employers_n,
        totals.stated_n,
        totals.total_n,
        paid.salaries
    from chosen
    inner join segments on chosen.place = segments.place
    inner join totals on chosen.week_start = totals.week_start and chosen.place = totals.place
    inner join named
        on
            chosen.week_start = named.week_start
            and chosen.place = named.place
            and chosen.employer_key = named.employer_key
    left join paid
        on
            chosen.week_start = paid.week_start
            and chosen.place = paid.place
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
        ranked.employer_rank as rank,
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
