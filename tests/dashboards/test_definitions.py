"""The dashboard's definitions against published marts: every query runs, and in Superset itself where it is installed.

`deploy/dashboards/serve.sh --prepare` installs Superset; SUPERSET_BIN names the folder of another installation.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DASHBOARDS = ROOT / "deploy" / "dashboards"
MARKET = DASHBOARDS / "market"
SUPERSET = Path(os.environ.get("SUPERSET_BIN") or ROOT / "build" / "superset" / "venv" / "bin") / "superset"
MODELS = ROOT / "dbt_project" / "models" / "marts"


def definitions(folder: str) -> list[dict[str, Any]]:
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((MARKET / folder).rglob("*.yaml"))]
    assert found, f"no definitions in {folder}"
    return found


DATASETS = {dataset["uuid"]: dataset for dataset in definitions("datasets")}
CHARTS = definitions("charts")


def marts_database(path: Path) -> Path:
    """Every mart with its columns as the dbt contracts state them, and one row of each."""
    with duckdb.connect(str(path)) as connection:
        for twin in MODELS.glob("mart_*.yml"):
            (model,) = yaml.safe_load(twin.read_text(encoding="utf-8"))["models"]
            columns = {column["name"]: column["data_type"] for column in model["columns"]}
            shown = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create table {model['name']} ({shown})")
            filled = {name: VALUES.get(name, TYPES.get(kind)) for name, kind in columns.items()}
            connection.execute(
                f"insert into {model['name']} by name select "
                + ", ".join(f'{value} as "{name}"' for name, value in filled.items() if value is not None)
            )
    return path


TYPES = {"varchar": "'x'", "date": "date '2026-05-18'", "bigint": "30", "integer": "1", "double": "0.5"}
VALUES = {
    "segment_level": "'market'", "segment": "'market'", "is_complete": "true", "is_ramp_up": "false",
    "is_suppressed": "false", "is_defining": "false", "is_stated": "true",
}  # fmt: skip


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marts_database(tmp_path_factory.mktemp("dashboards") / "marts.duckdb")


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset["table_name"])
def test_a_dataset_reads_published_columns_and_declares_them_as_they_are(dataset: dict[str, Any], marts: Path) -> None:
    with duckdb.connect(str(marts), read_only=True) as connection:
        result = connection.sql(dataset["sql"])
        found = {name: str(kind) for name, kind in zip(result.columns, result.types, strict=True)}
        assert found == {column["column_name"]: column["type"] for column in dataset["columns"]}
        assert len(result.fetchall()) == 1


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart["slice_name"])
def test_a_chart_asks_only_for_columns_of_its_dataset(chart: dict[str, Any]) -> None:
    params = chart["params"]
    columns = {column["column_name"] for column in DATASETS[chart["dataset_uuid"]]["columns"]}
    asked = {*params.get("all_columns", ()), *([params["x_axis"]] if "x_axis" in params else ())}
    asked |= {metric["column"]["column_name"] for metric in params.get("metrics", ())}
    assert asked <= columns
    assert len(asked) > 1
    assert "place" in columns, "the filter of the dashboard would not reach this chart"


def test_every_chart_is_on_the_dashboard_and_its_marts_are_in_the_exposure() -> None:
    (dashboard,) = definitions("dashboards")
    placed = {part["meta"]["uuid"] for key, part in dashboard["position"].items() if key.startswith("CHART-")}
    assert placed == {chart["uuid"] for chart in CHARTS}
    exposures = yaml.safe_load((MODELS / "_exposures.yml").read_text(encoding="utf-8"))["exposures"]
    (exposure,) = [each for each in exposures if each["name"] == "market_superset_dashboard"]
    read = {
        name
        for name in (path.stem for path in MODELS.glob("mart_*.sql"))
        for each in DATASETS.values()
        if f"from {name}\n" in each["sql"]
    }
    assert {f"ref('{name}')" for name in read} == set(exposure["depends_on"])


@pytest.mark.slow
@pytest.mark.skipif(not SUPERSET.exists(), reason="Superset is not installed: deploy/dashboards/serve.sh --prepare")
@pytest.mark.timeout(900)
def test_superset_imports_the_dashboard_and_runs_the_query_of_every_chart(marts: Path, tmp_path: Path) -> None:
    current = tmp_path / "home" / "current"
    current.mkdir(parents=True)
    (current / "marts.duckdb").symlink_to(marts)
    environment = {
        **{name: value for name, value in os.environ.items() if name != "JOBMARTS_MARTS_PG_URL"},
        "SUPERSET_HOME": str(tmp_path / "superset"),
        "SUPERSET_BIN": str(SUPERSET.parent),
        "JOBMARTS_HOME": str(tmp_path / "home"),
        "SUPERSET_CONFIG_PATH": str(DASHBOARDS / "superset_config.py"),
    }
    done = subprocess.run(
        [str(DASHBOARDS / "serve.sh"), "--prepare"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    asked = subprocess.run(
        [str(SUPERSET.parent / "python"), str(Path(__file__).with_name("ask_superset.py"))],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stdout[-2000:] + asked.stderr[-2000:]
    answers = json.loads(asked.stdout.splitlines()[-1])
    names = sorted(chart["slice_name"] for chart in CHARTS)
    assert answers == {"rows": dict.fromkeys(names, 1), "placed": names}
