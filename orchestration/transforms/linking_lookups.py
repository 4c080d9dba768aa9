"""Packaged lookups of linking: the YAML files `lookups/linking_*.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load_lookup(name: str) -> Any:
    """Content of one lookup file. Callers must not change it."""
    return yaml.safe_load((files("orchestration.transforms") / "lookups" / name).read_text(encoding="utf-8"))
