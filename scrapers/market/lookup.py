"""The words and numbers of the simulated market, read once from the YAML files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

import yaml

Value = TypeVar("Value")
LANGUAGES = ("ru", "en", "uk", "pl")


@cache
def lookup(name: str) -> Any:
    """The parsed content of `lookups/<name>.yaml`."""
    text = (files("scrapers.market") / "lookups" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe loaders


# What a family's file may leave out.
FAMILY_DEFAULTS: Mapping[str, Any] = {
    "median_days": 20,
    "not_it": 0.0,
    "roles": (),
    "stated_pay": 0.5,
    "stated_grade": 0.8,  # share of ads whose title names a level
    "bounds": "range",  # or all: from and to as well
    "other_currency": True,
    "city_copies": 0.0,
    "cross_post": 0.0,
    "repost": 0.0,
    "edits": ("pay", "words"),  # kinds of change that show in the listing
}


@cache
def family_rules(family: str) -> dict[str, Any]:
    """How much the sources of a family list, where and of what kind: `lookups/sources/<family>.yaml`."""
    return {**FAMILY_DEFAULTS, **lookup(f"sources/{family}")}


@cache
def board_rules(source: str) -> dict[str, Any]:
    """The rules of one source: its family's, and over them its board's own, with its share of `per_day`."""
    family, _, board = source.partition(":")
    rules = family_rules(family)
    if not board:
        return rules
    boards = rules.get("boards") or rules["channels"]
    total = sum(each.get("weight", 1) for each in boards)
    own = next(each for each in boards if each["name"] == board)
    return {**rules, **own, "per_day": rules["per_day"] * own.get("weight", 1) / total}


@cache
def roles() -> dict[str, dict[str, Any]]:
    """Specialization slug -> role, in the order of the file."""
    return {role["slug"]: role for role in lookup("roles")["roles"]}


@cache
def cities() -> dict[str, list[dict[str, Any]]]:
    return dict(lookup("places")["cities"])


@cache
def company_names() -> tuple[str, ...]:
    names = lookup("companies")
    return tuple(stem + ending for stem in names["stems"] for ending in names["endings"])


def weighted(rng: Random, weights: Mapping[Value, float]) -> Value:
    return rng.choices(list(weights), list(weights.values()))[0]
