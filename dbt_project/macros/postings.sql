{#- What ads say as of their newest version, beside their lifecycle. The arguments name relations: who needs a few ads
    gives their lifecycle, for no filter on this query gets below its joins with a year of texts. -#}
{% macro postings_of(lifecycle, versions, specializations, grades) %}
    select
        -- ids
        lifecycle.posting_key,
        lifecycle.newest_payload_hash as payload_hash,
        lifecycle.source,
        lifecycle.source_family,
        lifecycle.source_type,
        lifecycle.preference,
        lifecycle.is_unknown_place_in_scope,
        lifecycle.kind,
        versions.url,

        -- who and what
        versions.title,
        versions.company,
        versions.language,
        grades.grade,
        if(grades.grade is not null, versions.grade_basis, null) as grade_basis,
        versions.track,
        specializations.direction_slug as direction,
        specializations.slug as specialization,
        versions.specialization_basis,
        coalesce(versions.technologies, []) as technologies,

        -- pay
        versions.salary_text,
        versions.salary_min,
        versions.salary_max,
        versions.salary_currency,
        versions.salary_period,
        versions.salary_tax,
        versions.contract,
        versions.salary_bound,
        versions.salary_point,
        versions.salary_month,
        versions.salary_usd_month,
        versions.rate_on,
        versions.rate_source,
        versions.is_outlier,

        -- place and format
        versions.country,
        versions.countries,
        versions.city,
        versions.cities,
        versions.work_format,

        -- quality
        versions.description_quality,
        lifecycle.rejected_reason,
        lifecycle.is_pending,
        lifecycle.is_countable,
        versions.is_simulated,

        -- days
        lifecycle.first_landed_on,
        lifecycle.published_on,
        lifecycle.first_seen_on,
        lifecycle.last_seen_on,
        lifecycle.closed_on,
        lifecycle.closed_by
    from {{ lifecycle }} as lifecycle
    inner join {{ versions }} as versions
        on
            lifecycle.posting_key = versions.posting_key
            and lifecycle.newest_payload_hash = versions.payload_hash
            and lifecycle.newest_landed_on = versions.landed_on
    left join {{ specializations }} as specializations on versions.specialization = specializations.slug
    left join {{ grades }} as grades on versions.grade = grades.grade
{% endmacro %}

{#- All places of an ad, in order, with the main one among them. Most ads name one, which needs no sorting. -#}
{% macro all_places(places, main) -%}
    if(
        len({{ places }}) < 2 and {{ main }} is not distinct from {{ places }}[1],
        {{ places }},
        list_sort(list_distinct(list_append({{ places }}, {{ main }})))
    )
{%- endmacro %}
