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
