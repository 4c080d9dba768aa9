"""Schemas of what scraping produces: the landed raw layers and the parsed postings.

Everything to the right (orchestration, dbt) builds on these; a change here is a change of public API and needs a
changelog line. All timestamps are UTC. Days are UTC days.
"""

from __future__ import annotations

import pyarrow as pa

TIMESTAMP = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.string())

# Who listed what. One row per posting and crawl; tiny, so it is written for everything a crawl saw.
RAW_OBSERVATIONS = pa.schema(
    [
        ("source", pa.string()),
        ("source_posting_id", pa.string()),
        ("crawl_id", pa.string()),
        ("url", pa.string()),
        ("listing_hash", pa.string()),  # changes when the listing shows the posting changed; null when not listed
        ("payload_hash", pa.string()),  # the newest payload known for the posting at that moment
        ("observed_at", TIMESTAMP),
        ("observed_on", pa.date32()),
        ("is_complete_crawl", pa.bool_()),
        ("is_simulated", pa.bool_()),
    ]
)

# New content only. payload_hash is salted with the posting's identity, so it is a key even when two postings
# have the same bytes.
RAW_PAYLOADS = pa.schema(
    [
        ("payload_hash", pa.string()),
        ("source", pa.string()),
        ("source_posting_id", pa.string()),
        ("crawl_id", pa.string()),
        ("landed_on", pa.date32()),  # the UTC day of the crawl: the partition it belongs to
        ("url", pa.string()),
        ("payload", pa.binary()),  # zstd-compressed bytes as the source gave them
        ("payload_format", pa.string()),  # json | html | xml | csv_row
        ("payload_bytes", pa.int64()),  # uncompressed size
        ("published_text", pa.string()),  # the source's date when it stands outside the payload (dumps, listings)
        ("fetched_at", TIMESTAMP),
        ("spider_version", pa.string()),
        ("is_simulated", pa.bool_()),
    ]
)

# One row per source and crawl: what the lifecycle rules need to know about completeness, and the verdict.
SOURCE_CRAWLS = pa.schema(
    [
        ("source", pa.string()),
        ("crawl_id", pa.string()),
        ("family", pa.string()),
        ("kind", pa.string()),  # census | feed
        ("crawled_on", pa.date32()),
        ("started_at", TIMESTAMP),
        ("finished_at", TIMESTAMP),
        ("is_complete", pa.bool_()),
        ("verdict", pa.string()),  # good | degraded | failed
        ("cause", pa.string()),  # null when good
        ("listed", pa.int64()),
        ("new_payloads", pa.int64()),
        ("errors", pa.int64()),
        ("bytes_fetched", pa.int64()),
        ("is_simulated", pa.bool_()),
    ]
)

# Official quotes as an authority published them, one unit of `currency` in `base`.
RATE_QUOTES = pa.schema(
    [
        ("authority", pa.string()),  # ecb | cbr | nbu | ...
        ("rate_on", pa.date32()),  # the day the authority says the rate is for
        ("currency", pa.string()),  # ISO 4217
        ("base", pa.string()),  # ISO 4217 of the authority's own currency
        ("base_per_unit", pa.float64()),  # price of one unit of `currency` in `base`, nominal divided out
        ("is_simulated", pa.bool_()),
    ]
)

# One stated pay offer in the source's own words; a posting may state several (B2B and employment).
STATED_SALARY = pa.struct(
    [
        ("text", pa.string()),  # as shown, when the source shows text
        ("min", pa.float64()),
        ("max", pa.float64()),
        ("currency", pa.string()),  # the source's own code or sign: RUR, zł, $ ...
        ("period", pa.string()),  # the source's own word: MONTH, 1 YEAR, per-hour-wage, mies. ...
        ("tax", pa.string()),  # gross | net | the source's own word
        ("contract", pa.string()),  # the source's own word: b2b, permanent, umowa o pracę ...
    ]
)

# The source's own words in common columns. Nothing is interpreted here beyond what the format itself defines.
PARSED_POSTINGS = pa.schema(
    [
        ("payload_hash", pa.string()),
        ("source", pa.string()),
        (
            "source_posting_id",
            pa.string(),
        ),  # one per posting; a Telegram post with two jobs gives 12#1 and 12#2
        ("raw_posting_id", pa.string()),  # as observed: joins raw_observations.source_posting_id
        ("posting_key", pa.string()),  # source + "/" + source_posting_id
        ("landed_on", pa.date32()),
        ("fetched_at", TIMESTAMP),
        ("is_simulated", pa.bool_()),
        ("url", pa.string()),
        ("apply_url", pa.string()),
        ("links", STRINGS),  # other addresses in the text (ATS links in channel posts)
        ("title", pa.string()),
        ("company", pa.string()),
        ("company_id", pa.string()),
        ("requisition_id", pa.string()),  # the employer's or board's stable id shared by city copies
        ("description", pa.string()),  # plain text, blocks separated by newlines
        ("published_at", TIMESTAMP),
        ("expires_at", TIMESTAMP),
        ("salaries", pa.list_(STATED_SALARY)),
        ("grade_words", STRINGS),  # the board's own level field(s)
        ("experience_text", pa.string()),
        ("experience_years_min", pa.float64()),
        ("experience_years_max", pa.float64()),
        ("location_words", STRINGS),  # places as stated, one entry per place
        ("country_words", STRINGS),  # countries as stated: names or codes
        ("format_words", STRINGS),  # work format as stated: REMOTE, praca hybrydowa, fullyRemote ...
        ("employment_words", STRINGS),
        ("skills", STRINGS),  # the board's own skill list
        ("category_words", STRINGS),  # the board's category, roles, department
        ("leftover_fields", STRINGS),  # payload fields the parser neither reads nor knows to ignore
        ("parser_version", pa.string()),
    ]
)

# What could not become a posting, with the reason. Nothing vanishes.
QUARANTINE = pa.schema(
    [
        ("payload_hash", pa.string()),
        ("source", pa.string()),
        ("source_posting_id", pa.string()),
        ("landed_on", pa.date32()),
        ("layer", pa.string()),  # landing | parse | normalize
        ("reason", pa.string()),  # short code: invalid_json, html_instead_of_json, missing_title ...
        ("detail", pa.string()),  # one line for a person, at most 300 characters
    ]
)
