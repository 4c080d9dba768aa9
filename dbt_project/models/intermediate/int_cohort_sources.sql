with window_cohorts as (

    select * from {{ ref('int_window_cohorts') }}
    where {{ in_weeks() }}

),

vacancies as (

    select
        cohort_start,
        vacancy_id,
        specialization,
        case when len(sources) = 1 then work_format end as own_format,
        len(sources) = 1 as is_exclusive
    from {{ ref('int_counted_vacancies') }}
    where cohort_start in (select window_cohorts.cohort_start from window_cohorts)

),

members as (

    select
        ranks.vacancy_id,
        postings.source_family,
        postings.source_type,
        postings.source,
        ranks.preferred_rank
    from {{ ref('int_vacancy_ranks') }} as ranks
    semi join vacancies on ranks.vacancy_id = vacancies.vacancy_id
    inner join {{ ref('int_posting_lifecycle') }} as postings on ranks.posting_key = postings.posting_key

),

-- Numbers instead of names: millions of rows are counted by them.
source_numbers as (

    select
        source_family,
        source_type,
        source,
        row_number() over (order by source, source_family, source_type)::usmallint as number
    from members
    group by source_family, source_type, source

),

vacancy_sources as (

    select
        members.vacancy_id,
        source_numbers.number,
        count(*) as posting_n,
        bool_or(members.preferred_rank = 1) as is_preferred
    from members
    inner join source_numbers
        on
            members.source = source_numbers.source
            and members.source_family is not distinct from source_numbers.source_family
            and members.source_type is not distinct from source_numbers.source_type
    group by members.vacancy_id, source_numbers.number

),

by_cohort as (

    select
        vacancies.cohort_start,
        vacancies.specialization,
        vacancy_sources.number,
        count(*) as n,
        sum(vacancy_sources.posting_n)::bigint as posting_n,
        count(*) filter (where vacancies.is_exclusive) as exclusive_n,
        count(*) filter (where vacancy_sources.is_preferred) as preferred_n,
        count(vacancies.own_format) as own_format_n,
        count(*) filter (where vacancies.own_format = 'remote') as own_remote_n,
        count(*) filter (where vacancies.own_format = 'hybrid') as own_hybrid_n,
        count(*) filter (where vacancies.own_format = 'office') as own_office_n
    from vacancies
    inner join vacancy_sources on vacancies.vacancy_id = vacancy_sources.vacancy_id
    group by vacancies.cohort_start, vacancies.specialization, vacancy_sources.number

),

cohort_sources as (

    select
        source_numbers.source_family,
        source_numbers.source_type,
        source_numbers.source,
        by_cohort.* exclude (number)
    from by_cohort
    inner join source_numbers on by_cohort.number = source_numbers.number

)

select * from cohort_sources
