-- What the answers hold. Each entry picks up to `top` rows of a mart per week and segment, in `order`, and copies
-- `facts` of them: slot -> column, n, coverage, has an interval, its flag of suppression. `key` completes the key of
-- the source row beside week and segment; `name`, by default the key, is what the facts are about. In `compared`
-- slots every fact is set against the first one. The order is one key: then DuckDB keeps the first rows of each
-- group and sorts none, 0.1 s of processor instead of 0.5 for the technologies of a year.
{% set median = ["median_usd_month", "n_salary", "salary_coverage", true, "is_median_suppressed"] %}
{% set entries = [
    {
        "question": "pay", "from": "wider_summaries", "mart": "mart_market_summary", "top": 3,
        "name": "source_segment", "order": "distance", "compared": ["median"],
        "facts": {"median": median},
    },
    {
        "question": "pay_by_grade", "from": "mart_salary_ladder", "key": "grade", "order": "grade_order", "top": 4,
        "facts": {
            "median": ["median_usd_month", "n", "coverage", true, "is_suppressed"],
            "p25": ["p25_usd_month", "n", "coverage", false, "is_suppressed"],
            "p75": ["p75_usd_month", "n", "coverage", false, "is_suppressed"],
            "jump": ["jump_pct", "n", "coverage"],
        },
    },
    {
        "question": "pay_by_place", "from": "mart_geography", "key": "country", "order": "-n, country",
        "where": "is_stated and not is_suppressed", "top": 5, "compared": ["country_median"],
        "facts": {"country_median": ["median_usd_month", "n_salary", "salary_coverage", true, "is_median_suppressed"]},
    },
    {
        "question": "pay_by_place", "from": "mart_salary_breakdowns", "key": "breakdown || '/' || value",
        "name": "value", "where": "breakdown = 'city'", "order": "rank, value", "top": 5, "compared": ["city_median"],
        "facts": {"city_median": ["median_usd_month", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "pay_by_place", "from": "mart_salary_breakdowns",
        "key": "breakdown || '/' || value", "name": "value",
        "where": "breakdown = 'work_format' and value = 'remote'", "order": "value", "top": 1,
        "facts": {"remote_median": ["median_usd_month", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "pay_by_terms", "from": "mart_salary_breakdowns",
        "key": "breakdown || '/' || value", "name": "value", "where": "breakdown = 'work_format'",
        "order": "rank, value", "top": 3, "compared": ["format_median"],
        "facts": {"format_median": ["median_usd_month", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "pay_by_terms", "from": "mart_salary_breakdowns",
        "key": "breakdown || '/' || value", "name": "value",
        "where": "breakdown = 'contract' and value <> 'unknown'", "order": "rank, value", "top": 3,
        "compared": ["contract_median"],
        "facts": {"contract_median": ["median_usd_month", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "pay_transparency", "from": "mart_pay_transparency",
        "key": "breakdown || '/' || value", "name": none, "where": "breakdown = 'all'", "order": "value", "top": 1,
        "facts": {
            "stated_share": ["share", "n", none, true, "is_suppressed"],
            "range_share": ["range_share", "range_n", none, true],
            "tax_share": ["tax_share", "tax_n", none, true],
        },
    },
    {
        "question": "stack", "from": "mart_technologies", "key": "technology", "order": "rank, technology",
        "where": "not is_suppressed and not is_defining", "top": 8,
        "facts": {
            "share": ["share", "n", "coverage", true, "is_suppressed"],
            "lift": ["lift", "n", "coverage"],
        },
    },
    {
        "question": "stack", "from": "mart_technology_pairs", "key": "technology_a || '/' || technology_b",
        "name": "technology_a || ' + ' || technology_b", "order": "rank, technology_a, technology_b", "top": 3,
        "facts": {"pair_support": ["support", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "technology_pay", "from": "mart_technology_pay", "key": "technology",
        "order": "-premium_pct, technology", "where": "not is_suppressed and premium_pct_low > 0", "top": 5,
        "facts": {"premium": ["premium_pct", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "frameworks", "from": "mart_technologies", "key": "technology",
        "where": "is_own_framework and not is_suppressed", "order": "rank, technology", "top": 5, "compared": ["share"],
        "facts": {"share": ["share", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "neighbours", "from": "neighbours", "mart": "mart_specializations", "name": "source_segment",
        "order": "not is_own, rank_by_new, sort_order", "top": 12, "compared": ["share", "median"],
        "facts": {
            "share": ["share", "n", none, true, "is_suppressed"],
            "median": median,
        },
    },
    {
        "question": "similar", "from": "mart_similar_specializations", "key": "other_segment",
        "where": "rank_outside <= 2 and not is_suppressed", "order": "rank_outside", "top": 2,
        "facts": {"overlap": ["overlap", "n", "coverage", false, "is_suppressed"]},
    },
    {
        "question": "similar", "from": "mart_technology_contrasts",
        "key": "other_segment || '/' || technology",
        "name": "technology", "order": "rank_outside, rank", "where": "rank_outside <= 2 and rank <= 3", "top": 6,
        "facts": {
            "share_here": ["share", "n", "coverage", true, "is_suppressed"],
            "share_there": ["other_share", "other_n", none, true, "is_other_suppressed"],
        },
    },
    {
        "question": "remote", "from": "mart_market_summary", "name": none, "order": "week_start", "top": 1,
        "facts": {
            "remote_share": ["remote_share", "format_n", "format_coverage", true],
            "hybrid_share": ["hybrid_share", "format_n", "format_coverage", true],
            "office_share": ["office_share", "format_n", "format_coverage", true],
        },
    },
    {
        "question": "employers", "from": "mart_employers", "key": "employer_key", "name": "company",
        "order": "rank, employer_key", "top": 5,
        "facts": {
            "ads": ["n", "n", "coverage", false, "is_suppressed"],
            "share": ["share", "n", "coverage", true, "is_suppressed"],
        },
    },
    {
        "question": "start", "from": "mart_salary_ladder", "key": "grade", "order": "grade", "top": 1,
        "where": "grade = 'Junior'",
        "facts": {
            "junior_share": ["grade_share", "total_n", "grade_coverage", true, "is_grade_share_suppressed"],
            "junior_median": ["median_usd_month", "n", "coverage", true, "is_suppressed"],
        },
    },
    {
        "question": "start", "from": "mart_grade_technologies", "key": "grade || '/' || technology", "name": "technology",
        "where": "grade = 'Junior' and not is_defining", "order": "rank, technology", "top": 5,
        "facts": {"junior_technology_share": ["share", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "senior", "from": "mart_salary_ladder", "key": "grade", "order": "grade", "top": 1,
        "where": "grade = 'Senior'",
        "facts": {
            "senior_share": ["grade_share", "total_n", "grade_coverage", true, "is_grade_share_suppressed"],
            "senior_median": ["median_usd_month", "n", "coverage", true, "is_suppressed"],
        },
    },
    {
        "question": "senior", "from": "mart_grade_technologies", "key": "grade || '/' || technology", "name": "technology",
        "where": "grade = 'Senior' and not is_defining", "order": "rank, technology", "top": 5,
        "facts": {"senior_technology_share": ["share", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "senior", "from": "mart_grade_technologies", "key": "grade || '/' || technology", "name": "technology",
        "where": "grade = 'Senior' and is_more_than_others and not is_defining and lift is not null",
        "order": "-lift, technology", "top": 5,
        "facts": {
            "telling_share": ["share", "n", "coverage", true, "is_suppressed"],
            "telling_lift": ["lift", "n", "coverage"],
        },
    },
    {
        "question": "open_ads", "from": "mart_market_summary", "name": none, "order": "week_start", "top": 1,
        "facts": {
            "active": ["active", "active", none, false, "is_active_suppressed"],
            "new_90d": ["new_90d", "new_90d", none, false, "is_new_90d_suppressed"],
            "closed_90d": ["closed_90d", "closed_90d", none, false, "is_closed_90d_suppressed"],
        },
    },
    {
        "question": "open_ads", "from": "mart_geography", "key": "country", "order": "-n, country",
        "where": "is_stated and not is_suppressed", "top": 3,
        "facts": {"country_share": ["share", "n", "coverage", true, "is_suppressed"]},
    },
    {
        "question": "open_ads", "from": "mart_sources", "key": "source", "order": "-vacancies, source",
        "where": "not is_suppressed", "top": 3,
        "facts": {"source_share": ["share", "vacancies", none, true, "is_suppressed"]},
    },
    {
        "question": "days_open", "from": "mart_days_open", "name": none, "order": "week_start", "top": 1,
        "facts": {
            "median_days": ["median_days", "n", "coverage", true],
            "p25_days": ["p25_days", "n", "coverage", true],
            "p75_days": ["p75_days", "n", "coverage", true],
        },
    },
    {
        "question": "demand_trend", "from": "mart_demand_index", "name": none, "order": "week_start", "top": 1,
        "facts": {
            "growth": ["growth_pct", "n", "coverage", true, "is_suppressed"],
            "index": ["index_level", "n", "coverage", false, "is_suppressed"],
        },
    },
    {
        "question": "pay_trend", "from": "mart_salary_index", "name": none, "order": "week_start", "top": 1,
        "facts": {
            "growth": ["growth_pct", "n", none, true, "is_suppressed"],
            "index": ["index_level", "n", none, false, "is_suppressed"],
        },
    },
] %}
{% set marts = [] %}
{% for entry in entries -%}
    {% do marts.append(entry.mart or entry["from"]) if (entry.mart or entry["from"]) not in marts %}
{%- endfor %}

with segment_weeks as (

    select * from {{ ref('int_segment_weeks') }}
    where {{ in_weeks() }}

),

questions as (

    select * from {{ ref('faq_questions') }}

),

{% for mart in marts -%}
    {{ mart }} as (

        select
            *,
            segment_level as source_level,
            segment as source_segment
        from {{ ref(mart) }}
        where {{ in_weeks() }}

    ),

{% endfor -%}

-- Of each segment: itself, its direction and the market.
wider_summaries as (

    select
        summary.* exclude (segment_level, segment),
        segment_weeks.segment_level,
        segment_weeks.segment,
        case
            when summary.segment_level = segment_weeks.segment_level then 1
            when summary.segment_level = 'market' then 3
            else 2
        end as distance
    from segment_weeks
    inner join mart_market_summary as summary
        on
            segment_weeks.week_start = summary.week_start
            and (
                (segment_weeks.segment_level = summary.segment_level and segment_weeks.segment = summary.segment)
                or (segment_weeks.wider_level = summary.segment_level and segment_weeks.wider_segment = summary.segment)
                or summary.segment_level = 'market'
            )

),

-- Of each segment: itself and the others of its direction, or of the market.
neighbours as (

    select
        other.* exclude (segment_level, segment),
        own.segment_level,
        own.segment,
        own.segment = other.segment as is_own
    from mart_specializations as own
    inner join mart_specializations as other
        on
            own.week_start = other.week_start
            and own.wider_level = other.wider_level
            and own.wider_segment = other.wider_segment

),

facts as (

    {% for entry in entries %}
        select
            week_start,
            segment_level,
            segment,
            '{{ entry.question }}' as question_id,
            position::integer as slot_order,
            '{{ entry.mart or entry["from"] }}' as source_mart,
            source_level || '/' || source_segment || '/' || week_start{{ " || '/' || " ~ entry.key if entry.key }}
                as source_key,
            {{ (entry.name if "name" in entry else entry.key) or "null::varchar" }} as value_text,
            unnest([
                {% for slot, columns in entry.facts.items() %}
                    {{ faq_fact(slot, entry.compared and slot in entry.compared, *columns) }}
                    {{ "," if not loop.last }}
                {% endfor %}
            ]) as fact
        from (
            select
                *,
                row_number() over (
                    partition by week_start, segment_level, segment order by ({{ entry.order }})
                ) as position
            from {{ entry["from"] }}
            where {{ entry.where or "true" }}
            qualify position <= {{ entry.top }}
        ) as picked
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

firsts as (

    select
        week_start,
        segment_level,
        segment,
        question_id,
        fact
    from facts
    where slot_order = 1 and fact['is_compared']

),

-- A difference is one when the two intervals are apart.
compared as (

    select
        facts.*,
        firsts.fact['low'] as first_low,
        firsts.fact['high'] as first_high
    from facts
    left join firsts
        on
            facts.week_start = firsts.week_start
            and facts.segment_level = firsts.segment_level
            and facts.segment = firsts.segment
            and facts.question_id = firsts.question_id
            and facts.fact['slot'] = firsts.fact['slot']

),

faq as (

    select
        segment_weeks.week_start,
        segment_weeks.week_iso,
        segment_weeks.as_of,
        segment_weeks.segment_level,
        segment_weeks.direction,
        segment_weeks.specialization,
        segment_weeks.segment,
        segment_weeks.window_start,
        compared.question_id,
        questions.question_order,
        compared.fact['slot'] as slot,
        compared.slot_order,
        compared.value_text,
        compared.fact['value'] as value,
        compared.fact['n'] as n,
        compared.fact['coverage'] as coverage,
        compared.fact['low'] as low,
        compared.fact['high'] as high,
        case
            when not compared.fact['is_compared'] or compared.slot_order = 1 then null
            when compared.fact['low'] > compared.first_high then 'higher'
            when compared.fact['high'] < compared.first_low then 'lower'
            when compared.fact['low'] is not null and compared.first_low is not null then 'not apart'
        end as comparison,
        compared.source_mart,
        compared.source_key,
        compared.fact['source_column'] as source_column,
        compared.fact['is_suppressed'] as is_suppressed,
        segment_weeks.is_complete,
        segment_weeks.is_ramp_up,
        summary.is_simulated
    from compared
    inner join questions on compared.question_id = questions.question_id
    inner join segment_weeks
        on
            compared.week_start = segment_weeks.week_start
            and compared.segment_level = segment_weeks.segment_level
            and compared.segment = segment_weeks.segment
    inner join mart_market_summary as summary
        on
            compared.week_start = summary.week_start
            and compared.segment_level = summary.segment_level
            and compared.segment = summary.segment

)

select * from faq
