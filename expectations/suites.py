"""Runs the rules of a layer with Great Expectations: one suite per table, built once and used for every partition."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from expectations.frames import KEYS
from expectations.rules import Rule, rules_by_layer

SAMPLE_SIZE = 5


@dataclass(frozen=True)
class Outcome:
    """What a rule found in one partition: how many rows broke it, a few of their keys, or the value observed."""

    rule: Rule
    passed: bool
    rows: int
    unexpected: int | None
    observed: object | None
    sample: tuple[str, ...]
    error: str | None = None


def validate(layer: str, frames: Mapping[str, pd.DataFrame]) -> list[Outcome]:
    """Outcomes of the layer's rules for the given frames (see expectations.frames), in file order.

    A rule that cannot be evaluated counts as broken, and says why. Rules about tables without a frame are left out.
    """
    by_rule: dict[str, Outcome] = {}
    for table, frame in frames.items():
        rules = [rule for rule in rules_by_layer()[layer] if rule.table == table]
        if rules:
            by_rule.update((outcome.rule.name, outcome) for outcome in _validate_table(layer, table, rules, frame))
    return [by_rule[rule.name] for rule in rules_by_layer()[layer] if rule.name in by_rule]


def _validate_table(layer: str, table: str, rules: list[Rule], frame: pd.DataFrame) -> list[Outcome]:
    definition, suite = _suite(layer, table)
    batch = definition.get_batch({"dataframe": frame})
    found = batch.validate(suite, result_format="BASIC")
    if not found.success:  # keys of broken rows double the time, so only when there are some
        found = batch.validate(
            suite,
            result_format={
                "result_format": "SUMMARY",
                "unexpected_index_column_names": [KEYS[table]],
                "partial_unexpected_count": SAMPLE_SIZE,
            },
        )
    results = {result.expectation_config.meta["name"]: result for result in found.results}
    return [_outcome(rule, frame, results[rule.name]) for rule in rules]


def _outcome(rule: Rule, frame: pd.DataFrame, result: Any) -> Outcome:
    details = result.result or {}
    if len(frame) == 0 and rule.column is not None:  # nothing there breaks no rule about rows
        return Outcome(rule, True, 0, 0, None, ())
    places = details.get("partial_unexpected_index_list") or []
    raised = result.exception_info or {}
    message = raised.get("exception_message") or next(
        (each.get("exception_message") for each in raised.values() if isinstance(each, dict)), None
    )
    return Outcome(
        rule=rule,
        passed=bool(result.success),
        rows=len(frame),
        unexpected=details.get("unexpected_count"),
        observed=details.get("observed_value"),
        sample=tuple(str(place[KEYS[rule.table]]) for place in places[:SAMPLE_SIZE]),
        error=message,
    )


@cache
def load_library() -> tuple[Any, Any, Any]:
    """Great Expectations with its telemetry and progress bars off; seconds to import, so only when needed."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations import expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return gx, gxe, context


@cache
def _suite(layer: str, table: str) -> tuple[Any, Any]:
    gx, gxe, context = load_library()
    asset = context.data_sources.add_or_update_pandas(f"{layer}.{table}").add_dataframe_asset(table)
    suite = gx.ExpectationSuite(name=f"{layer}.{table}")
    for rule in rules_by_layer()[layer]:
        if rule.table == table:
            column = {"column": rule.column} if rule.column else {}
            arguments = {**column, **(rule.arguments or {})}
            expectation = getattr(gxe, rule.expect)
            suite.add_expectation(expectation(severity=rule.severity, meta={"name": rule.name}, **arguments))
    return asset.add_batch_definition_whole_dataframe("partition"), suite
