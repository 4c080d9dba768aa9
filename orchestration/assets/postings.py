"""From payloads to normalized postings, one UTC day at a time: parsed, fingerprinted, linked, normalized, priced."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg

from orchestration.assets.crawls import RATES_ASSET
from orchestration.assets.describe import OWNERS, bar_chart, column_schema, counts, sample, table
from orchestration.daily_steps import fingerprint, link, normalize_day, parse, quote_rates
from orchestration.partitions import Calendars
from orchestration.resources.home import Home
from orchestration.schemas import LAYERS
from orchestration.versions import code_versions


def build_posting_assets(calendars: Calendars) -> list[dg.AssetsDefinition]:
    versions = code_versions()

    def common(layer: str, group: str, description: str) -> dict[str, Any]:
        return {
            "group_name": group,
            "kinds": {"python", "parquet"},
            "owners": OWNERS,
            "code_version": versions[layer],
            "description": description,
            "metadata": {"dagster/column_schema": column_schema(LAYERS[layer])},
        }

    @dg.asset(
        partitions_def=calendars.days,
        deps=[RATES_ASSET],
        **common("exchange_rates", "rates", "What one unit of each currency was worth in USD, by official quotes."),
    )
    def exchange_rates(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        written = quote_rates(home.root, home.lake, _day(context))
        rates = written.tables["exchange_rates"]
        sources = Counter(rates["rate_source"].to_pylist())
        return dg.MaterializeResult(
            metadata={**counts(rates.num_rows), "by source": table(["source", "currencies"], sorted(sources.items()))}
        )

    @dg.multi_asset(
        name="parse",
        specs=[
            dg.AssetSpec(
                "parsed_postings",
                deps=["raw_payloads"],
                **common("parsed_postings", "postings", "The source's own words in common columns."),
            ),
            dg.AssetSpec(
                "quarantine",
                deps=["raw_payloads"],
                **common("quarantine", "postings", "Payloads and lines that gave no posting, each with its reason."),
            ),
        ],
        partitions_def=calendars.days,
    )
    def parsed(context: dg.AssetExecutionContext, home: Home) -> Iterator[dg.MaterializeResult[None]]:
        written = parse(home.root, home.lake, _day(context))
        postings, rejects = written.tables["parsed_postings"], written.tables["quarantine"]
        yield dg.MaterializeResult(
            asset_key="parsed_postings",
            metadata={**counts(postings.num_rows, written.ledger), "sample": sample(postings["posting_key"])},
        )
        reasons = Counter(rejects["reason"].to_pylist()).most_common()
        yield dg.MaterializeResult(
            asset_key="quarantine",
            metadata={
                **counts(rejects.num_rows),
                "reasons": table(["reason", "payloads"], reasons),
                "sample": sample(rejects["payload_hash"]),
            },
        )

    @dg.asset(
        partitions_def=calendars.days,
        deps=["parsed_postings"],
        **common("fingerprints", "links", "What linking needs of a posting, so that 90 days fit in memory."),
    )
    def fingerprints(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        written = fingerprint(home.root, home.lake, _day(context))
        return dg.MaterializeResult(metadata=counts(written.tables["fingerprints"].num_rows, written.ledger))

    @dg.asset(
        partitions_def=calendars.days,
        # It reads the 90 days before too, and computes those that are missing or outdated itself. Declaring them would
        # split a backfill: 16 runs for three days instead of 3.
        deps=["fingerprints"],
        **common(
            "duplicate_links",
            "links",
            "Evidence that a posting of this day advertises the same opening as an earlier one, at most 90 days back.",
        ),
    )
    def duplicate_links(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        written = link(home.root, home.lake, _day(context))
        links = written.tables["duplicate_links"]
        methods = Counter(links["method"].to_pylist()).most_common()
        return dg.MaterializeResult(
            metadata={
                **counts(links.num_rows, written.ledger),
                "methods": table(["method", "links"], methods),
                "sample": sample(links["posting_key"]),
            }
        )

    @dg.asset(
        partitions_def=calendars.days,
        deps=["parsed_postings", "exchange_rates"],
        **common(
            "normalized_postings",
            "postings",
            "Grade, pay in USD, place, format, technologies, specialization, quality, each with its basis; redacted.",
        ),
    )
    def normalized_postings(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        written = normalize_day(home.root, home.lake, _day(context))
        postings = written.tables["normalized_postings"]
        rejected = Counter(reason for reason in postings["rejected_reason"].to_pylist() if reason).most_common()
        directions = Counter(name or "not IT" for name in postings["direction"].to_pylist()).most_common(12)
        facts = {
            **counts(postings.num_rows, written.ledger),
            "rejected": table(["reason", "postings"], rejected),
            "stated": table(
                ["field", "postings"],
                [
                    (name, postings.num_rows - postings[name].null_count)
                    for name in ("grade", "salary_usd_month", "country", "work_format", "specialization")
                ],
            ),
            "sample": sample(postings["posting_key"]),
        }
        if directions:
            facts["directions"] = bar_chart(dict(directions), "Postings by direction")
        return dg.MaterializeResult(metadata=facts)

    return [exchange_rates, parsed, fingerprints, duplicate_links, normalized_postings]


def _day(context: dg.AssetExecutionContext) -> date:
    return date.fromisoformat(context.partition_key)
