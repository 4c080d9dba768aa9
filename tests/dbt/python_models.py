"""Loads the Python models of the dbt project as modules: their transforms are plain functions."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

INTERMEDIATE = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "intermediate"


def python_model(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, INTERMEDIATE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
