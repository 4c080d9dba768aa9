"""Packaged dictionaries of the transforms: a fix of the data is an edit of a file beside this one."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load_yaml(name: str) -> Any:
    """Content of `lookups/<name>.yaml`. Callers must not change it."""
    text = (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


@cache
def load_csv(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `lookups/<name>.csv` with its header as keys."""
    text = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
