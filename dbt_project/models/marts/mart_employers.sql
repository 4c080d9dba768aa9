{% set kept = 20 %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

-- One pass over the ads; all else is computed from these counts.
spellings as (

    select
        week_start,
        direction,
        specialization,
        trim(company) as company,
        nullif(lower(trim(company)), '') as employer_key,
        count(*) as n,
        count(*) filter (where is_active) as active_n,
        count(*) filter (where salary_status <> 'not stated') as salary_stated_n
    from {{ ref('int_vacancy_weeks') }}
    where is_in_window and {{ in_weeks() }}
    group by week_start, direction, specialization, trim(company)

),

counted as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        employer_key,
        sum(n)::bigint as n,
        sum(active_n)::bigint as active_n,
        sum(salary_stated_n)::bigint as salary_stated_n
    from spellings
    group by {{ segment_sets('employer_key') }}

),

totals as (

    select
        week_start,
        segment_level,
        segment,
        sum(n)::bigint as total_n,
        coalesce(sum(n) filter (where employer_key is not null), 0)::bigint as stated_n,
        count(employer_key) as employers_n
    from counted
    group by week_start, segment_level, segment

),

chosen as (

    select
        *,
        rank() over (partition by week_start, segment_level, segment order by n desc) as employer_rank
    from counted
    where employer_key is not null and n >= {{ var('min_count') }}
    qualify
        row_number() over (partition by week_start, segment_level, segment order by n desc, employer_key asc)
        <= {{ kept }}

),

-- Spellings and lists only of the employers that are shown: there are thousands of others.
shown_employers as (

    select distinct
        week_start,
        employer_key
    from chosen

),

shown_spellings as (

    select
        spellings.week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        spellings.employer_key,
        spellings.company,
        sum(spellings.n) as n
    from spellings
    semi join shown_employers
        on spellings.week_start = shown_employers.week_start and spellings.employer_key = shown_employers.employer_key
    group by {{ segment_sets('employer_key, company') }}

),

-- One spelling speaks for all: the most frequent, then the last in the alphabet.
names as (

    select
        week_start,
        segment_level,
        segment,
        employer_key,
        arg_max(company, (n, company)) as company
    from shown_spellings
    group by week_start, segment_level, segment, employer_key

),

ranked as (

    select
        chosen.*,
        names.company
    from chosen
    inner join names
        on
            chosen.week_start = names.week_start
            and chosen.segment_level = names.segment_level
            and chosen.segment = names.segment
            and chosen.employer_key = names.employer_key

),

pay as (

    select
        week_start,
        direction,
        specialization,
        lower(trim(company)) as employer_key,
        salary_usd_month_current
    from {{ ref('int_vacancy_weeks') }}
    where is_in_window and salary_status = 'usable' and company is not null and {{ in_weeks() }}

),

shown_pay as (

    select pay.* from pay
    semi join shown_employers
        on pay.week_start = shown_employers.week_start and pay.employer_key = shown_employers.employer_key

),

paid as (

    select
        week_start,
        {{ grouped_level() }} as segment_level,
        {{ grouped_segment() }} as segment,
        employer_key,
        list_sort(list(salary_usd_month_current)) as salaries
    from shown_pay
    group by {{ segment_sets('employer_key') }}

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
