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
        ("text_hash", pa.string()),  # null when the text is too short to speak for itself
        ("text_length", pa.int32()),  # of the bare text, characters
        ("minhash", pa.list_(pa.uint32())),  # null when the text is too short
        ("title_key", pa.string()),  # folded title without level words
        ("company_key", pa.string()),  # folded company without legal form
        ("levels", STRINGS),  # level marks of the title: junior, middle, senior, lead, ii, iii ...
        ("roles", STRINGS),  # role words of the title: developer, qa, analyst ...
        ("technologies", STRINGS),  # technologies named in the title
        ("places", STRINGS),
    ]
)

DUPLICATE_LINKS = pa.schema(
    [
        ("posting_key", pa.string()),
        ("earlier_posting_key", pa.string()),
        ("method", pa.string()),  # url | requisition | exact_text | near_text
        ("score", pa.float64()),  # 1.0 for the exact methods; estimated Jaccard for near_text
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
        ("technologies", STRINGS),
        ("technology_bases", STRINGS),  # field | text | both, one per technology
        ("direction", pa.string()),  # slug; null for not IT
        ("specialization", pa.string()),  # slug; null for not IT
        ("specialization_basis", pa.string()),  # title | category | technologies
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
        Layer("exchange_rates", ("day", "currency"), EXCHANGE_RATES),
        Layer("parsed_postings", ("payload_hash", "source_posting_id"), PARSED_POSTINGS),
        Layer("quarantine", ("payload_hash", "source", "source_posting_id", "layer", "reason"), QUARANTINE),
        Layer("fingerprints", ("posting_key", "payload_hash"), FINGERPRINTS),
        Layer("duplicate_links", ("posting_key", "earlier_posting_key", "method"), DUPLICATE_LINKS),
        Layer("normalized_postings", ("payload_hash", "source_posting_id"), NORMALIZED_POSTINGS),
    )
}

__all__ = ["LAYERS", "TIMESTAMP", "Layer"]
