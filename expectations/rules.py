"""The rules of thresholds.yaml as values, read once. Light to import: Great Expectations comes with `suites`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml


@dataclass(frozen=True)
class Rule:
    """One expectation about one table of a layer."""

    layer: str
    name: str
    table: str
    severity: Literal["critical", "warning"]
    expect: str
    says: str
    evidence: str
    column: str | None = None
    arguments: Mapping[str, Any] | None = None
    asset: str | None = None  # whose downstream a broken critical rule stops; the table itself unless said

    @property
    def checked_asset(self) -> str:
        return self.asset or self.table

    @property
    def is_critical(self) -> bool:
        return self.severity == "critical"


@cache
def rules_by_layer() -> Mapping[str, tuple[Rule, ...]]:
    """All rules by layer, in file order. Raises ValueError when two rules of a table share a name."""
    listed = yaml.safe_load((files("expectations") / "thresholds.yaml").read_text(encoding="utf-8"))
    rules = {layer: tuple(Rule(layer=layer, **entry) for entry in entries) for layer, entries in listed.items()}
    for layer, entries in rules.items():
        names = [(rule.table, rule.name) for rule in entries]
        if len(set(names)) != len(names):
            raise ValueError(f"expectations/thresholds.yaml: a name occurs twice in {layer}")
    return rules
