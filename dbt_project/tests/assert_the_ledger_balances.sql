select
    'mart_data_ledger' as mart,
    week_start,
    source_family
from {{ ref('mart_data_ledger') }}
where postings <> vacancies + merged + not_it + out_of_scope + rejected + pending

union all

select
    'mart_market_summary' as mart,
    week_start,
    segment as source_family
from {{ ref('mart_market_summary') }}
where
    segment_level = 'market'
    and (
        raw_postings <> rejected + pending + merged + not_it + out_of_scope + vacancies
        or vacancies <> coalesce(new_90d, vacancies)
    )
