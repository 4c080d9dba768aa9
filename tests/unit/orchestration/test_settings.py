"""Settings: resolved once, absolute, and clear about what is wrong."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from orchestration.settings import DEFAULT_FIRST_DAY, SettingsError, read_settings


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "FIRST_DAY", "MARKET_URL", "PG_URL"):
        monkeypatch.delenv(f"JOBMARTS_{name}", raising=False)
    monkeypatch.setenv("DAGSTER_HOME", "/somewhere/else")


def test_a_relative_home_becomes_absolute_and_takes_its_dagster_home_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBMARTS_HOME", "my data")
    settings = read_settings()
    settings.export()
    assert settings.home == tmp_path / "my data"
    assert os.environ["DAGSTER_HOME"] == str(tmp_path / "my data" / "dagster")


@pytest.mark.parametrize(
    ("landed", "expected"),
    [
        ([], DEFAULT_FIRST_DAY),
        (["2019-08-07"], date(2019, 8, 5)),
        (["2026-01-07", "2026-02-01"], date(2026, 1, 5)),
    ],
)
def test_partitions_start_on_the_monday_of_the_oldest_landed_day(
    tmp_path: Path, landed: list[str], expected: date
) -> None:
    for day in landed:
        crawl = tmp_path / "data" / "landing" / f"day={day}" / "source=x" / "crawl"
        crawl.mkdir(parents=True)
        (crawl / "_SUCCESS").touch()
    assert read_settings().start_day() == expected


def test_the_first_day_can_be_set_and_is_floored_to_its_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBMARTS_FIRST_DAY", "2025-03-06")
    assert read_settings().start_day() == date(2025, 3, 3)


@pytest.mark.parametrize("url", ["postgres://me@db/x", "postgresql://me@db/x", "postgresql+psycopg2://me@db/x"])
def test_an_address_of_postgresql_gets_the_driver_dagster_is_written_for(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBMARTS_PG_URL", url)
    assert read_settings().postgres_url == "postgresql+psycopg2://me@db/x"


@pytest.mark.parametrize(("name", "value"), [("JOBMARTS_FIRST_DAY", "soon"), ("JOBMARTS_PG_URL", "mysql://db")])
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        read_settings()
