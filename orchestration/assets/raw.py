"""What was seen and fetched on a day: the crawl itself and the raw layers. Nothing is interpreted here."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import dagster as dg

from orchestration.assets.describe import OWNERS, column_schema, counts, sample, table
from orchestration.daily_steps import collect_raw
from orchestration.days import today
from orchestration.instance import CRAWL_POOL
from orchestration.mixing import MixedHome, refuse_to_mix
from orchestration.partitions import Calendars
from orchestration.resources.crawler import Crawler
from orchestration.resources.home import Home
from orchestration.retries import CRAWL_RETRY, fail_for_good
from orchestration.schemas import LAYERS
from orchestration.versions import RAW_VERSION
from scrapers.crawl import CrawlRefusedError
from scrapers.landing import landed_crawls

RAW_LAYERS = {
    "raw_observations": "Who listed what on this day: one tiny row per posting and crawl.",
    "raw_payloads": "Content that was new on this day, as the source gave it, addressed by its hash.",
    "source_crawls": "How each source's crawl went: complete or not, verdict and cause.",
}


def build_raw_assets(calendars: Calendars) -> list[dg.AssetsDefinition]:
    @dg.asset(
        partitions_def=calendars.days,
        group_name="raw",
        kinds={"python", "scrapy"},
        owners=OWNERS,
        code_version=RAW_VERSION,
        retry_policy=CRAWL_RETRY,
        pool=CRAWL_POOL,
        description=(
            "Crawls every enabled source, one subprocess per family, and lands what it saw. Only today can be crawled "
            "(with the local market also a day on which nothing landed): the past is replayed, never re-crawled. "
            "A source that fails is reported here and never fails the day."
        ),
    )
    def crawls(context: dg.AssetExecutionContext, home: Home, crawler: Crawler) -> dg.MaterializeResult[None]:
        day = date.fromisoformat(context.partition_key)
        landed = landed_crawls(home.root, day)
        wanted = not landed if crawler.market_url else day == today()
        if not wanted:
            reason = "the past is never re-crawled" if day < today() else "already landed"
            return dg.MaterializeResult(
                metadata={
                    "crawled": False,
                    "reason": f"{day} {reason}; {len(landed)} landed crawls are used as they are",
                }
            )
        try:
            refuse_to_mix(home.root, is_simulated=crawler.market_url is not None)
            reports = crawler.crawl(home.root, day)
        except (MixedHome, CrawlRefusedError) as error:
            fail_for_good("Nothing was crawled", str(error))
        for report in reports:
            if report.verdict != "good":
                context.log.warning(f"{report.source}: {report.verdict}, {report.cause}: {'; '.join(report.reasons)}")
        rows = [
            (report.source, report.verdict, report.cause or "", report.listed, report.new_payloads)
            for report in reports
        ]
        return dg.MaterializeResult(
            metadata={
                "crawled": True,
                "is_simulated": crawler.market_url is not None,
                "sources": table(["source", "verdict", "cause", "listed", "new payloads"], rows),
                **Counter(report.verdict for report in reports),
            }
        )

    @dg.multi_asset(
        name="raw",
        specs=[
            dg.AssetSpec(
                layer,
                deps=["crawls"],
                group_name="raw",
                kinds={"python", "parquet"},
                owners=OWNERS,
                code_version=RAW_VERSION,
                description=description,
                metadata={"dagster/column_schema": column_schema(LAYERS[layer].schema)},
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
        yield dg.MaterializeResult(
            asset_key="source_crawls", metadata={**counts(judged.num_rows), "crawls": table(columns, rows)}
        )

    return [crawls, raw]
