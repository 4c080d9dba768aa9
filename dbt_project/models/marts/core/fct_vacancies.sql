{{ config(materialized='view') }}

-- Without what may hold contacts or is of use to no analyst: pay in the words of the source, and who filled a field.
with vacancies as (

    select
        * exclude (
            salary_text, filled_from, first_posting_key, preferred_posting_key, is_listed, inputs_hash, made_in
        )
    from {{ ref('int_vacancies') }}

)

select * from vacancies
