"""The dbt project as weekly assets: vacancies, lifecycle and marts. One run for a whole range of weeks, one writer."""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliEventMessage,
    DbtCliResource,
    dbt_assets,
)

from orchestration.assets.describe import OWNERS
from orchestration.instance import WAREHOUSE_POOL
from orchestration.outdated_tables import outdated_tables
from orchestration.partitions import DAYS_OF_WEEK, Calendars
from orchestration.resources.home import Home
from orchestration.retries import DBT_RETRY, fail_for_good, is_passing_trouble

SHOWN = 3
# Unit tests check the SQL with made-up rows, not the data of a run: `pytest` runs them.
BUILD = ("build", "--exclude-resource-type", "unit_test")


class Translator(DagsterDbtTranslator):  # type: ignore[misc]
    """Lake sources are the daily assets of the same name; groups come from `meta.dagster.group`."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_asset_checks=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey(dbt_resource_props["name"])

    def get_partition_mapping(
        self, dbt_resource_props: Mapping[str, Any], dbt_parent_resource_props: Mapping[str, Any]
    ) -> dg.PartitionMapping | None:
        return DAYS_OF_WEEK if dbt_parent_resource_props["resource_type"] == "source" else None

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return OWNERS


@contextmanager
def weeks_to_build(first: str, last: str) -> Iterator[None]:
    """dbt started meanwhile builds these weeks; both ends are Mondays and both are built.

    By environment: other `--vars` than in the last run make dbt parse the whole project anew, 4.5 s of each start.
    """
    bounds = {"JOBMARTS_MIN_WEEK": first, "JOBMARTS_MAX_WEEK": last}
    before = {name: os.environ.get(name) for name in bounds}
    os.environ.update(bounds)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def failure_of(event: DbtCliEventMessage) -> str | None:
    """Name of the model or test that this event says has failed, with dbt's own message."""
    if event.raw_event["info"]["name"] not in ("RunResultError", "RunResultErrorNoMessage"):
        return None
    data = event.raw_event["data"]
    return f"{data['node_info']['node_name']}: {' '.join((data.get('msg') or data['status']).split())}"


def build_dbt_assets(calendars: Calendars, manifest: Path) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=manifest,
        name="dbt_models",
        partitions_def=calendars.weeks,
        backfill_policy=dg.BackfillPolicy.single_run(),
        dagster_dbt_translator=Translator(),
        retry_policy=DBT_RETRY,
        pool=WAREHOUSE_POOL,
    )
    def dbt_models(context: dg.AssetExecutionContext, dbt: DbtCliResource, home: Home) -> Iterator[Any]:
        weeks = context.partition_key_range
        context.log.info(f"weeks {weeks.start} to {weeks.end}")
        arguments: tuple[str, ...] = BUILD
        bounds: AbstractContextManager[None] = weeks_to_build(weeks.start, weeks.end)
        if outdated := outdated_tables(home.root / "warehouse" / "warehouse.duckdb", manifest):
            lacking = "; ".join(f"{name} lacks {', '.join(columns)}" for name, columns in outdated.items())
            context.log.warning(
                f"older tables in the warehouse ({lacking}): all weeks are built anew, as --full-refresh"
            )
            arguments, bounds = (*BUILD, "--full-refresh"), nullcontext()
        with bounds:
            invocation = dbt.cli(arguments, context=context, raise_on_error=False)
        broken = []
        for event in invocation.stream_raw_events():
            yield from event.to_default_asset_events(invocation.manifest, invocation.dagster_dbt_translator, context)
            if failure := failure_of(event):
                broken.append(failure)
        if not invocation.is_successful():
            broken = broken or [str(invocation.get_error() or "no result")]
            if not is_passing_trouble(" ".join(broken)):
                fail_for_good("dbt: " + "; ".join(broken[:SHOWN]), "Mend the model or the data it names")
            raise invocation.get_error() or RuntimeError("dbt failed")

    assets: dg.AssetsDefinition = dbt_models
    return assets
