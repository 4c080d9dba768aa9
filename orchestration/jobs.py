"""Jobs: named selections of assets. Backfills are launched on assets, never on jobs, so that their policies hold.

There is no job of everything: Dagster cannot run daily and weekly partitions in one run. `jobmarts run` does, as runs
of the jobs below; in the UI the marts follow the days by sensor.
"""

from __future__ import annotations

import dagster as dg

from orchestration.assets.crawls import GROUP
from orchestration.job_names import CRAWL_JOB, DAILY_JOB, REPLAY_JOB, WEEKLY_JOB

REPLAYED_ASSETS = (
    "raw_observations",
    "raw_payloads",
    "source_crawls",
    "exchange_rates",
    "parsed_postings",
    "quarantine",
    "source_health",
    "fingerprints",
    "duplicate_links",
    "normalized_postings",
)


def build_jobs(dbt_assets: dg.AssetsDefinition) -> list[dg.UnresolvedAssetJobDefinition]:
    select = dg.AssetSelection.assets
    crawls = dg.AssetSelection.groups(GROUP)
    return [
        dg.define_asset_job(
            DAILY_JOB,
            selection=crawls | select(*REPLAYED_ASSETS),
            description="One day: crawl it if it is today, then raw to normalized postings with all gates.",
        ),
        dg.define_asset_job(CRAWL_JOB, selection=crawls, description="Only today's crawl, all families."),
        dg.define_asset_job(
            REPLAY_JOB,
            selection=select(*REPLAYED_ASSETS),
            description="One landed day again through the current code, without crawling.",
        ),
        dg.define_asset_job(
            WEEKLY_JOB,
            selection=select(dbt_assets) | dg.AssetSelection.groups("release"),
            description="dbt models and marts of a range of weeks, their gates, and the release.",
        ),
    ]
