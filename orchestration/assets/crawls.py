"""The crawl of a day: one asset per family of sources, so that the graph shows which family is unwell.

All families are one step: a run starts it once, and a replay of landed days, which crawls nothing, pays for none of
them (0.75 CPU seconds for this one step on a day without crawls, beside 1.3 for all else that is done for a day).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.assets.crawl_tables import crawl_facts, unwell
from orchestration.assets.describe import OWNERS, SAMPLE_SIZE
from orchestration.crawl_reports import reports_of_day
from orchestration.days import today
from orchestration.instance import CRAWL_POOL
from orchestration.mixing import MixedHome, refuse_to_mix
from orchestration.partitions import Calendars
from orchestration.resources.crawler import Crawler, FamilyCrawl
from orchestration.resources.home import Home
from orchestration.retries import CRAWL_RETRY, fail_for_good
from orchestration.versions import RAW_VERSION
from scrapers.crawl_job import RATES
from scrapers.crawl_report import CrawlReport

__all__ = ["CHECK", "GROUP", "RATES", "RATES_ASSET", "build_crawl_assets", "crawl_asset"]

GROUP = "crawl"
CHECK = "sources_are_well"


def crawl_asset(family: str) -> str:
    """Name of the asset that crawls the family."""
    return f"{GROUP}_{family}"


# Official rates: no postings, so the raw layers do not wait for them.
RATES_ASSET = crawl_asset(RATES)


def build_crawl_assets(calendars: Calendars, families: Sequence[str]) -> dg.AssetsDefinition:
    """One asset and one warning check per family, materialized by one step, any of them alone too."""
    family_of = {dg.AssetKey(crawl_asset(family)): family for family in families}

    @dg.multi_asset(
        name="crawls",
        specs=[
            dg.AssetSpec(
                key,
                group_name=GROUP,
                kinds={"python", "scrapy"},
                owners=OWNERS,
                code_version=RAW_VERSION,
                description=(
                    f"Crawls the enabled sources of {family}, apart from all others, and lands what they show. Only "
                    "today can be crawled (with the local market also a day on which the family has not landed): the "
                    "past is replayed, never re-crawled. A source that fails never fails the asset: the table and the "
                    f"check `{CHECK}` name it."
                ),
            )
            for key, family in family_of.items()
        ],
        check_specs=[
            dg.AssetCheckSpec(
                CHECK,
                asset=key,
                partitions_def=calendars.days,
                description=f"The newest crawl of every source of {family} was judged good. Warns, stops nothing.",
            )
            for key, family in family_of.items()
        ],
        partitions_def=calendars.days,
        can_subset=True,
        retry_policy=CRAWL_RETRY,
        # One crawl at a time on an instance: two would meet at the same boards. How many families go on beside each
        # other within it is the crawler's `parallel`.
        pool=CRAWL_POOL,
    )
    def crawls(
        context: dg.AssetExecutionContext, home: Home, crawler: Crawler
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        day = date.fromisoformat(context.partition_key)
        wanted = [family_of[key] for key in sorted(context.selected_asset_keys)]
        landed = _by_family(home.root, day)
        open_families = [family for family in wanted if _is_to_crawl(crawler, family, day, landed)]
        for family in [family for family in wanted if family not in open_families]:
            reason = "the past is never re-crawled" if day < today() else "already landed"
            if not crawler.sources(family):
                reason = "no source of the family is switched on"
            yield from _results(family, landed.get(family, []), {"crawled": False, "why not": f"{day}: {reason}"})
        if not open_families:
            return
        try:
            refuse_to_mix(home.root, is_simulated=crawler.is_simulated)
        except MixedHome as error:
            fail_for_good("Nothing was crawled", str(error))
        not_crawled: list[FamilyCrawl] = []
        for crawl in crawler.crawl(home.root, day, open_families):
            if crawl.trouble:
                context.log.error(f"{crawl.family}: {crawl.trouble}")
                not_crawled.append(crawl)
                continue
            for report in unwell(crawl.reports):
                reasons = "; ".join(report.reasons[:3])
                context.log.warning(f"{report.source}: {report.verdict}, {report.cause}: {reasons}")
            yield from _results(crawl.family, crawl.reports, {"crawled": True, "is_simulated": crawler.is_simulated})
        if len(not_crawled) == len(open_families):
            fail_for_good("Nothing was crawled", str(not_crawled[0].trouble))
        for crawl in not_crawled:
            yield from _results(crawl.family, [], {"crawled": False, "why not": crawl.trouble}, crawl.trouble)

    assets: dg.AssetsDefinition = crawls
    return assets


def _by_family(home: Path, day: date) -> dict[str, list[CrawlReport]]:
    found: dict[str, list[CrawlReport]] = {}
    for report in reports_of_day(home, day):
        found.setdefault(report.family, []).append(report)
    return found


def _is_to_crawl(crawler: Crawler, family: str, day: date, landed: dict[str, list[CrawlReport]]) -> bool:
    if not crawler.sources(family):
        return False
    return family not in landed if crawler.is_simulated else day == today()


def _results(
    family: str, reports: Sequence[CrawlReport], facts: dict[str, Any], trouble: str | None = None
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """The asset's result, always a success, and the check that says who is not well."""
    found = unwell(reports)
    yield dg.MaterializeResult(asset_key=crawl_asset(family), metadata={**facts, **crawl_facts(reports)})
    names = [f"{report.source} ({report.cause or report.verdict})" for report in found]
    more = f" and {len(names) - SAMPLE_SIZE} more" if len(names) > SAMPLE_SIZE else ""
    yield dg.AssetCheckResult(
        asset_key=crawl_asset(family),
        check_name=CHECK,
        passed=not found and trouble is None,
        severity=dg.AssetCheckSeverity.WARN,
        description=trouble or (f"Not well: {', '.join(names[:SAMPLE_SIZE])}{more}" if names else None),
        metadata={
            "unwell": len(found),
            "sources": len({report.source for report in reports}),
            **({"sample": trouble or ", ".join(names[:SAMPLE_SIZE]) + more} if found or trouble else {}),
        },
    )
