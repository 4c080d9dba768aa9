"""Rule of the design: days may run in any order and come out identical."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration import daily_steps, fingerprint_window
from orchestration.resources.lake import Lake
from orchestration.settings import Settings
from orchestration.versions import outdated_days
from tests.orchestration.conftest import MONDAY, Land

TEXT = (
    "Our team builds the booking platform of a travel company. You will design services, review code, care for "
    "releases and talk with the product owners about what comes next. We work with queues, caches and a relational "
    "database, and we write tests before we write features. "
)
DAYS = [MONDAY + timedelta(days=n) for n in (0, 1, 2)]


def run_day(home: Path, day: date) -> None:
    lake = Lake(home / "lake")
    daily_steps.collect_raw(home, lake, day)
    daily_steps.quote_rates(home, lake, day)
    daily_steps.parse(home, lake, day)
    daily_steps.judge_sources(home, lake, day)
    daily_steps.fingerprint(home, lake, day)
    daily_steps.link(home, lake, day)
    daily_steps.normalize_day(home, lake, day)


@pytest.fixture
def home(settings: Settings, land: Land) -> Path:
    """Three days that repost one ad."""
    for day in DAYS:
        land(day, {"Python Developer": TEXT * 3, f"Clerk {day.day}": f"Another text about papers, {day}. " * 30})
    return settings.home


def partitions(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in (home / "lake").rglob("2*.parquet")}


@pytest.mark.parametrize("order", [[2, 1, 0], [1, 2, 0], [0, 2, 1]])
def test_days_in_any_order_give_identical_partitions(home: Path, order: list[int]) -> None:
    for day in DAYS:
        run_day(home, day)
    expected = partitions(home)
    shutil.rmtree(home / "lake")
    fingerprint_window._cache.clear()
    for place in order:
        run_day(home, DAYS[place])
    assert partitions(home) == expected


def test_a_repost_is_linked_to_a_day_that_was_never_materialized(home: Path) -> None:
    run_day(home, DAYS[2])
    links = Lake(home / "lake").read("duplicate_links", DAYS[2])
    assert {key.split("/")[1][:10] for key in links["earlier_posting_key"].to_pylist()} <= {str(d) for d in DAYS}
    assert links.num_rows > 0


def test_a_day_landed_late_outdates_the_links_of_the_days_after_it(home: Path, land: Land) -> None:
    lake = Lake(home / "lake")
    for day in DAYS:
        run_day(home, day)
    assert outdated_days(home, lake, DAYS) == {}
    land(DAYS[1], {"One": "more", "and": "another", "third": "ad"})
    stale = outdated_days(home, lake, DAYS)
    assert DAYS[0] not in stale
    assert "parsed_postings" in stale[DAYS[1]]
    assert stale[DAYS[2]] == ["duplicate_links"]


def test_a_row_that_is_lost_fails_the_step() -> None:
    with pytest.raises(daily_steps.Unbalanced):
        daily_steps.Ledger("postings", 3, {"accepted": 2})
