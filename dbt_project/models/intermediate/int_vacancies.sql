with postings as (

    select * from {{ ref('int_vacancy_postings') }}

),

scope_countries as (

    select * from {{ ref('scope_countries') }}

),

salary_bands as (

    select * from {{ ref('salary_bands') }}

),

-- Each group of fields comes from the preferred member, or when that one is silent, from the next that speaks.
merged as (

    select
        vacancy_id,
        arg_min(posting_key, published_rank) as first_posting_key,
        arg_min(posting_key, preferred_rank) as preferred_posting_key,
        arg_min(source, preferred_rank) as source,
        arg_min(source_family, preferred_rank) as source_family,
        arg_min(source_type, preferred_rank) as source_type,
        arg_min(url, preferred_rank) as url,
        arg_min(title, preferred_rank) as title,
        arg_min(language, preferred_rank) as language,
        arg_min(track, preferred_rank) as track,
        arg_min({'posting_key': posting_key, 'company': company}, preferred_rank)
        filter (where company is not null) as company_pick,
        arg_min({'posting_key': posting_key, 'grade': grade, 'basis': grade_basis}, preferred_rank)
        filter (where grade is not null) as grade_pick,
        arg_min(
            {
                'posting_key': posting_key,
                'direction': direction,
                'specialization': specialization,
                'basis': specialization_basis
            },
            preferred_rank
        ) filter (where specialization is not null) as specialization_pick,
        arg_min({'posting_key': posting_key, 'technologies': technologies}, preferred_rank)
        filter (where len(technologies) > 0) as technologies_pick,
        arg_min(
            {
                'posting_key': posting_key,
                'text': salary_text,
                'min': salary_min,
                'max': salary_max,
                'currency': salary_currency,
                'period': salary_period,
                'tax': salary_tax,
                'contract': contract,
                'bound': salary_bound,
                'point': salary_point,
                'month': salary_month,
                'usd_month': salary_usd_month,
                'rate_on': rate_on,
                'rate_source': rate_source,
                'is_outlier': is_outlier
            },
            preferred_rank
        ) filter (where salary_point is not null) as salary_pick,
        arg_min({'posting_key': posting_key, 'country': country, 'city': city}, preferred_rank)
        filter (where country is not null) as country_pick,
        arg_min({'posting_key': posting_key, 'work_format': work_format}, preferred_rank)
        filter (where work_format is not null) as work_format_pick,
        coalesce(
            any_value(description_quality) filter (where description_quality = 'adequate'),
            arg_min(description_quality, preferred_rank)
        ) as description_quality,
        list_sort(list_distinct(flatten(list(list_concat(countries, [country]))))) as countries,
        list_sort(list_distinct(flatten(list(list_concat(cities, [city]))))) as cities,
        list_sort(list(distinct source)) as sources,
        count(*) as posting_count,
        count(*) filter (where is_repost) as repost_count,
        bool_or(is_unknown_place_in_scope) as is_unknown_place_in_scope,
        bool_or(is_simulated) as is_simulated,
        min(published_on) as published_on,
        min(first_seen_on) as first_seen_on,
        max(last_seen_on) as last_seen_on,
        case when not bool_or(closed_on is null) then max(closed_on) filter (where is_closing_evidence) end as closed_on
    from postings
    group by vacancy_id

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
        merged.grade_pick['basis'] as grade_basis,
        merged.track,
        merged.specialization_pick['direction'] as direction,
        merged.specialization_pick['specialization'] as specialization,
        merged.specialization_pick['basis'] as specialization_basis,
        coalesce(merged.technologies_pick['technologies'], []) as technologies,

        -- pay
        merged.salary_pick['text'] as salary_text,
        merged.salary_pick['min'] as salary_min,
        merged.salary_pick['max'] as salary_max,
        merged.salary_pick['currency'] as salary_currency,
        merged.salary_pick['period'] as salary_period,
        merged.salary_pick['tax'] as salary_tax,
        merged.salary_pick['contract'] as contract,
        merged.salary_pick['bound'] as salary_bound,
        merged.salary_pick['point'] as salary_point,
        merged.salary_pick['month'] as salary_month,
        merged.salary_pick['usd_month'] as salary_usd_month,
        merged.salary_pick['rate_on'] as rate_on,
        merged.salary_pick['rate_source'] as rate_source,
        coalesce(merged.salary_pick['is_outlier'], false) as is_outlier,
        salary_bands.salary_band,

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
    left join salary_bands
        on
            merged.salary_pick['usd_month'] >= salary_bands.from_usd
            and merged.salary_pick['usd_month'] < coalesce(salary_bands.below_usd, 'infinity'::double)

)

select * from vacancies
