"""The whole chain from the command line's runner: days in processes, marts, release; and what a broken gate keeps."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.days import today, week_of
from orchestration.publication.releases import current_release
from orchestration.runner import WEEKS, run_days
from orchestration.settings import Settings
from scrapers.market import generate_market, write_history

# Of last week: marts are built up to the running week, and two weeks are enough.
MONDAY = week_of(today()) - timedelta(weeks=1)
DAYS = [MONDAY + timedelta(days=n) for n in range(3)]


@pytest.fixture
def home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JOBMARTS_FIRST_DAY", MONDAY.isoformat())
    market = generate_market(7, DAYS[0], DAYS[-1], scale=0.1)
    write_history(market, settings.home, DAYS[0], DAYS[-2])
    return settings.home


@pytest.mark.slow
def test_a_day_that_fails_its_gate_keeps_the_last_good_release(home: Path) -> None:
    good = run_days(home, DAYS[:-1], workers=1)
    assert [run.reason for run in good.failed] == []
    assert sorted(good.days) == DAYS[:-1]
    first = current_release(home)
    assert first is not None

    # Nothing landed on the last day: its gate is red, the days beside it are not touched.
    seen: list[str] = []
    bad = run_days(home, DAYS[-2:], workers=1, progress=lambda run: seen.append(run.what))
    assert bad.days[DAYS[-2]].succeeded
    assert "a_crawl_landed" in str(bad.days[DAYS[-1]].reason)
    assert seen == [str(DAYS[-2]), str(DAYS[-1]), WEEKS]
    assert bad.weeks is not None
    assert not bad.weeks.succeeded
    assert "no_day_left_failed" in str(bad.weeks.reason)
    after = current_release(home)
    assert after is not None
    assert after.id == first.id

    with dg.DagsterInstance.get() as instance:  # what the command ran is what the UI shows
        weeks = instance.get_materialized_partitions(dg.AssetKey("mart_weekly_demand"))
        assert MONDAY.isoformat() in weeks
        assert all(date.fromisoformat(week).weekday() == 0 for week in weeks)
