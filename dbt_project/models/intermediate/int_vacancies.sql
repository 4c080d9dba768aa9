-- Each group of fields comes from the preferred member, or when that one is silent, from the next that speaks:
-- name -> when a member speaks, and its fields.
{% set picks = {
    "company_pick": ["company is not null", ["company"]],
    "grade_pick": ["grade is not null", ["grade", "grade_basis"]],
    "specialization_pick": ["specialization is not null", ["direction", "specialization", "specialization_basis"]],
    "technologies_pick": ["len(technologies) > 0", ["technologies"]],
    "salary_pick": ["salary_point is not null", [
        "salary_text", "salary_min", "salary_max", "salary_currency", "salary_period", "salary_tax", "contract",
        "salary_bound", "salary_point", "salary_month", "salary_usd_month", "rate_on", "rate_source", "is_outlier",
    ]],
    "country_pick": ["country is not null", ["country", "city"]],
    "work_format_pick": ["work_format is not null", ["work_format"]],
} %}
{% set preferred = ["posting_key", "source", "source_family", "source_type", "url", "title", "language", "track"] %}

with postings as not materialized (

    select
        {% for name, (speaks, fields) in picks.items() -%}
            {{ picked(fields) }} as {{ name }},
        {% endfor -%}
        *
    from {{ ref('int_vacancy_postings') }}

),

scope_countries as (

    select * from {{ ref('scope_countries') }}

),

-- One row, to look bands up without sorting the vacancies.
salary_bands as (

    select
        list({
            'salary_band': salary_band,
            'from_usd': from_usd,
            'below_usd': coalesce(below_usd, 'infinity'::double)
        }) as bands
    from {{ ref('salary_bands') }}

),

shared as (

    select vacancy_id
    from {{ ref('int_vacancy_ranks') }}
    where preferred_rank > 1
    group by vacancy_id

),

-- Five of six vacancies have one member, which speaks for all fields.
alone as (

    select
        vacancy_id,
        posting_key as first_posting_key,
        {% for field in preferred -%}
            {{ field }}{{ " as preferred_posting_key" if field == "posting_key" }},
        {% endfor -%}
        {% for name, (speaks, fields) in picks.items() -%}
            if({{ speaks }}, {{ name }}, null) as {{ name }},
        {% endfor -%}
        description_quality,
        list_sort(list_distinct(list_concat(countries, [country]))) as countries,
        list_sort(list_distinct(list_concat(cities, [city]))) as cities,
        [source] as sources,
        1 as posting_count,
        is_repost::integer as repost_count,
        is_unknown_place_in_scope,
        kind <> 'feed' as is_listed,
        is_simulated,
        published_on,
        first_seen_on,
        last_seen_on,
        if(is_closing_evidence, closed_on, null) as closed_on
    from postings
    anti join shared on postings.vacancy_id = shared.vacancy_id

),

members as (

    select postings.* from postings
    semi join shared on postings.vacancy_id = shared.vacancy_id

),

-- Ranks instead of fields: an aggregate that carries structs of texts is the slow part, joins to the picked are not.
ranks as (

    select
        vacancy_id,
        arg_min(posting_key, published_rank) as first_posting_key,
        {% for name, (speaks, fields) in picks.items() -%}
            min(preferred_rank) filter (where {{ speaks }}) as {{ name }}_rank,
        {% endfor -%}
        bool_or(description_quality = 'adequate') as has_clear_text,
        list_sort(list_distinct(flatten(list(list_concat(countries, [country]))))) as countries,
        list_sort(list_distinct(flatten(list(list_concat(cities, [city]))))) as cities,
        list_sort(list(distinct source)) as sources,
        count(*) as posting_count,
        count(*) filter (where is_repost) as repost_count,
        bool_or(is_unknown_place_in_scope) as is_unknown_place_in_scope,
        bool_or(kind <> 'feed') as is_listed,
        bool_or(is_simulated) as is_simulated,
        min(published_on) as published_on,
        min(first_seen_on) as first_seen_on,
        max(last_seen_on) as last_seen_on,
        case when not bool_or(closed_on is null) then max(closed_on) filter (where is_closing_evidence) end as closed_on
    from members
    group by vacancy_id

),

together as (

    select
        ranks.vacancy_id,
        ranks.first_posting_key,
        {% for field in preferred -%}
            preferred.{{ field }}{{ " as preferred_posting_key" if field == "posting_key" }},
        {% endfor -%}
        {% for name in picks -%}
            {{ name }}_member.{{ name }},
        {% endfor -%}
        if(ranks.has_clear_text, 'adequate', preferred.description_quality) as description_quality,
        ranks.countries,
        ranks.cities,
        ranks.sources,
        ranks.posting_count,
        ranks.repost_count,
        ranks.is_unknown_place_in_scope,
        ranks.is_listed,
        ranks.is_simulated,
        ranks.published_on,
        ranks.first_seen_on,
        ranks.last_seen_on,
        ranks.closed_on
    from ranks
    inner join members as preferred on ranks.vacancy_id = preferred.vacancy_id and preferred.preferred_rank = 1
    {% for name in picks -%}
        left join members as {{ name }}_member
            on
                ranks.vacancy_id = {{ name }}_member.vacancy_id
                and ranks.{{ name }}_rank = {{ name }}_member.preferred_rank
    {% endfor %}
),

merged as (

    select * from alone
    union all
    select * from together

),

places as (

    select
        vacancy_id,
        unnest(countries) as country
    from merged

),

countries_in_scope as (

    select
        places.vacancy_id,
        list(places.country order by places.country) as countries
    from places
    inner join scope_countries on places.country = scope_countries.country
    group by places.vacancy_id

),

vacancies as (

    select
        -- ids
        merged.vacancy_id,
        merged.first_posting_key,
        merged.preferred_posting_key,
        merged.source,
        merged.source_family,
        merged.source_type,
        merged.url,

        -- who and what
        merged.title,
        merged.company_pick['company'] as company,
        merged.language,
        merged.grade_pick['grade'] as grade,
        merged.grade_pick['grade_basis'] as grade_basis,
        merged.track,
        merged.specialization_pick['direction'] as direction,
        merged.specialization_pick['specialization'] as specialization,
        merged.specialization_pick['specialization_basis'] as specialization_basis,
        coalesce(merged.technologies_pick['technologies'], []) as technologies,

        -- pay
        merged.salary_pick['salary_text'] as salary_text,
        merged.salary_pick['salary_min'] as salary_min,
        merged.salary_pick['salary_max'] as salary_max,
        merged.salary_pick['salary_currency'] as salary_currency,
        merged.salary_pick['salary_period'] as salary_period,
        merged.salary_pick['salary_tax'] as salary_tax,
        merged.salary_pick['contract'] as contract,
        merged.salary_pick['salary_bound'] as salary_bound,
        merged.salary_pick['salary_point'] as salary_point,
        merged.salary_pick['salary_month'] as salary_month,
        merged.salary_pick['salary_usd_month'] as salary_usd_month,
        merged.salary_pick['rate_on'] as rate_on,
        merged.salary_pick['rate_source'] as rate_source,
        coalesce(merged.salary_pick['is_outlier'], false) as is_outlier,
        list_filter(
            salary_bands.bands,
            lambda band: merged.salary_pick['salary_usd_month'] >= band['from_usd']
            and merged.salary_pick['salary_usd_month'] < band['below_usd']
        )[1]['salary_band'] as salary_band,

        -- place and format
        case
            -- The preferred member's country, but the market pages speak of their market's places first.
            when countries_in_scope.countries is null then merged.country_pick['country']
            when list_contains(countries_in_scope.countries, merged.country_pick['country'])
                then merged.country_pick['country']
            else countries_in_scope.countries[1]
        end as country,
        merged.countries,
        merged.country_pick['city'] as city,
        merged.cities,
        merged.work_format_pick['work_format'] as work_format,

        -- members
        merged.sources,
        merged.posting_count,
        merged.repost_count,
        map_from_entries([
            pick for pick in [
                {'field': 'company', 'posting_key': merged.company_pick['posting_key']},
                {'field': 'grade', 'posting_key': merged.grade_pick['posting_key']},
                {'field': 'specialization', 'posting_key': merged.specialization_pick['posting_key']},
                {'field': 'technologies', 'posting_key': merged.technologies_pick['posting_key']},
                {'field': 'salary', 'posting_key': merged.salary_pick['posting_key']},
                {'field': 'country', 'posting_key': merged.country_pick['posting_key']},
                {'field': 'work_format', 'posting_key': merged.work_format_pick['posting_key']}
            ]
            if pick['posting_key'] <> merged.preferred_posting_key
        ]) as filled_from,
        merged.description_quality,
        merged.is_listed,
        merged.is_simulated,

        -- what it counts in
        merged.specialization_pick is not null as is_it,
        countries_in_scope.countries is not null
        or (len(merged.countries) = 0 and merged.is_unknown_place_in_scope) as is_in_scope,

        -- days
        merged.published_on,
        merged.first_seen_on,
        merged.last_seen_on,
        merged.closed_on,
        least(
            coalesce(merged.closed_on, 'infinity'::date), merged.published_on + {{ var('active_days') }} + 1
        )::date as left_on,
        coalesce(merged.closed_on <= merged.published_on + {{ var('active_days') }} + 1, false) as left_by_closing
    from merged
    left join countries_in_scope on merged.vacancy_id = countries_in_scope.vacancy_id
    cross join salary_bands

)

select * from vacancies
