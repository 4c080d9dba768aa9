"""Expectations as Dagster checks: one check per rule, one step per layer. critical -> ERROR and blocking, else WARN."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import dagster as dg
import pyarrow as pa

from expectations.rules import Rule, rules_by_layer
from expectations.tables import COLUMNS, TABLES
from orchestration.checks.marts import read_marts
from orchestration.days import today
from orchestration.instance import WAREHOUSE_POOL
from orchestration.partitions import Calendars
from orchestration.resources.home import Home

DAILY_LAYERS = ("raw", "rates", "parsed", "links", "normalized")


def check_spec(rule: Rule, partitions: dg.PartitionsDefinition[str]) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        rule.name,
        asset=rule.checked_asset,
        description=f"{rule.says} {rule.evidence}",
        blocking=rule.is_critical,
        partitions_def=partitions,
        metadata={"layer": rule.layer, "severity": rule.severity},
    )


def evaluate(layer: str, tables: Mapping[str, pa.Table], day: date) -> Iterator[dg.AssetCheckResult]:
    """Results of the layer's rules for one partition."""
    # Pandas and Great Expectations take seconds to import.
    from expectations.frames import frames_of
    from expectations.suites import validate

    for outcome in validate(layer, frames_of(layer, tables, day)):
        rule = outcome.rule
        facts: dict[str, Any] = {"rows": outcome.rows}
        if rule.column:
            facts["column"] = rule.column
        if outcome.unexpected is not None:
            facts["unexpected"] = outcome.unexpected
        if outcome.observed is not None:
            facts["observed"] = str(outcome.observed)
        if outcome.sample:
            facts["sample"] = ", ".join(outcome.sample)
        if outcome.error:
            facts["error"] = outcome.error
        yield dg.AssetCheckResult(
            passed=outcome.passed,
            asset_key=rule.checked_asset,
            check_name=rule.name,
            severity=dg.AssetCheckSeverity.ERROR if rule.is_critical else dg.AssetCheckSeverity.WARN,
            description=None if outcome.passed else f"Does not hold: {rule.says}",
            metadata=facts,
        )


def build_layer_checks(calendars: Calendars) -> list[dg.AssetChecksDefinition]:
    """One step of checks per daily layer."""
    return [_daily_checks(layer, calendars.days) for layer in DAILY_LAYERS]


def _daily_checks(layer: str, days: dg.DailyPartitionsDefinition) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(name=f"{layer}_checks", specs=[check_spec(rule, days) for rule in rules_by_layer()[layer]])
    def checks(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
        day = date.fromisoformat(context.partition_key)
        tables = {name: home.lake.read(name, day, columns=COLUMNS[name]) for name in TABLES[layer]}
        yield from evaluate(layer, tables, day)

    return checks


def build_mart_checks(calendars: Calendars) -> dg.AssetChecksDefinition:
    """Checks of the marts, after dbt and before a release. They read the warehouse, so they share dbt's pool."""
    specs = [check_spec(rule, calendars.weeks) for rule in rules_by_layer()["marts"]]

    @dg.multi_asset_check(name="marts_checks", specs=specs, pool=WAREHOUSE_POOL)
    def checks(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
        weeks = context.partition_key_range
        yield from evaluate("marts", read_marts(home.root, TABLES["marts"], weeks.start, weeks.end), today())

    return checks
