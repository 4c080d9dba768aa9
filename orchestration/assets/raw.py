"""What was seen and fetched on a day, as it landed. Nothing is interpreted here."""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg

from orchestration.assets.crawl_tables import UNWELL_FIRST
from orchestration.assets.describe import OWNERS, capped_table, column_schema, counts, sample
from orchestration.daily_steps import collect_raw
from orchestration.partitions import Calendars
from orchestration.resources.home import Home
from orchestration.schemas import LAYERS
from orchestration.versions import RAW_VERSION

RAW_LAYERS = {
    "raw_observations": "Who listed what on this day: one tiny row per posting and crawl.",
    "raw_payloads": "Content that was new on this day, as the source gave it, addressed by its hash.",
    "source_crawls": "How each source's crawl went: complete or not, verdict and cause.",
}


def build_raw_assets(calendars: Calendars, crawls: Sequence[str]) -> dg.AssetsDefinition:
    """The raw layers of a day, from what the crawl assets (`crawls`) and `jobmarts land` have landed."""

    @dg.multi_asset(
        name="raw",
        specs=[
            dg.AssetSpec(
                layer,
                deps=crawls,
                group_name="raw",
                kinds={"python", "parquet"},
                owners=OWNERS,
                code_version=RAW_VERSION,
                description=description,
                metadata={"dagster/column_schema": column_schema(LAYERS[layer])},
            )
            for layer, description in RAW_LAYERS.items()
        ],
        partitions_def=calendars.days,
    )
    def raw(context: dg.AssetExecutionContext, home: Home) -> Iterator[dg.MaterializeResult[None]]:
        written = collect_raw(home.root, home.lake, date.fromisoformat(context.partition_key))
        seen, payloads, judged = (written.tables[layer] for layer in RAW_LAYERS)
        yield dg.MaterializeResult(asset_key="raw_observations", metadata=counts(seen.num_rows))
        yield dg.MaterializeResult(
            asset_key="raw_payloads",
            metadata={**counts(payloads.num_rows, written.ledger), "sample": sample(payloads["source_posting_id"])},
        )
        columns = ["source", "verdict", "cause", "is_complete", "listed", "new_payloads", "is_simulated"]
        rows = [tuple(row[name] for name in columns) for row in judged.select(columns).to_pylist()]
        rows.sort(key=lambda row: (UNWELL_FIRST.get(row[1], 0), row[0]))
        yield dg.MaterializeResult(
            asset_key="source_crawls", metadata={**counts(judged.num_rows), **capped_table(columns, rows, "crawls")}
        )

    layers: dg.AssetsDefinition = raw
    return layers
