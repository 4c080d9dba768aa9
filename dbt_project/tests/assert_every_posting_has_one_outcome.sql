select coalesce(postings.posting_key, outcomes.posting_key) as posting_key
from {{ ref('int_postings') }} as postings
full outer join {{ ref('int_posting_outcomes') }} as outcomes on postings.posting_key = outcomes.posting_key
where postings.posting_key is null or outcomes.outcome is null
