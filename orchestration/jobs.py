"""Jobs: named selections of assets. Backfills are launched on assets, never on jobs, so that their policies hold."""

from __future__ import annotations

import dagster as dg

DAILY_ASSETS = (
    "crawls",
    "raw_observations",
    "raw_payloads",
    "source_crawls",
    "exchange_rates",
    "parsed_postings",
    "quarantine",
    "fingerprints",
    "duplicate_links",
    "normalized_postings",
)


def build_jobs(dbt_assets: dg.AssetsDefinition | None) -> list[dg.UnresolvedAssetJobDefinition]:
    daily = dg.AssetSelection.assets(*DAILY_ASSETS)
    replayed = dg.AssetSelection.assets(*DAILY_ASSETS[1:])
    jobs = [
        dg.define_asset_job(
            "daily_job",
            selection=daily,
            description="One day: crawl it if it is today, then raw to normalized postings with all gates.",
        ),
        dg.define_asset_job(
            "replay_job",
            selection=replayed,
            description="One landed day again through the current code, without crawling.",
        ),
    ]
    if dbt_assets is not None:
        weekly = dg.AssetSelection.assets(dbt_assets) | dg.AssetSelection.assets("published_release")
        jobs.append(
            dg.define_asset_job(
                "weekly_job",
                selection=weekly,
                description="dbt models and marts of a range of weeks, their gates, and the published release.",
            )
        )
    return jobs
