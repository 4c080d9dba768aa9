"""Assembles the code location. `build_definitions` gives tests the real graph with other resources or settings."""

import warnings
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from orchestration.settings import Settings, read_settings  # first: it switches telemetry off

import dagster as dg  # isort: skip

# Partition-aware checks and windows are marked preview in the Dagster line this project is pinned to and tested with.
warnings.filterwarnings("ignore", category=dg.PreviewWarning)
warnings.filterwarnings("ignore", category=dg.BetaWarning)

from orchestration.assets.crawls import RATES, build_crawl_assets, crawl_asset  # noqa: E402
from orchestration.assets.dbt_models import build_dbt_assets  # noqa: E402
from orchestration.assets.health import build_health_asset  # noqa: E402
from orchestration.assets.postings import build_posting_assets  # noqa: E402
from orchestration.assets.raw import build_raw_assets  # noqa: E402
from orchestration.assets.release import build_postgres_asset, build_release_assets  # noqa: E402
from orchestration.checks.bridge import build_layer_checks, build_mart_checks  # noqa: E402
from orchestration.checks.failed_days import build_failed_days_check  # noqa: E402
from orchestration.dbt_manifest import ensure_manifest  # noqa: E402
from orchestration.instance import prepare_home  # noqa: E402
from orchestration.jobs import REPLAYED_ASSETS, build_jobs  # noqa: E402
from orchestration.partitions import Calendars  # noqa: E402
from orchestration.resources.crawler import Crawler, crawled_families  # noqa: E402
from orchestration.resources.dbt import dbt_resource  # noqa: E402
from orchestration.resources.home import Home  # noqa: E402
from orchestration.resources.marts_database import marts_database  # noqa: E402
from orchestration.schedules import build_schedules  # noqa: E402
from orchestration.sensors import build_sensors  # noqa: E402

# Daily data two days old is late by one missed run; three days means that nobody noticed.
FRESHNESS = dg.FreshnessPolicy.time_window(warn_window=timedelta(hours=36), fail_window=timedelta(hours=72))


def build_definitions(
    settings: Settings | None = None, resources: Mapping[str, Any] | None = None, manifest: Path | None = None
) -> dg.Definitions:
    """The whole graph for these settings (default: the environment's); `resources` replace those of the same name."""
    settings = settings or read_settings()
    start = settings.start_day()
    calendars = Calendars.starting(start)
    families = crawled_families()
    dbt_models = build_dbt_assets(calendars, manifest or ensure_manifest())
    published = sorted(key for key in dbt_models.keys if key.path[-1].startswith(("mart_", "fct_", "dim_")))
    assets = [
        build_crawl_assets(calendars, families),
        build_raw_assets(calendars, [crawl_asset(family) for family in families if family != RATES]),
        *build_posting_assets(calendars),
        build_health_asset(calendars),
        dbt_models,
        *build_release_assets(published),
        *([build_postgres_asset()] if settings.marts_postgres_url else []),
    ]
    # Not the crawls: the past cannot be crawled again, and a day without any is stopped by its raw layers.
    days = [dg.AssetKey(name) for name in REPLAYED_ASSETS]
    definitions = dg.Definitions(
        assets=assets,
        asset_checks=[
            *build_layer_checks(calendars),
            build_mart_checks(calendars),
            build_failed_days_check(calendars.days, days),
        ],
        jobs=build_jobs(dbt_models),
        schedules=build_schedules(),
        sensors=build_sensors(start),
        # Steps are short and write Parquet: a process per step would cost more than the step.
        executor=dg.in_process_executor,
        resources={
            "home": Home(path=str(settings.home)),
            "crawler": Crawler(market_url=settings.market_url),
            "dbt": dbt_resource(),
            **({"marts_database": marts_database()} if settings.marts_postgres_url else {}),
            **(resources or {}),
        },
    )
    return definitions.map_asset_specs(
        func=lambda spec: dg.apply_freshness_policy(spec, FRESHNESS, overwrite_existing=False)
    )


@dg.definitions
def defs() -> dg.Definitions:
    settings = read_settings()
    prepare_home(settings)
    return build_definitions(settings)
