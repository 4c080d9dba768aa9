{% set fields = {
    "company": "company is not null",
    "grade": "grade is not null",
    "specialization": "specialization is not null",
    "technologies": "len(technologies) > 0",
    "salary": "salary_point is not null",
    "salary_usd": "salary_usd_month is not null",
    "country": "country is not null",
    "city": "city is not null",
    "work_format": "work_format is not null",
    "language": "language is not null",
    "adequate_description": "description_quality = 'adequate'",
} %}

with weeks as (

    select * from {{ ref('int_weeks') }}
    where {{ in_weeks() }}

),

postings as (

    select
        *,
        date_trunc('week', first_landed_on)::date as week_start
    from {{ ref('int_postings') }}
    where {{ in_weeks("date_trunc('week', first_landed_on)") }}

),

outcomes as (

    select
        *,
        date_trunc('week', first_landed_on)::date as week_start
    from {{ ref('int_posting_outcomes') }}
    where {{ in_weeks("date_trunc('week', first_landed_on)") }}

),

members as not materialized (

    select * from {{ ref('int_vacancy_members') }}

),

links as (

    select * from {{ ref('stg_duplicate_links') }}

),

quarantine as (

    select * from {{ ref('stg_quarantine') }}
    where {{ in_weeks("date_trunc('week', landed_on)") }}

),

merged as (

    select posting_key
    from outcomes
    where outcome = 'merged'

),

ends as (

    select
        links.posting_key,
        links.earlier_posting_key as other_key,
        links.method,
        links.score
    from links
    semi join merged on links.posting_key = merged.posting_key

    union all

    select
        links.earlier_posting_key as posting_key,
        links.posting_key as other_key,
        links.method,
        links.score
    from links
    semi join merged on links.earlier_posting_key = merged.posting_key

),

-- Kept, so that the two joins do not look for them among all members twice.
linked_members as materialized (

    select
        posting_key,
        vacancy_id
    from members
    where posting_key in (
        select posting_key from ends
        union
        select other_key from ends
    )

),

-- Of the links that were followed, the strongest one of each merged posting.
methods as (

    select
        ends.posting_key,
        arg_max(ends.method, (ends.score, ends.method)) as method
    from ends
    inner join linked_members as members on ends.posting_key = members.posting_key
    inner join linked_members as others on ends.other_key = others.posting_key
    where members.vacancy_id = others.vacancy_id
    group by ends.posting_key

),

fates as (

    select
        outcomes.week_start,
        outcomes.source_family,
        outcomes.source,
        case
            when outcomes.outcome in ('rejected', 'merged') then outcomes.outcome
            else 'kept'
        end as measure,
        case
            when outcomes.outcome = 'rejected' then outcomes.rejected_reason
            when outcomes.outcome = 'merged' then coalesce(methods.method, 'unknown')
            else outcomes.outcome
        end as item,
        count(*) as n
    from outcomes
    left join methods on outcomes.posting_key = methods.posting_key
    group by all

),

quarantined as (

    select
        date_trunc('week', landed_on)::date as week_start,
        source_family,
        source,
        'quarantined' as measure,
        reason as item,
        count(*) as n
    from quarantine
    group by all

),

ledger as (

    select * from fates
    union all
    select * from quarantined

),

-- Every item that was read is in the ledger once, so its parts add up to what came in.
balanced as (

    select
        week_start,
        source_family,
        source,
        measure,
        item,
        n,
        sum(n) over (partition by week_start, source) as total_n
    from ledger

    union all

    select
        week_start,
        source_family,
        source,
        'in' as measure,
        'all' as item,
        sum(n) as n,
        sum(n) as total_n
    from ledger
    group by week_start, source_family, source

),

-- What the ads state, and what had to be left out of the salary figures.
ads as (

    select
        {% for field, condition in fields.items() -%}
            count(*) filter (where {{ condition }}) as {{ field }}_stated_n,
        {% endfor -%}
        week_start,
        source_family,
        source,
        count(*) as total_n,
        count(salary_point) as salary_n,
        count(salary_usd_month) as usd_n,
        count(*) filter (where salary_usd_month < {{ var('outlier_below_usd') }}) as below_n,
        count(*) filter (where salary_usd_month > {{ var('outlier_above_usd') }}) as above_n
    from postings
    where rejected_reason is null
    group by week_start, source_family, source

),

stated as (

    select
        week_start,
        source_family,
        source,
        unnest([
            {% for field in fields -%}
                {
                    'measure': 'field',
                    'item': '{{ field }}',
                    'n': {{ field }}_stated_n,
                    'total_n': {{ "salary_n" if field == "salary_usd" else "total_n" }}
                },
            {% endfor %}
            {
                'measure': 'outlier',
                'item': 'below {{ var("outlier_below_usd") }} USD a month',
                'n': below_n,
                'total_n': usd_n
            },
            {
                'measure': 'outlier',
                'item': 'above {{ var("outlier_above_usd") }} USD a month',
                'n': above_n,
                'total_n': usd_n
            }
        ]) as part
    from ads

),

refused_members as (

    select posting_key
    from members
    where refused_links > 0

),

-- Postings with a link that was not followed, because it would have joined what cannot be one opening.
refused as (

    select
        outcomes.week_start,
        outcomes.source_family,
        outcomes.source,
        'refused' as measure,
        'link' as item,
        count(refused_members.posting_key) as n,
        count(*) as total_n
    from outcomes
    left join refused_members on outcomes.posting_key = refused_members.posting_key
    where outcomes.outcome not in ('rejected', 'pending')
    group by outcomes.week_start, outcomes.source_family, outcomes.source

),

counted as (

    select * from balanced

    union all

    select * from refused

    union all

    select
        week_start,
        source_family,
        source,
        part['measure'] as measure,
        part['item'] as item,
        part['n'] as n,
        part['total_n'] as total_n
    from stated

),

data_quality as (

    select
        weeks.week_start,
        weeks.week_iso,
        weeks.as_of,
        counted.source_family,
        counted.source,
        counted.measure,
        counted.item,
        counted.n::bigint as n,
        counted.total_n::bigint as total_n,
        counted.n / nullif(counted.total_n, 0)::double as share,
        case when counted.total_n > 0 then {{ wilson_bound('counted.n', 'counted.total_n', 'low') }} end as share_low,
        case when counted.total_n > 0 then {{ wilson_bound('counted.n', 'counted.total_n', 'high') }} end as share_high,
        weeks.is_simulated
    from weeks
    inner join counted on weeks.week_start = counted.week_start

)

select * from data_quality
