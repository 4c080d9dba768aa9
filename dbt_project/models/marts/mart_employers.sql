{% set kept = 20 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

vacancies as (

    select * from {{ ref('int_segment_vacancies') }}
    where is_in_window and {{ in_weeks() }}

),

-- One pass over the ads; all else is computed from these counts.
spellings as (

    select
        week_start,
        segment_level,
        segment,
        trim(company) as company,
        nullif(lower(trim(company)), '') as employer_key,
        count(*) as n,
        count(*) filter (where is_active) as active_n,
        count(*) filter (where salary_status <> 'not stated') as salary_stated_n
    from vacancies
    group by week_start, segment_level, segment, trim(company)

),

totals as (

    select
        week_start,
        segment_level,
        segment,
        sum(n)::bigint as total_n,
        coalesce(sum(n) filter (where employer_key is not null), 0)::bigint as stated_n,
        count(distinct employer_key) as employers_n
    from spellings
    group by week_start, segment_level, segment

),

ranked as (

    select
        week_start,
        segment_level,
        segment,
        employer_key,
        -- One spelling speaks for all: the most frequent, then the last in the alphabet.
        arg_max(company, (n, company)) as company,
        sum(n)::bigint as n,
        sum(active_n)::bigint as active_n,
        sum(salary_stated_n)::bigint as salary_stated_n,
        rank() over (partition by week_start, segment_level, segment order by sum(n) desc) as employer_rank
    from spellings
    where employer_key is not null
    group by week_start, segment_level, segment, employer_key
    having sum(n) >= {{ var('min_count') }}
    qualify
        row_number() over (
            partition by week_start, segment_level, segment
            order by sum(n) desc, employer_key asc
        ) <= {{ kept }}

),

-- Lists only of the employers that are shown: there are thousands of others.
shown_spellings as (

    select spellings.* from spellings
    semi join ranked
        on
            spellings.week_start = ranked.week_start
            and spellings.segment_level = ranked.segment_level
            and spellings.segment = ranked.segment
            and spellings.employer_key = ranked.employer_key

),

paid as (

    select
        vacancies.week_start,
        vacancies.segment_level,
        vacancies.segment,
        shown.employer_key,
        list(vacancies.salary_usd_month_current order by vacancies.salary_usd_month_current) as salaries
    from vacancies
    inner join shown_spellings as shown
        on
            vacancies.week_start = shown.week_start
            and vacancies.segment_level = shown.segment_level
            and vacancies.segment = shown.segment
            and trim(vacancies.company) = shown.company
    where vacancies.salary_status = 'usable'
    group by vacancies.week_start, vacancies.segment_level, vacancies.segment, shown.employer_key

),

employers as (

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
        {{ shown_share('ranked.n', 'totals.stated_n') }} as share,
        {{ wilson('ranked.n', 'totals.stated_n', 'low') }} as share_low,
        {{ wilson('ranked.n', 'totals.stated_n', 'high') }} as share_high,
        totals.employers_n,
        totals.stated_n,
        totals.total_n,
        totals.stated_n / totals.total_n as coverage,
        {{ is_count_suppressed('ranked.n') }} as is_suppressed,
        {{ shown_count('len(paid.salaries)') }} as n_salary,
        ranked.salary_stated_n / ranked.n as salary_coverage,
        {{ shown_quantile('paid.salaries', 0.5) }} as median_usd_month,
        {{ median_interval('paid.salaries', 'low') }} as median_usd_month_low,
        {{ median_interval('paid.salaries', 'high') }} as median_usd_month_high,
        {{ is_median_suppressed('paid.salaries') }} as is_median_suppressed
    from ranked
    inner join segment_weeks
        on
            ranked.week_start = segment_weeks.week_start
            and ranked.segment_level = segment_weeks.segment_level
            and ranked.segment = segment_weeks.segment
    inner join totals
        on
            ranked.week_start = totals.week_start
            and ranked.segment_level = totals.segment_level
            and ranked.segment = totals.segment
    left join paid
        on
            ranked.week_start = paid.week_start
            and ranked.segment_level = paid.segment_level
            and ranked.segment = paid.segment
            and ranked.employer_key = paid.employer_key

)

select * from employers
