"""The packaged lookups of the parsers, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def lookup(name: str) -> Any:
    return yaml.safe_load((files("scrapers.parsers") / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def limits() -> dict[str, Any]:
    return dict(lookup("limits"))


@cache
def ignored_fields(payload_format: str) -> frozenset[str]:
    return frozenset(lookup("ignored_fields")[payload_format])
