with window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

vacancies as (

    select
        cohort_start,
        vacancy_id,
        specialization,
        source_family,
        source_type,
        source,
        posting_count,
        case when len(sources) = 1 then work_format end as own_format,
        len(sources) = 1 as is_exclusive
    from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

shared as (

    select * from vacancies
    where posting_count > 1

),

-- Five of six vacancies have one member, whose source is theirs: only the others are joined to their postings.
shared_sources as (

    select
        ranks.vacancy_id,
        postings.source_family,
        postings.source_type,
        postings.source,
        count(*) as posting_n,
        bool_or(ranks.preferred_rank = 1) as is_preferred
    from {{ ref('int_vacancy_ranks') }} as ranks
    semi join shared on ranks.vacancy_id = shared.vacancy_id
    inner join {{ ref('int_posting_lifecycle') }} as postings on ranks.posting_key = postings.posting_key
    where ranks.posting_count > 1
    group by ranks.vacancy_id, postings.source_family, postings.source_type, postings.source

),

vacancy_sources as (

    select
        * exclude (vacancy_id, posting_count),
        1 as posting_n,
        true as is_preferred
    from vacancies
    where posting_count = 1

    union all by name

    select
        shared.* exclude (vacancy_id, posting_count, source_family, source_type, source),
        shared_sources.* exclude (vacancy_id)
    from shared
    inner join shared_sources on shared.vacancy_id = shared_sources.vacancy_id

),

cohort_sources as (

    select
        source_family,
        source_type,
        source,
        cohort_start,
        specialization,
        count(*) as n,
        sum(posting_n)::bigint as posting_n,
        count(*) filter (where is_exclusive) as exclusive_n,
        count(*) filter (where is_preferred) as preferred_n,
        count(own_format) as own_format_n,
        count(*) filter (where own_format = 'remote') as own_remote_n,
        count(*) filter (where own_format = 'hybrid') as own_hybrid_n,
        count(*) filter (where own_format = 'office') as own_office_n
    from vacancy_sources
    group by source_family, source_type, source, cohort_start, specialization

)

select * from cohort_sources
