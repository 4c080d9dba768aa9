"""A simulated lake of a market's size, straight as Parquet in the layers that dbt reads: for speed, not for truth.

Every value is a hash of the posting's number, so the same size gives the same lake, whatever the number of threads.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.resources.lake import Lake

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"
LAST_DAY = date(2026, 6, 28)  # a Sunday
# About the shape of the real dumps: three boards, two hundred employers' systems, some channels.
SOURCES = 220
FEEDS = 15
# Listed four weeks in the mean; one posting in six repeats an earlier one at another source; one in ten is edited.
MEAN_DAYS_LISTED = 28
DUPLICATES = 1 / 6
REPEATED_WITHIN = 28  # days
EDITED = 1 / 10
PAID = 0.45

_POSTINGS = """
create table specializations as
select row_number() over (order by sort_order::integer) - 1 as number, direction_slug, slug
from read_csv($seeds || '/specializations.csv', all_varchar = true);
create table technologies as
select list(technology order by technology) as names
from read_csv($seeds || '/technology_kinds.csv', all_varchar = true);
create table countries as
select list(country order by country) as codes from read_csv($seeds || '/scope_countries.csv', all_varchar = true);

create macro u(id, salt) as (hash(id * 1000 + salt) / 18446744073709551616.0);
create macro pick(names, chance) as names[1 + floor(len(names) * chance)::bigint];

create table sources as
select
    number,
    case
        when number = 0 then 'hh_ru'
        when number = 1 then 'nofluffjobs'
        when number = 2 then 'justjoin'
        when number < 3 + $feeds then 'telegram:channel' || number
        else 'greenhouse:employer' || number
    end as source,
    if(number between 3 and 2 + $feeds, 'feed', 'census') as kind
from range($sources) as numbers (number);

create table postings as
with drawn as (
    select
        id,
        -- Two of three ads stand on the three boards; the others are spread.
        if(u(id, 1) < 0.66, floor(u(id, 2) * u(id, 2) * 3), 3 + floor(u(id, 2) * ($sources - 3)))::bigint
            as source_number,
        floor(u(id, 3) * u(id, 3) * 39)::bigint as specialization_number,
        $first_day::date + (-30 + floor(u(id, 4) * ($days + 30)))::integer as published_on,
        (-ln(1 - u(id, 5)) * $mean_days)::integer as stays,
        exp(8.2 + 0.5 * (u(id, 6) + u(id, 7) + u(id, 8) - 1.5) * 2)::double as usd,
        u(id, 9) < $paid as is_paid,
        u(id, 10) < 0.4 as is_usd
    from range($postings) as ids (id)
)

select
    drawn.id,
    sources.source,
    sources.kind,
    sources.source || '/' || drawn.id as posting_key,
    drawn.published_on,
    greatest(drawn.published_on, $first_day::date) as seen_from,
    least(drawn.published_on + if(sources.kind = 'feed', 0, drawn.stays), $last_day::date)::date as seen_to,
    specializations.direction_slug as direction,
    specializations.slug as specialization,
    drawn.usd,
    drawn.is_paid,
    drawn.is_usd,
    u(drawn.id, 11) < $edited as is_edited
from drawn
inner join sources on drawn.source_number = sources.number
inner join specializations on drawn.specialization_number = specializations.number
where drawn.published_on + if(sources.kind = 'feed', 0, drawn.stays) >= $first_day::date;

create table versions as
select
    posting_key || '@' || version as payload_hash,
    source,
    id::varchar as source_posting_id,
    id::varchar as raw_posting_id,
    posting_key,
    if(version = 2, least(seen_from + 3, seen_to), seen_from)::date as landed_on,
    published_on,
    'https://example.org/' || posting_key as url,
    'Developer ' || (id % 5000) as title,
    'Employer ' || floor(20000 * u(id, 12) * u(id, 13))::bigint as company,
    if(u(id, 14) < 0.5, 'ru', 'en') as language,
    pick(['Junior', 'Middle', 'Middle', 'Senior', 'Senior', 'Senior', 'Lead', null], u(id, 15)) as grade,
    'title' as grade_basis,
    'individual' as track,
    if(is_paid, 'monthly', null) as salary_text,
    if(is_paid, round(if(is_usd, usd, 4 * usd)), null)::double as salary_min,
    if(is_paid, round(if(is_usd, usd, 4 * usd)) * 1.2, null)::double as salary_max,
    if(is_paid, if(is_usd, 'USD', 'PLN'), null) as salary_currency,
    if(is_paid, 'month', null) as salary_period,
    if(is_paid, pick(['gross', 'net', 'unknown'], u(id, 16)), null) as salary_tax,
    if(is_paid, pick(['employment', 'b2b', 'unknown'], u(id, 17)), null) as contract,
    if(is_paid, 'range', null) as salary_bound,
    if(is_paid, round(if(is_usd, usd, 4 * usd)) * 1.1, null)::double as salary_point,
    if(is_paid, round(if(is_usd, usd, 4 * usd)) * 1.1, null)::double as salary_month,
    if(is_paid, round(usd) * 1.1, null)::double as salary_usd_month,
    is_paid and round(usd) * 1.1 not between 500 and 50000 as is_outlier,
    if(u(id, 18) < 0.9, pick(codes, u(id, 19) * u(id, 20)), null) as country,
    if(u(id, 18) < 0.9, [pick(codes, u(id, 19) * u(id, 20))], []) as countries,
    if(u(id, 21) < 0.7, 'City ' || floor(400 * u(id, 22) * u(id, 23))::bigint, null) as city,
    pick(['remote', 'hybrid', 'office', null], u(id, 24)) as work_format,
    direction,
    if(u(id, 25) < 0.95, specialization, null) as specialization,
    'title' as specialization_basis,
    -- Few names are frequent, and most of a specialization's are its own.
    list_sort(list_distinct([
        pick(names, ((u(id, 30 + place) ** 3) * 0.2 + hash(specialization) % 40 / 50.0))
        for place in range(floor(u(id, 26) * 12)::bigint)
    ])) as technologies,
    if(u(id, 27) < 0.8, 'adequate', 'thin') as description_quality,
    if(u(id, 28) < 0.03, 'course', null) as rejected_reason,
    true as is_simulated
from postings
cross join technologies
cross join countries
cross join lateral (select unnest(if(is_edited, [1, 2], [1])) as version)
order by landed_on;

-- A repeat follows within four weeks: the linker looks back 90 days.
create table links as
with in_order as (
    select
        posting_key,
        seen_from,
        row_number() over (order by seen_from, id) as place,
        u(id, 29) < $duplicates as is_repeat,
        u(id, 31) as distance
    from postings
)

select
    later.posting_key,
    earlier.posting_key as earlier_posting_key,
    'near_text' as method,
    0.9 as score,
    later.seen_from as linked_on
from in_order as later
inner join in_order as earlier
    on earlier.place = later.place - 1 - floor(later.distance * $reach)::bigint
where later.is_repeat;
"""

_LAYERS = {
    "normalized_postings": "from versions where landed_on = $day",
    "duplicate_links": "from links where linked_on = $day",
    "raw_observations": """
        select
            source, id::varchar as source_posting_id, source || $day as crawl_id,
            posting_key || if(is_edited and $day >= least(seen_from + 3, seen_to), '@2', '@1') as payload_hash,
            ($day || ' 06:00:00+00')::timestamptz as observed_at, $day as observed_on, true as is_complete_crawl,
            true as is_simulated
        from postings where $day between seen_from and seen_to
    """,
    "source_crawls": """
        select
            source, source || $day as crawl_id, split_part(source, ':', 1) as family, kind, $day as crawled_on,
            hash(source || $day) % 50 > 0 as is_complete,
            if(hash(source || $day) % 50 > 0, 'good', 'failed') as verdict, true as is_simulated
        from sources
    """,
    "source_health": """
        select
            source, split_part(source, ':', 1) as family, kind, $day as crawled_on, 1 as crawls,
            if(hash(source || $day) % 50 > 0, 0, 1) as failed_crawls, hash(source || $day) % 50 > 0 as is_complete,
            if(hash(source || $day) % 50 > 0, 'good', 'failed') as verdict, true as is_simulated
        from sources
    """,
    "exchange_rates": "select $day as day, 'PLN' as currency, 0.25 as usd_per_unit, 'simulated' as rate_source, "
    "$day as rate_on",
    "quarantine": """
        select
            'broken' || number || $day as payload_hash, 'hh_ru' as source, number::varchar as source_posting_id,
            'parsed_postings' as layer, ['no_title', 'bad_json'][1 + number % 2] as reason, $day as landed_on
        from range(5) as numbers (number)
    """,
}


def write_lake(home: Path, vacancies: int, weeks: int) -> date:
    """Write the lake below `home` and return its first day, a Monday. About `vacancies` openings over `weeks` weeks."""
    first_day = LAST_DAY - timedelta(days=7 * weeks - 1)
    lake = Lake(home / "lake")
    lake.prepare()
    # Some are joined by links, not IT, rejected, or gone before the first day.
    postings = round(vacancies / ((1 - DUPLICATES) * 0.95 * 0.97))
    with duckdb.connect() as connection:
        values = {
            "seeds": str(SEEDS),
            "sources": SOURCES,
            "feeds": FEEDS,
            "first_day": first_day,
            "last_day": LAST_DAY,
            "days": 7 * weeks,
            "mean_days": MEAN_DAYS_LISTED,
            "paid": PAID,
            "edited": EDITED,
            "duplicates": DUPLICATES,
            "postings": postings,
            "reach": round(postings * REPEATED_WITHIN / (7 * weeks)),
        }
        for statement in _POSTINGS.strip().split(";\n"):
            used = {name: value for name, value in values.items() if f"${name}" in statement}
            connection.execute(statement, used)
        for offset in range(7 * weeks):
            day = first_day + timedelta(days=offset)
            for layer, query in _LAYERS.items():
                path = lake.path(layer, day)
                rows = query.replace("$day", f"date '{day}'")
                connection.execute(f"copy ({rows}) to '{path}' (format parquet, compression zstd)")
    return first_day
