"""The chain says of a simulated market what is true of it, from the landed bytes to the released marts; and what a day
that fails its gate keeps."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations

import dagster as dg
import pandas as pd
import pytest

from orchestration.days import days_between
from orchestration.publication.releases import current_release, verify_release
from orchestration.runner import WEEKS, run_days
from scrapers.landing import read_observations
from tests.integration.conftest import FIRST_DAY, LAST_DAY, Chain

# The fixture runs the whole chain: 76 s on two idle cores, 221 s on two busy ones.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# Closing takes two more crawls, so the last week is not settled yet.
SETTLED = pd.Timestamp(LAST_DAY) - timedelta(days=7)


def test_every_day_passes_its_gates_and_a_release_is_published(chain: Chain) -> None:
    assert [run.reason for run in chain.outcome.failed] == []
    assert sorted(chain.outcome.days) == days_between(FIRST_DAY, LAST_DAY)
    manifest = verify_release((chain.home / "current").resolve())
    assert manifest["is_simulated"]["state"] == "all"
    page = (chain.home / "current" / "pages" / "python-backend.html").read_text(encoding="utf-8")
    assert "Simulated data" in page


@pytest.mark.parametrize("day", [FIRST_DAY, FIRST_DAY + timedelta(days=16), LAST_DAY], ids=str)
def test_a_day_holds_exactly_what_the_boards_listed(chain: Chain, day: object) -> None:
    for crawl in chain.crawls(day):  # type: ignore[arg-type]
        if crawl.report.kind == "census":
            listed = {posting.posting_id for posting in chain.market.listed_on(crawl.day, crawl.source)}
            assert set(read_observations([crawl])["source_posting_id"].to_pylist()) == listed, crawl.source
    assert {crawl.source for crawl in chain.crawls(day)} == {each.source for each in chain.market.sources()}  # type: ignore[arg-type]


def test_every_posting_is_parsed_and_every_one_that_is_no_ad_is_rejected(chain: Chain) -> None:
    read = chain.warehouse("select posting_key, rejected_reason is not null as is_rejected from int_postings")
    rejected = set(read.loc[read["is_rejected"], "posting_key"])
    truth = chain.truth.postings
    truth = truth[truth["first_listed_on"] <= LAST_DAY]
    # A post with several jobs may be kept whole when its structure does not show where one ends.
    missed = set(truth["posting_key"]) - set(read["posting_key"])
    assert len(missed) <= 0.005 * len(truth), sorted(missed)[:5]
    assert rejected == set(truth.loc[truth["opening_id"].isna(), "posting_key"])


def test_one_opening_is_one_vacancy(chain: Chain) -> None:
    members = chain.warehouse("select posting_key, vacancy_id from int_vacancy_members")
    opening = chain.truth.postings.dropna(subset=["opening_id"]).set_index("posting_key")["opening_id"]
    members = members[members["posting_key"].isin(opening.index)]
    found = _pairs(dict(zip(members["posting_key"], members["vacancy_id"], strict=True)))
    planted = _pairs(opening[members["posting_key"]].to_dict())
    assert len(planted) > 200
    assert len(found & planted) / len(found) >= 0.98
    assert len(found & planted) / len(planted) >= 0.95


def test_weekly_counts_are_those_of_the_market(chain: Chain) -> None:
    demand = chain.marts("select * from mart_weekly_demand where segment_level = 'market' order by week_start")
    openings = _with_errors_of_likelihood(chain, _market_openings(chain))
    weeks = demand[pd.to_datetime(demand["as_of"]) <= SETTLED]
    assert len(weeks) >= 3
    for week in weeks.itertuples():
        start, as_of = pd.Timestamp(week.week_start), pd.Timestamp(week.as_of)
        window = openings["published_on"].between(as_of - timedelta(days=90), as_of)
        truth = {
            "new": int(openings["published_on"].between(start, as_of).sum()),
            "active": int((window & ~(openings["closed_on"] <= as_of)).sum()),
            "closed": int(openings["closed_on"].between(start, as_of).sum()),
        }
        found = {"new": int(week.new_vacancies), "active": int(week.active), "closed": int(week.closed)}
        assert found == truth, str(start.date())


def test_the_salary_ladder_holds_the_true_medians(chain: Chain) -> None:
    ladder = chain.marts(
        "select * from mart_salary_ladder where segment_level = 'market' qualify as_of = max(as_of) over ()"
    ).set_index("grade")
    openings = _market_openings(chain)
    paid = openings[openings["usd_month"].between(500, 50_000) & openings["grade"].notna()]
    true_medians = paid.groupby("grade")["usd_month"].median()
    for grade in ("Junior", "Middle", "Senior", "Lead"):
        row = ladder.loc[grade]
        assert row["n"] >= 20
        assert row["median_usd_month_low"] <= true_medians[grade] <= row["median_usd_month_high"], grade
    shown = ladder.loc[["Junior", "Middle", "Senior", "Lead"], "median_usd_month"].tolist()
    assert shown == sorted(shown)


def test_the_manifest_names_every_input_partition(chain: Chain) -> None:
    manifest = json.loads((chain.home / "current" / "manifest.json").read_text(encoding="utf-8"))
    assert LAST_DAY.isoformat() in json.dumps(manifest["inputs"])
    assert FIRST_DAY.isoformat() in json.dumps(manifest["inputs"])


def test_a_day_that_fails_its_gate_keeps_the_last_good_release(chain: Chain) -> None:
    """Last of the file: it builds the marts of the home anew."""
    first = current_release(chain.home)
    assert first is not None

    # Nothing landed on the next day: its gate is red, the day beside it is not touched.
    next_day = LAST_DAY + timedelta(days=1)
    seen: list[str] = []
    bad = run_days(chain.home, [LAST_DAY, next_day], workers=1, progress=lambda run: seen.append(run.what))
    assert bad.days[LAST_DAY].succeeded
    assert "a_crawl_landed" in str(bad.days[next_day].reason)
    assert seen == [str(LAST_DAY), str(next_day), WEEKS]
    assert bad.weeks is not None
    assert not bad.weeks.succeeded
    assert "no_day_left_failed" in str(bad.weeks.reason)
    after = current_release(chain.home)
    assert after is not None
    assert after.id == first.id

    with dg.DagsterInstance.get() as instance:  # what the command ran is what the UI shows
        weeks = instance.get_materialized_partitions(dg.AssetKey("mart_weekly_demand"))
        assert FIRST_DAY.isoformat() in weeks
        assert all(date.fromisoformat(week).weekday() == 0 for week in weeks)


def _market_openings(chain: Chain) -> pd.DataFrame:
    """Openings that the market figures are about, published when the first of their postings that could be seen was.

    A repost whose original had gone before the first crawl is all that anyone can know of its opening.
    """
    postings = chain.truth.postings
    visible = postings[(postings["last_listed_on"] >= FIRST_DAY) & (postings["first_listed_on"] <= LAST_DAY)]
    openings = chain.truth.openings.set_index("opening_id")
    openings["published_on"] = pd.to_datetime(visible.groupby("opening_id")["first_listed_on"].min())
    openings["closed_on"] = pd.to_datetime(openings["closed_on"])
    return openings[openings["is_it"] & openings["in_scope"]].dropna(subset=["published_on"])


def _with_errors_of_likelihood(chain: Chain, openings: pd.DataFrame) -> pd.DataFrame:
    """Openings as they count where links that rest on likelihood joined two: they may err in one of 200, others never.

    Copies are told by addresses, numbers and texts. Ads told anew or translated are not: two jobs of one name, employer
    and city look alike.
    """
    members = chain.warehouse("select distinct posting_key, vacancy_id from int_vacancy_members").set_index(
        "posting_key"
    )["vacancy_id"]
    links = chain.warehouse(
        "select posting_key, earlier_posting_key from stg_duplicate_links where method in ('retelling', 'translation')"
    )
    opening = chain.truth.postings.dropna(subset=["opening_id"]).set_index("posting_key")["opening_id"]
    joined = {
        opening[later]: opening[earlier]
        for later, earlier in links.itertuples(index=False)
        if members.get(later) == members.get(earlier) and {later, earlier} <= set(opening.index)
        and opening[later] != opening[earlier]
    }  # fmt: skip
    assert len(joined) <= len(openings) / 200
    groups = openings.index.map(lambda name: joined.get(name, name))
    return openings.groupby(groups).agg(
        published_on=("published_on", "min"), closed_on=("closed_on", lambda days: days.max(skipna=False))
    )


def _pairs(groups: dict[str, object]) -> set[tuple[str, str]]:
    members: dict[object, list[str]] = defaultdict(list)
    for key in sorted(groups):
        members[groups[key]].append(key)
    return {pair for group in members.values() for pair in combinations(group, 2)}
