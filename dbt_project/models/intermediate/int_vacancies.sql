{{
    config(
        materialized='incremental',
        incremental_strategy='replace_changed',
        unique_key=['vacancy_id', 'inputs_hash'],
        meta={
            'inputs': 'int_vacancy_inputs',
            'made_of': ['int_vacancy_inputs', 'int_vacancy_ranks', 'int_posting_lifecycle'],
            'refreshed': ['published_on', 'first_seen_on', 'last_seen_on', 'closed_on', 'left_on', 'left_by_closing'],
        },
        post_hook="{{ remember_days() }}"
    )
}}
{% set since = made_until() if is_incremental() else none %}

-- Each group of fields comes from the preferred member, or when that one is silent, from the next that speaks:
-- name -> when a member speaks, and its fields.
{% set picks = {
    "company": ["company is not null", ["company"]],
    "grade": ["grade is not null", ["grade", "grade_basis"]],
    "specialization": ["specialization is not null", ["direction", "specialization", "specialization_basis"]],
    "technologies": ["len(technologies) > 0", ["technologies"]],
    "salary": ["salary_point is not null", [
        "salary_text", "salary_min", "salary_max", "salary_currency", "salary_period", "salary_tax", "contract",
        "salary_bound", "salary_point", "salary_month", "salary_usd_month", "rate_on", "rate_source", "is_outlier",
    ]],
    "country": ["country is not null", ["country", "city"]],
    "work_format": ["work_format is not null", ["work_format"]],
} %}
{% set days = [
    "published_on", "first_seen_on", "last_seen_on", "closed_on", "left_on", "left_by_closing", "inputs_hash",
] %}
{% set preferred = ["posting_key", "source", "source_family", "source_type", "url", "title", "language", "track"] %}

with changed as (

    select inputs.*
    from {{ ref('int_vacancy_inputs') }} as inputs
    {% if is_incremental() %}
        anti join {{ this }} as made
            on inputs.vacancy_id = made.vacancy_id and inputs.inputs_hash = made.inputs_hash
    {% endif %}
    {% if since is not none %}
        where inputs.made_in > {{ since }}
    {% endif %}

),

{% if since is not none %}
    -- A vacancy is named after a posting: it ends only when that one goes elsewhere.
    touched as (

        select vacancy_id from changed
        union
        select named.vacancy_id
        from (
            select md5(posting_key) as vacancy_id from {{ ref('int_vacancy_ranks') }}
            where made_in > {{ since }}
            union
            select md5(posting_key) as vacancy_id from {{ ref('int_posting_lifecycle') }}
            where made_in > {{ since }}
        ) as named
        anti join {{ ref('int_vacancy_inputs') }} as inputs on named.vacancy_id = inputs.vacancy_id

    ),
{% endif %}

-- The days stand beside the ranks from here on: joined to the forty columns at the end, these were what the table for
-- the join was built of.
changed_ranks as materialized (

    select
        ranks.* exclude (made_in),
        changed.* exclude (vacancy_id, made_in)
    from {{ ref('int_vacancy_ranks') }} as ranks
    inner join changed on ranks.vacancy_id = changed.vacancy_id

),

lifecycle as (

    select * from {{ ref('int_posting_lifecycle') }}
    {% if is_incremental() %}
        where posting_key in (select posting_key from changed_ranks)
    {% endif %}

),

described as (  -- noqa: ST03

    {{ postings_of("lifecycle", ref("stg_posting_versions"), ref("specializations"), ref("grades")) }}

),

-- A week's few are looked up among the texts and kept; all of them are read twice.
postings as {{ "materialized" if is_incremental() else "not materialized" }} (

    select
        changed_ranks.*,
        -- Days of the vacancy, not of the ad.
        described.* exclude (posting_key, published_on, first_seen_on, last_seen_on, closed_on)
    from changed_ranks
    inner join described on changed_ranks.posting_key = described.posting_key

),

-- Five of six vacancies have one member, which speaks for all fields.
alone as (

    select
        {% for day in days -%}
            {{ day }},
        {% endfor -%}
        vacancy_id,
        posting_key as first_posting_key,
        {% for field in preferred -%}
            {{ field }}{{ " as preferred_posting_key" if field == "posting_key" }},
        {% endfor -%}
        {% for speaks, fields in picks.values() -%}
            {% for field in fields -%}
                {{ field if field in speaks else "if(" ~ speaks ~ ", " ~ field ~ ", null) as " ~ field }},
            {% endfor -%}
        {% endfor -%}
        map_from_entries([]) as filled_from,
        description_quality,
        {{ all_places("countries", "country") }} as countries,
        {{ all_places("cities", "city") }} as cities,
        [source] as sources,
        posting_count,
        is_repost::integer as repost_count,
        is_unknown_place_in_scope,
        kind <> 'feed' as is_listed,
        is_simulated
    from postings
    where posting_count = 1

),

members as (

    select * from postings
    where posting_count > 1

),

-- Ranks instead of fields: an aggregate that carries structs of texts is the slow part, joins to the picked are not.
ranks as materialized (

    select
        vacancy_id,
        arg_min(posting_key, published_rank) as first_posting_key,
        {% for name, (speaks, fields) in picks.items() -%}
            min(preferred_rank) filter (where {{ speaks }}) as {{ name }}_rank,
        {% endfor -%}
        bool_or(description_quality = 'adequate') as has_clear_text,
        list_sort(list_distinct(flatten(list(list_append(countries, country))))) as countries,
        list_sort(list_distinct(flatten(list(list_append(cities, city))))) as cities,
        list_sort(list_distinct(list(source))) as sources,
        any_value(posting_count) as posting_count,
        count(*) filter (where is_repost) as repost_count,
        bool_or(is_unknown_place_in_scope) as is_unknown_place_in_scope,
        bool_or(kind <> 'feed') as is_listed,
        bool_or(is_simulated) as is_simulated
    from members
    group by vacancy_id

),

-- Most fields are the preferred member's own: only those of others are joined to it.
{% for name, (speaks, fields) in picks.items() -%}
    {{ name }}_filled as (

        select
            {% for field in fields -%}
                members.{{ field }},
            {% endfor -%}
            members.vacancy_id,
            members.posting_key
        from members
        inner join ranks
            on members.vacancy_id = ranks.vacancy_id and members.preferred_rank = ranks.{{ name }}_rank
        where members.preferred_rank > 1

    ),

{% endfor -%}

together as (

    select
        {% for day in days -%}
            preferred.{{ day }},
        {% endfor -%}
        ranks.vacancy_id,
        ranks.first_posting_key,
        {% for field in preferred -%}
            preferred.{{ field }}{{ " as preferred_posting_key" if field == "posting_key" }},
        {% endfor -%}
        {% for name, (speaks, fields) in picks.items() -%}
            {% for field in fields -%}
                if(ranks.{{ name }}_rank = 1, preferred.{{ field }}, {{ name }}_filled.{{ field }}) as {{ field }},
            {% endfor -%}
        {% endfor -%}
        map_from_entries([
            filled for filled in [
                {% for name in picks -%}
                    {'field': '{{ name }}', 'posting_key': {{ name }}_filled.posting_key}{{ "," if not loop.last }}
                {% endfor %}
            ]
            if filled['posting_key'] is not null
        ]) as filled_from,
        if(ranks.has_clear_text, 'adequate', preferred.description_quality) as description_quality,
        ranks.countries,
        ranks.cities,
        ranks.sources,
        ranks.posting_count,
        ranks.repost_count,
        ranks.is_unknown_place_in_scope,
        ranks.is_listed,
        ranks.is_simulated
    from members as preferred
    inner join ranks on preferred.vacancy_id = ranks.vacancy_id
    {% for name in picks -%}
        left join {{ name }}_filled on preferred.vacancy_id = {{ name }}_filled.vacancy_id
    {% endfor -%}
    where preferred.preferred_rank = 1

),

merged as not materialized (

    select * from alone
    union all
    select * from together

),

-- One row of short lists, to look countries and bands up without sorting or grouping the vacancies.
lookups as (

    select
        (select list(country) from {{ ref('scope_countries') }}) as scope_countries,
        (
            select
                list({
                    'salary_band': salary_band,
                    'from_usd': from_usd,
                    'below_usd': coalesce(below_usd, 'infinity'::double)
                })
            from {{ ref('salary_bands') }}
        ) as salary_bands

),

scoped as not materialized (

    select
        merged.*,
        lookups.salary_bands,
        list_filter(
            merged.countries, lambda country: list_contains(lookups.scope_countries, country)
        ) as countries_in_scope
    from merged
    cross join lookups

),

vacancies as (

    select
        -- ids
        scoped.vacancy_id,
        scoped.first_posting_key,
        scoped.preferred_posting_key,
        scoped.source,
        scoped.source_family,
        scoped.source_type,
        scoped.url,

        -- who and what
        scoped.title,
        scoped.company,
        scoped.language,
        scoped.grade,
        scoped.grade_basis,
        scoped.track,
        scoped.direction,
        scoped.specialization,
        scoped.specialization_basis,
        coalesce(scoped.technologies, []) as technologies,

        -- pay
        scoped.salary_text,
        scoped.salary_min,
        scoped.salary_max,
        scoped.salary_currency,
        scoped.salary_period,
        scoped.salary_tax,
        scoped.contract,
        scoped.salary_bound,
        scoped.salary_point,
        scoped.salary_month,
        scoped.salary_usd_month,
        scoped.rate_on,
        scoped.rate_source,
        coalesce(scoped.is_outlier, false) as is_outlier,
        list_filter(
            scoped.salary_bands,
            lambda band: scoped.salary_usd_month >= band['from_usd'] and scoped.salary_usd_month < band['below_usd']
        )[1]['salary_band'] as salary_band,

        -- place and format
        case
            -- The preferred member's country, but the market pages speak of their market's places first.
            when len(scoped.countries_in_scope) = 0 then scoped.country
            when list_contains(scoped.countries_in_scope, scoped.country) then scoped.country
            else scoped.countries_in_scope[1]
        end as country,
        scoped.countries,
        scoped.city,
        scoped.cities,
        scoped.work_format,

        -- members
        scoped.sources,
        scoped.posting_count,
        scoped.repost_count,
        scoped.filled_from,
        scoped.description_quality,
        scoped.is_listed,
        scoped.is_simulated,

        -- what it counts in
        scoped.specialization is not null as is_it,
        len(scoped.countries_in_scope) > 0
        or (len(scoped.countries) = 0 and scoped.is_unknown_place_in_scope) as is_in_scope,

        -- days
        scoped.published_on,
        scoped.first_seen_on,
        scoped.last_seen_on,
        scoped.closed_on,
        scoped.left_on,
        scoped.left_by_closing,
        scoped.inputs_hash
    from scoped

)

{{ numbered('vacancies', 'vacancy_id', 'touched' if since is not none) }}
