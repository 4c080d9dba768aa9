"""Every layer of the lake in one place: name, key and schema. Versioned public API (see CHANGELOG.md)."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from scrapers.schemas import (
    PARSED_POSTINGS,
    QUARANTINE,
    RAW_OBSERVATIONS,
    RAW_PAYLOADS,
    SOURCE_CRAWLS,
    STRINGS,
    TIMESTAMP,
)

# Price of one unit of `currency` in USD on `day`, from the newest official quote at most 10 days old.
EXCHANGE_RATES = pa.schema(
    [
        ("day", pa.date32()),
        ("currency", pa.string()),
        ("usd_per_unit", pa.float64()),
        ("rate_source", pa.string()),
        ("rate_on", pa.date32()),
        ("is_simulated", pa.bool_()),
    ]
)

COUNTS = pa.list_(pa.struct([("name", pa.string()), ("count", pa.int64())]))

# How each source was on a day, from its crawls' reports and what became of the payloads they landed.
SOURCE_HEALTH = pa.schema(
    [
        ("source", pa.string()),
        ("family", pa.string()),
        ("kind", pa.string()),  # census | feed
        ("crawled_on", pa.date32()),
        ("verdict", pa.string()),  # of the day's last crawl: good | degraded | failed
        ("cause", pa.string()),  # null when good
        ("reasons", STRINGS),
        ("is_complete", pa.bool_()),  # at least one crawl of the day was complete and did not fail
        ("crawls", pa.int64()),
        ("failed_crawls", pa.int64()),
        ("listed", pa.int64()),  # the most that one crawl of the day listed
        ("new_payloads", pa.int64()),
        ("changed", pa.int64()),  # of the new payloads, those that replace an earlier text
        ("not_modified", pa.int64()),  # answers without a body because nothing had changed
        ("parsed_payloads", pa.int64()),  # payloads that gave at least one posting
        ("postings", pa.int64()),
        ("posting_yield", pa.float64()),  # postings per new payload; null without payloads
        ("quarantined", pa.int64()),  # items that gave no posting
        ("quarantine_reasons", COUNTS),
        ("errors", pa.int64()),
        ("error_kinds", COUNTS),
        ("http_status", COUNTS),
        ("notes", COUNTS),  # what is no error: repeats, gone, unlisted, ignored/<kind>
        ("pages", pa.int64()),
        ("bytes_fetched", pa.int64()),
        ("latency_ms", pa.float64()),  # mean per answer; null when not measured
        ("duration_seconds", pa.float64()),
        ("field_fill", pa.list_(pa.struct([("field", pa.string()), ("stated", pa.int64()), ("share", pa.float64())]))),
        ("leftover_field_count", pa.int64()),
        ("leftover_fields", COUNTS),  # the most frequent: payload fields neither read nor ignored, and in how many
        ("is_simulated", pa.bool_()),
    ]
)

# What linking needs of a posting, so that ninety days can be read without the texts.
FINGERPRINTS = pa.schema(
    [
        ("posting_key", pa.string()),
        ("payload_hash", pa.string()),
        ("source", pa.string()),
        ("landed_on", pa.date32()),
        ("published_on", pa.date32()),
        ("url_keys", STRINGS),  # canonical addresses of the posting and of the ads it points to
        ("requisition_key", pa.string()),
        ("text_hash", pa.uint64()),  # null when the text is too short to speak for itself
        ("text_length", pa.int32()),  # of the bare text, characters
        ("minhash", pa.binary(512)),  # 128 unsigned integers of 4 bytes; null when the text is too short
        ("stems", pa.binary(256)),  # a bit for each word's first letters; null when the text is too short
        ("title_key", pa.string()),  # folded title without level words
        ("company_key", pa.string()),  # folded company without legal form
        ("levels", STRINGS),  # level marks of the title: junior, middle, senior, lead, ii, iii ...
        ("roles", STRINGS),  # role words of the title: developer, qa, analyst ...
        ("technologies", STRINGS),  # technologies named in the title
        ("countries", STRINGS),  # ISO 3166-1 alpha-2, of its location fields
        ("cities", STRINGS),  # of its location fields
        ("language", pa.string()),  # ISO 639-1 when its small words say so
        ("anchors", pa.list_(pa.uint32())),  # technologies and numbers of the text: what a translation keeps
        ("is_for_client", pa.bool_()),  # published for an employer that it does not name
    ]
)

DUPLICATE_LINKS = pa.schema(
    [
        ("posting_key", pa.string()),
        ("earlier_posting_key", pa.string()),
        ("method", pa.string()),  # url | requisition | exact_text | near_text | translation | retelling
        ("score", pa.float64()),  # 1.0 for the exact methods, Jaccard of near texts, else a probability
        ("vetoes_checked", STRINGS),
        ("linked_on", pa.date32()),  # the partition's day
        ("rule_version", pa.string()),
    ]
)

NORMALIZED_SALARY = pa.struct(
    [
        ("text", pa.string()),
        ("min", pa.float64()),
        ("max", pa.float64()),
        ("currency", pa.string()),
        ("period", pa.string()),
        ("tax", pa.string()),
        ("contract", pa.string()),
    ]
)

NORMALIZED_POSTINGS = pa.schema(
    [
        ("payload_hash", pa.string()),
        ("source", pa.string()),
        ("source_posting_id", pa.string()),
        ("raw_posting_id", pa.string()),
        ("posting_key", pa.string()),
        ("landed_on", pa.date32()),
        ("published_on", pa.date32()),  # the source's date, never later than the landing day
        ("url", pa.string()),
        ("title", pa.string()),  # redacted
        ("company", pa.string()),
        ("language", pa.string()),  # ISO 639-1 of the text
        ("grade", pa.string()),  # Junior | Middle | Senior | Lead | null
        ("grades", STRINGS),
        ("grade_basis", pa.string()),  # field | title | text | experience
        ("track", pa.string()),  # individual | management
        ("salaries", pa.list_(NORMALIZED_SALARY)),
        ("salary_text", pa.string()),
        ("salary_min", pa.float64()),
        ("salary_max", pa.float64()),
        ("salary_currency", pa.string()),  # ISO 4217
        ("salary_period", pa.string()),  # hour | day | week | month | year
        ("salary_tax", pa.string()),  # gross | net | unknown
        ("contract", pa.string()),  # employment | b2b | contractor | civil | internship | unknown
        ("salary_basis", pa.string()),  # field | text
        ("salary_bound", pa.string()),  # range | from | to | exact
        ("salary_point", pa.float64()),  # midpoint or the one bound, in salary_currency per salary_period
        ("salary_month", pa.float64()),  # salary_point per month, still in salary_currency
        ("salary_inferred", STRINGS),  # what was inferred: currency, period
        ("salary_usd_month", pa.float64()),  # at the official rate of the publication day
        ("rate_usd", pa.float64()),
        ("rate_on", pa.date32()),
        ("rate_source", pa.string()),
        ("salary_reason", pa.string()),  # why there is no USD value; null when there is one
        ("is_outlier", pa.bool_()),
        ("outlier_bound", pa.string()),  # below_500 | above_50000
        ("country", pa.string()),  # ISO 3166-1 alpha-2
        ("countries", STRINGS),
        ("city", pa.string()),
        ("cities", STRINGS),
        ("country_basis", pa.string()),  # field | text | source
        ("work_format", pa.string()),  # remote | hybrid | office | null
        ("work_formats", STRINGS),
        ("work_format_basis", pa.string()),
        ("technologies", STRINGS),  # each once, in order: marts neither sort them nor look for repeats
        ("technology_bases", STRINGS),  # field | text | both, one per technology
        ("direction", pa.string()),  # slug; null for not IT
        ("specialization", pa.string()),  # slug; null for not IT
        ("specialization_basis", pa.string()),  # title | category | technologies | text
        ("description", pa.string()),  # redacted plain text
        ("description_quality", pa.string()),  # adequate | thin | none
        ("rejected_reason", pa.string()),  # null, or why this is not an ad
        ("is_simulated", pa.bool_()),
        ("rule_version", pa.string()),
    ]
)


@dataclass(frozen=True)
class Layer:
    """One lake layer: a folder of one Parquet file per UTC day, replaced whole and atomically."""

    name: str
    key: tuple[str, ...]
    schema: pa.Schema


LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer("raw_observations", ("source", "source_posting_id", "crawl_id"), RAW_OBSERVATIONS),
        Layer("raw_payloads", ("payload_hash",), RAW_PAYLOADS),
        Layer("source_crawls", ("source", "crawl_id"), SOURCE_CRAWLS),
        Layer("source_health", ("source", "crawled_on"), SOURCE_HEALTH),
        Layer("exchange_rates", ("day", "currency"), EXCHANGE_RATES),
        Layer("parsed_postings", ("payload_hash", "source_posting_id"), PARSED_POSTINGS),
        Layer("quarantine", ("payload_hash", "source", "source_posting_id", "layer", "reason"), QUARANTINE),
        Layer("fingerprints", ("posting_key", "payload_hash"), FINGERPRINTS),
        Layer("duplicate_links", ("posting_key", "earlier_posting_key", "method"), DUPLICATE_LINKS),
        Layer("normalized_postings", ("payload_hash", "source_posting_id"), NORMALIZED_POSTINGS),
    )
}

__all__ = ["LAYERS", "TIMESTAMP", "Layer"]
