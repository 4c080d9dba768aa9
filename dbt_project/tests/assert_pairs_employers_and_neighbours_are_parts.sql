-- A pair is never more frequent than a member, nor of a technology with one that it implies; the employers shown and
-- the neighbours compared are never more than the whole; growths and levels start and end together.
select
    'pair' as fact,
    pairs.week_start,
    pairs.segment
from {{ ref('mart_technology_pairs') }} as pairs
left join {{ ref('int_technology_ancestors') }} as ancestors
    on
        (pairs.technology_a = ancestors.technology and pairs.technology_b = ancestors.ancestor)
        or (pairs.technology_b = ancestors.technology and pairs.technology_a = ancestors.ancestor)
where pairs.n > least(pairs.n_a, pairs.n_b) or ancestors.technology is not null

union all

select
    'employers' as fact,
    week_start,
    segment
from {{ ref('mart_employers') }}
group by week_start, segment_level, segment
having sum(n) > max(stated_n) or sum(share) > 1 + 1e-9 or count(*) > 20

union all

select
    'neighbours' as fact,
    week_start,
    wider_segment as segment
from {{ ref('mart_specializations') }}
group by week_start, wider_level, wider_segment
having sum(n) > max(total_n) or min(rank_by_new) <> 1

union all

select
    'neighbours agree with the summary' as fact,
    neighbours.week_start,
    neighbours.segment
from {{ ref('mart_specializations') }} as neighbours
inner join {{ ref('mart_market_summary') }} as summary
    on
        neighbours.week_start = summary.week_start
        and neighbours.segment_level = summary.segment_level
        and neighbours.segment = summary.segment
where
    neighbours.n is distinct from summary.new_90d
    or neighbours.median_usd_month is distinct from summary.median_usd_month

union all

select
    'chain of demand' as fact,
    week_start,
    segment
from {{ ref('mart_demand_index') }}
where
    (index_level is null) <> is_suppressed
    or (growth_pct is null) <> is_suppressed
    or abs(growth_pct - 100.0 * (n / n_before::double - 1)) > 0.05 + 1e-9
    or base_week >= week_start

union all

select
    'latest' as fact,
    week_start,
    segment
from {{ ref('mart_latest_vacancies') }}
group by week_start, segment_level, segment
having max(position) <> count(*) or arg_min(published_on, position) <> max(published_on)
