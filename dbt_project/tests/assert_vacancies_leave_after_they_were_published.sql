-- The stock is a running sum of daily flows: what left before it came, or never leaves, would count wrongly for ever.
select
    vacancy_id,
    published_on,
    left_on
from {{ ref('int_counted_vacancies') }}
where left_on is null or left_on <= published_on
