"""Which tables, and which of their columns, the rules of a layer need. Light to import."""

from __future__ import annotations

TABLES = {
    "raw": ("raw_observations", "raw_payloads", "source_crawls"),
    "rates": ("exchange_rates",),
    "parsed": ("parsed_postings", "raw_payloads"),
    "health": ("source_health",),
    "links": ("duplicate_links",),
    "normalized": ("normalized_postings",),
    "marts": ("mart_market_summary", "mart_weekly_demand", "mart_weekly_grades", "mart_salary_ladder"),
}
# Reading a partition's texts to check its keys would cost more than the checks.
COLUMNS = {
    "raw_observations": ["source", "source_posting_id", "observed_on"],
    "raw_payloads": ["source", "source_posting_id", "payload_hash", "payload_bytes"],
    "source_crawls": ["source", "verdict"],
    "exchange_rates": ["day", "currency", "usd_per_unit", "rate_on"],
    "parsed_postings": ["posting_key", "payload_hash", "title", "published_at", "fetched_at", "leftover_fields"],
    "source_health": ["source", "kind", "verdict", "parsed_payloads", "quarantined"],
    "duplicate_links": ["posting_key", "earlier_posting_key", "method", "score"],
    "normalized_postings": [
        "posting_key",
        "grade",
        "salary_text",
        "salary_min",
        "salary_max",
        "salary_usd_month",
        "salary_reason",
        "is_outlier",
        "description",
        "specialization",
        "rejected_reason",
    ],
}
