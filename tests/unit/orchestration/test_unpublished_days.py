"""Weeks are built from the oldest day on that the current release has not seen, whatever run made it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestration import runner
from orchestration.publication import releases
from orchestration.resources.lake import Lake

SEEN, CHANGED, NEW = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    lake = Lake(tmp_path / "lake")
    lake.prepare()
    for day in (SEEN, CHANGED, NEW):
        lake.write("normalized_postings", day, [], f"code of {day}")
    return tmp_path


def test_without_a_release_every_day_is_due(home: Path) -> None:
    assert list(runner._unpublished(home)) == [SEEN, CHANGED, NEW]


def test_days_that_the_release_holds_as_they_are_now_are_not_due(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = {str(SEEN): {"code_version": f"code of {SEEN}"}, str(CHANGED): {"code_version": "older code"}}
    release = SimpleNamespace(manifest={"inputs": {"normalized_postings": inputs}})
    monkeypatch.setattr(releases, "current_release", lambda _: release)
    assert list(runner._unpublished(home)) == [CHANGED, NEW]


def test_weeks_begin_with_what_a_killed_run_left(home: Path) -> None:
    settings = SimpleNamespace(home=home, start_day=lambda: date(2026, 1, 5))
    assert runner._weeks(settings, [NEW])[0] == runner._weeks(settings, [SEEN])[0] < str(SEEN)
