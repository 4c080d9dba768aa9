"""House rules of the dbt project that dbt itself does not enforce."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.dbt_manifest import ensure_manifest

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODELS = sorted(path for path in (PROJECT / "models").rglob("*") if path.suffix in {".sql", ".py"})
MARTS = [path for path in MODELS if path.parent.name == "marts"]


def properties(path: Path) -> dict[str, Any]:
    (model,) = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["models"]
    return dict(model)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_has_a_twin_with_its_grain_a_key_test_and_described_columns(path: Path) -> None:
    model = properties(path)
    assert model["name"] == path.stem
    assert model["description"].startswith("One row per")
    assert any("unique_combination" in test for test in model["data_tests"])
    assert [column["name"] for column in model["columns"] if not column.get("description")] == []


@pytest.mark.parametrize("path", MARTS, ids=lambda path: path.stem)
def test_every_mart_is_weekly_and_typed(path: Path) -> None:
    columns = properties(path)["columns"]
    assert columns[0]["name"] == "week_start"
    assert all("data_type" in column for column in columns)


def test_every_mart_has_an_exposure_that_somebody_owns() -> None:
    exposures = yaml.safe_load((PROJECT / "models" / "marts" / "_exposures.yml").read_text(encoding="utf-8"))[
        "exposures"
    ]
    read = {reference for exposure in exposures for reference in exposure["depends_on"]}
    assert {f"ref('{path.stem}')" for path in MARTS} <= read
    for exposure in exposures:
        assert exposure["owner"]["name"], exposure["name"]
        assert exposure["owner"]["email"], exposure["name"]
        assert exposure["url"], exposure["name"]


def test_no_model_asks_for_what_the_materializations_leave_out() -> None:
    nodes = json.loads(ensure_manifest().read_text(encoding="utf-8"))["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model"]
    assert len(models) == len(MODELS)
    for model in models:
        config = model["config"]
        assert not config.get("grants"), model["name"]
        assert not config.get("persist_docs"), model["name"]
        assert not config.get("indexes"), model["name"]
        assert not config.get("sql_header"), model["name"]
        assert all(hook["transaction"] for hook in config["post-hook"]), model["name"]
