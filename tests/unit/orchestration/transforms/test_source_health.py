"""How a source was on a day, and what is news about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from orchestration.schemas import SOURCE_HEALTH
from orchestration.transforms.health_news import (
    FamilyFields,
    fields_of_day,
    new_fields,
    silent_sources,
    summed,
    vanished_fields,
)
from orchestration.transforms.source_health import CRAWL_REPORTS, measure_health
from scrapers.schemas import PARSED_POSTINGS, QUARANTINE, RAW_PAYLOADS

DAY = date(2026, 3, 10)
START = datetime(2026, 3, 10, 5, tzinfo=UTC)


def rows(schema: pa.Schema, *values: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{name: value.get(name) for name in schema.names} for value in values], schema=schema)


def crawl(source: str = "board", number: int = 0, **values: Any) -> dict[str, Any]:
    return {
        "source": source,
        "family": source.split(":")[0],
        "kind": "census",
        "crawl_id": f"{source}-{number}",
        "started_at": START + timedelta(hours=number),
        "finished_at": START + timedelta(hours=number, seconds=30),
        "listed": 10,
        "new_payloads": 2,
        "changed": 1,
        "not_modified": 0,
        "pages": 4,
        "bytes_fetched": 1000,
        "errors": [],
        "http_status": [{"name": "200", "count": 4}],
        "verdict": "good",
        "reasons": [],
        "is_complete": True,
        "is_simulated": True,
        **values,
    }


def posting(payload: str, source: str = "board", **values: Any) -> dict[str, Any]:
    return {"source": source, "payload_hash": payload, "title": "Baker", "company": "", "skills": [], **values}


def measure(*crawls: dict[str, Any], payloads: Any = (), postings: Any = (), rejects: Any = ()) -> list[dict[str, Any]]:
    health = measure_health(
        rows(CRAWL_REPORTS, *crawls),
        rows(RAW_PAYLOADS, *payloads),
        rows(PARSED_POSTINGS, *postings),
        rows(QUARANTINE, *rejects),
        DAY,
    )
    assert health.schema == SOURCE_HEALTH
    return health.to_pylist()  # type: ignore[no-any-return]


def test_notes_of_the_crawls_of_a_day_are_added_and_are_no_errors() -> None:
    once = crawl(notes=[{"name": "gone", "count": 2}, {"name": "repeats", "count": 5}])
    (row,) = measure(once, crawl(number=1, notes=[{"name": "gone", "count": 1}]), crawl(number=2))
    assert row["notes"] == [{"name": "repeats", "count": 5}, {"name": "gone", "count": 3}]
    assert row["errors"] == 0


def test_a_day_of_several_crawls_is_one_row_with_the_verdict_of_the_last() -> None:
    late = crawl(number=5, verdict="failed", cause="block", is_complete=False, listed=3, latency_ms=300.0, pages=1)
    (row,) = measure(late, crawl(latency_ms=100.0, pages=3))
    assert (row["verdict"], row["cause"], row["crawls"], row["failed_crawls"]) == ("failed", "block", 2, 1)
    assert row["is_complete"], "the morning's crawl was read to its end"
    assert (row["listed"], row["new_payloads"], row["bytes_fetched"]) == (10, 4, 2000)
    assert row["latency_ms"] == 150.0, "weighted by answers"
    assert row["duration_seconds"] == 60.0
    assert row["http_status"] == [{"name": "200", "count": 8}]


def test_a_failed_crawl_is_never_complete() -> None:
    (row,) = measure(crawl(verdict="failed", is_complete=True))
    assert not row["is_complete"]


def test_fields_are_stated_when_they_are_neither_null_nor_empty() -> None:
    (row,) = measure(
        crawl(),
        payloads=[{"source": "board"}, {"source": "board"}],
        postings=[posting("a", company="Invented Works", skills=["ovens"]), posting("b", published_at=START)],
    )
    fill = {entry["field"]: entry["share"] for entry in row["field_fill"]}
    assert {name: fill[name] for name in ("title", "company", "skills", "published_at", "url")} == {
        "title": 1.0,
        "company": 0.5,
        "skills": 0.5,
        "published_at": 0.5,
        "url": 0.0,
    }
    assert "posting_key" not in fill


def test_the_yield_of_a_channel_counts_ads_per_post_and_quarantined_posts_stay_visible() -> None:
    (row,) = measure(
        crawl("telegram:jobs"),
        payloads=[{"source": "telegram:jobs"}] * 4,
        postings=[posting("p1", "telegram:jobs"), posting("p1", "telegram:jobs"), posting("p2", "telegram:jobs")],
        rejects=[
            {"source": "telegram:jobs", "payload_hash": "p3", "reason": "cv"},
            {"source": "telegram:jobs", "payload_hash": "p4", "reason": "advert"},
            {"source": "telegram:jobs", "payload_hash": "p4", "reason": "no_title"},
        ],
    )
    assert (row["postings"], row["parsed_payloads"], row["posting_yield"]) == (3, 2, 0.75)
    assert row["quarantined"] == 2, "an item with two reasons is one item"
    assert {entry["name"]: entry["count"] for entry in row["quarantine_reasons"]} == {"advert": 1, "cv": 1}


def test_leftover_fields_count_payloads_not_postings() -> None:
    (row,) = measure(
        crawl(),
        postings=[posting("a", leftover_fields=["pet"]), posting("a", leftover_fields=["pet"]), posting("b")],
    )
    assert row["leftover_fields"] == [{"name": "pet", "count": 1}]
    assert row["leftover_field_count"] == 1


def test_a_source_whose_crawl_died_has_a_row_without_shares() -> None:
    (row,) = measure(crawl(verdict="failed", cause="outage", listed=0, new_payloads=0))
    assert (row["posting_yield"], row["field_fill"], row["postings"]) == (None, [], 0)


# News -----------------------------------------------------------------------------------------------------------------


def fields(postings: int, stated: dict[str, int] | None = None, leftover: dict[str, int] | None = None) -> Any:
    found = FamilyFields(days=1, postings=postings)
    found.stated.update(stated or {})
    found.leftover.update(leftover or {})
    return {"board": found}


def test_fields_of_a_family_are_summed_over_its_sources() -> None:
    stated = [{"field": "title", "stated": 3, "share": 1.0}]
    left = [{"name": "pet", "count": 2}]
    common = {"crawled_on": DAY, "postings": 3, "parsed_payloads": 3, "field_fill": stated, "leftover_fields": left}
    day = rows(
        SOURCE_HEALTH,
        {"source": "board:a", "family": "board", **common},
        {"source": "board:b", "family": "board", **common},
        {"source": "idle", "family": "idle", "postings": 0},
    )
    found = fields_of_day(day)
    assert list(found) == ["board"]
    assert (found["board"].days, found["board"].postings) == (1, 6)
    assert (found["board"].stated["title"], found["board"].leftover["pet"]) == (6, 4)


def test_a_field_nobody_reads_is_news_on_its_first_day_only() -> None:
    quiet, with_pet = fields(10), fields(10, leftover={"pet": 1})
    (news,) = new_fields(with_pet, summed([quiet] * 3))
    assert (news.family, news.field, news.seen) == ("board", "pet", 1)
    assert new_fields(with_pet, summed([quiet, quiet, with_pet])) == []
    assert new_fields(quiet, summed([with_pet] * 3)) == []


def test_without_a_few_days_of_history_no_field_is_news() -> None:
    assert new_fields(fields(10, leftover={"pet": 9}), summed([fields(10)] * 2)) == []
    assert vanished_fields(fields(99), summed([fields(10, {"pay": 10})] * 2)) == []


@pytest.mark.parametrize(
    ("before", "today", "is_news"),
    [
        ((50, 100), (0, 20), True),  # half of them, and now none of twenty
        ((50, 100), (0, 5), False),  # five ads without pay happen by chance
        ((100, 100), (0, 2), True),  # always stated: two in a row are no chance
        ((100, 100), (0, 1), False),
        ((49, 100), (0, 500), False),  # never was stated by half
        ((100, 100), (4, 100), True),
        ((100, 100), (5, 100), False),  # a twentieth is left
    ],
)
def test_a_field_has_vanished_when_chance_cannot_explain_it(
    before: tuple[int, int], today: tuple[int, int], is_news: bool
) -> None:
    recent = summed([fields(before[1], {"salaries": before[0]})] * 3)
    found = vanished_fields(fields(today[1], {"salaries": today[0]}), recent)
    assert [(news.family, news.field) for news in found] == ([("board", "salaries")] if is_news else [])


def history(source: str, *verdicts: str | None) -> list[dict[str, Any]]:
    """One crawl a day up to DAY, oldest first; None: not crawled."""
    return [
        {
            "source": source,
            "family": source,
            "crawled_on": DAY - timedelta(days=age),
            "verdict": verdict,
            "crawls": 1,
            "failed_crawls": int(verdict == "failed"),
            "new_payloads": int(verdict == "good"),
        }
        for age, verdict in zip(range(len(verdicts) - 1, -1, -1), verdicts, strict=True)
        if verdict
    ]


def test_a_source_is_silent_after_the_days_of_its_cadence_and_keeps_its_last_good_day() -> None:
    crawls = rows(
        SOURCE_HEALTH,
        *history("daily", "good", "failed", "failed", "failed"),
        *history("weekly", "good", "failed", "failed", "failed"),
        *history("not_crawled", "good", None, None, None),
        *history("two_days", "good", "failed", "failed"),
        *history("never", "failed", "failed", "failed"),
        *history("switched_off", "failed", "failed", "failed"),
        *history("degraded", "good", "degraded", "degraded", "degraded"),
    )
    cadences = dict.fromkeys(("daily", "not_crawled", "two_days", "never", "degraded", "never_crawled"), "daily")
    found = silent_sources(crawls, {**cadences, "weekly": "weekly"}, DAY)
    last = DAY - timedelta(days=3)
    assert [(each.source, each.days_silent, each.last_good_on) for each in found] == [
        ("daily", 3, last),
        ("never", 3, None),
        ("not_crawled", 3, last),
    ]
    assert [each.last_good for each in found] == [str(last), "never", str(last)]


def test_days_after_the_one_looked_at_say_nothing() -> None:
    crawls = rows(SOURCE_HEALTH, *history("a", "good", None, None, None, "good"))
    assert [each.source for each in silent_sources(crawls, {"a": "daily"}, DAY - timedelta(days=1))] == ["a"]
    assert silent_sources(crawls, {"a": "daily"}, DAY) == []
