"""Vacancies are made anew only where their inputs changed, and end as a full build would leave them."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS

from .lake_rows import LakeBuilder, Row, days
from .simulated_lake import simulated_lake
from .warehouse import Warehouse

# Twenty runs of dbt.
pytestmark = pytest.mark.timeout(900)

FIRST, LAST = date(2026, 1, 12), date(2026, 3, 8)
TABLES = (
    "int_payload_sightings",
    "int_posting_sightings",
    "int_posting_lifecycle",
    "int_vacancy_members",
    "int_vacancy_ranks",
    "int_vacancy_inputs",
    "int_vacancies",
    "int_posting_outcomes",
)
BASE = ["run", "--select", "+int_posting_outcomes"]


def write(lake: LakeBuilder, home: Path, wanted: list[date]) -> None:
    store = Lake(home / "lake")
    store.prepare()
    for (layer, day), rows in lake.rows.items():
        if day in wanted:
            store.write(layer, day, [{name: row[name] for name in LAYERS[layer].schema.names} for row in rows], "test")


def remove(home: Path, day: date) -> None:
    for layer in LAYERS:
        Lake(home / "lake").path(layer, day).unlink(missing_ok=True)


def twins(folder: Path) -> tuple[Warehouse, Warehouse]:
    """Two warehouses on one lake: the first goes on from what it holds, the second is always built whole."""
    kept, whole = folder / "kept", folder / "whole"
    (kept / "lake").mkdir(parents=True)
    whole.mkdir()
    (whole / "lake").symlink_to(kept / "lake")
    return Warehouse(kept), Warehouse(whole)


def differences(kept: Warehouse, whole: Warehouse) -> dict[str, int]:
    """Rows that one of the two holds and the other does not, by table."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{kept.path}' as kept (read_only); attach '{whole.path}' as whole (read_only)")
        found = {}
        for table in TABLES:
            one, other = (
                f"select columns(name -> name <> 'made_in') from {home}.{table}" for home in ("kept", "whole")
            )
            pair = f"(({one} except all {other}) union all ({other} except all {one}))"
            (found[table],) = connection.sql(f"select count(*) from {pair}").fetchone() or (None,)
        return found


def rows_of(lake: LakeBuilder, layer: str) -> list[Row]:
    return [row for (name, _), rows in lake.rows.items() if name == layer for row in rows]


def texts_are_read_anew(lake: LakeBuilder, rng: random.Random) -> None:
    for row in rng.sample(rows_of(lake, "normalized_postings"), 40):
        row.update(
            company=f"Renamed {rng.random()}",
            grade=rng.choice(("Junior", "Lead", None)),
            rejected_reason=rng.choice((None, "course")),
        )


def postings_are_edited(lake: LakeBuilder, rng: random.Random) -> None:
    for row in rng.sample(rows_of(lake, "normalized_postings"), 40):
        seen = [one for one in rows_of(lake, "raw_observations") if one["payload_hash"] == row["payload_hash"]]
        for later in seen[len(seen) // 2 :]:
            later["payload_hash"] += "+"
        if len(seen) > 1 and rng.random() < 0.8:  # else a version that could not be read
            day = seen[len(seen) // 2]["observed_on"]
            lake.rows["normalized_postings", day].append(
                {**row, "landed_on": day, "payload_hash": row["payload_hash"] + "+", "title": "Edited", "country": None}
            )


def crawls_are_judged_anew(lake: LakeBuilder, rng: random.Random) -> None:
    for row in rng.sample(rows_of(lake, "source_crawls"), 12):
        good = rng.random() < 0.5
        row.update(is_complete=good, verdict="good" if good else "degraded")


def crawls_are_redone(lake: LakeBuilder, rng: random.Random) -> None:
    """They list another part of what they had listed; on the last days they close what is missing."""
    for crawl in rng.sample(rows_of(lake, "source_crawls"), 8) + rows_of(lake, "source_crawls")[-8:]:
        key = "raw_observations", crawl["crawled_on"]
        lake.rows[key] = [row for row in lake.rows[key] if row["crawl_id"] != crawl["crawl_id"] or rng.random() < 0.7]


def links_arrive_late(lake: LakeBuilder, rng: random.Random) -> None:
    keys = sorted({row["posting_key"] for row in rows_of(lake, "normalized_postings")})
    for _ in range(30):
        lake.link(*rng.sample(keys, 2), rng.choice(days(FIRST, LAST)))


def links_are_withdrawn(lake: LakeBuilder, rng: random.Random) -> None:
    for day in days(FIRST, LAST):
        lake.rows["duplicate_links", day] = [row for row in lake.rows["duplicate_links", day] if rng.random() < 0.8]


CHANGES: tuple[Callable[[LakeBuilder, random.Random], None], ...] = (
    texts_are_read_anew,
    postings_are_edited,
    crawls_are_judged_anew,
    crawls_are_redone,
    links_arrive_late,
    links_are_withdrawn,
)


def test_whatever_comes_in_whatever_order_ends_as_a_full_build(tmp_path: Path) -> None:
    rng = random.Random(1)
    lake = simulated_lake(500, FIRST, LAST)
    kept, whole = twins(tmp_path)
    calendar = days(FIRST, LAST)
    rng.shuffle(calendar)
    changes = rng.sample(CHANGES, len(CHANGES))
    written = calendar[:30]
    postings_are_edited(lake, rng)
    write(lake, kept.home, written)
    for day in rng.sample(written, 5):  # crawled, and not read yet
        Lake(kept.home / "lake").path("normalized_postings", day).unlink()
    kept.build(["seed"], BASE)
    whole.build(["seed"])
    for batch, now in ((calendar[30:37], []), (calendar[37:45], changes[:3]), (calendar[45:], changes[3:])):
        if now:
            remove(kept.home, written.pop(rng.randrange(len(written))))
        written += batch
        for change in now:
            change(lake, rng)
        write(lake, kept.home, written)
        kept.build(BASE)
        whole.build([*BASE, "--full-refresh"])
        assert differences(kept, whole) == dict.fromkeys(TABLES, 0), now
    assert len(kept.query("from int_vacancies")) > 200


def texts_are_compared_by_links(lake: LakeBuilder, rng: random.Random) -> None:
    """Titles and employers that contradict each other here and there, and links enough for groups that fall apart."""
    versions = sorted(rows_of(lake, "normalized_postings"), key=lambda row: (row["landed_on"], row["posting_key"]))
    for row in versions:
        of_posting = {name: row[name] for name in ("posting_key", "payload_hash", "source", "landed_on")}
        lake.add(
            "fingerprints",
            row["landed_on"],
            **of_posting,
            title_key=rng.choice(("cook", "baker", None)),
            company_key=rng.choice(("one", "other", None, None)),
            levels=rng.choice((["junior"], ["senior"], [], [])),
            roles=[],
            technologies=[],
        )
    for place in range(1, len(versions)):
        if rng.random() < 0.4:
            other = versions[rng.randrange(max(0, place - 40), place)]
            lake.link(versions[place]["posting_key"], other["posting_key"], versions[place]["landed_on"])


def made_last(kept: Warehouse, table: str) -> float:
    """Share of the rows that the last run made."""
    made = kept.query(f"select made_in from {table}").made_in
    return float((made == made.max()).mean())


def test_news_are_joined_and_ranked_with_what_they_touch_whatever_failed_before(tmp_path: Path) -> None:
    rng = random.Random(2)
    lake = simulated_lake(500, FIRST, LAST)
    texts_are_compared_by_links(lake, rng)
    kept, whole = twins(tmp_path)
    calendar = days(FIRST, LAST)
    late = rng.sample(calendar[5:-10], 6)
    written = [day for day in calendar[:-10] if day not in late]
    write(lake, kept.home, written)
    kept.build(["seed"], BASE)
    whole.build(["seed"])
    joined_anew = []
    # Models of a run that failed half-way are ahead of those that came after them.
    for news, got_to in (
        (calendar[-10:-7], "int_vacancy_members"),
        ([*late[:3], *calendar[-7:-4]], "int_vacancy_ranks"),
        (late[3:], "int_vacancies"),
        (calendar[-4:], "int_posting_outcomes"),
    ):
        write(lake, kept.home, news)
        kept.build(["run", "--select", f"+{got_to}"])
        joined_anew.append(made_last(kept, "int_vacancy_members"))
        if got_to in BASE[-1] or news == late[3:]:
            kept.build(BASE)
            whole.build([*BASE, "--full-refresh"])
            assert differences(kept, whole) == dict.fromkeys(TABLES, 0), news
    assert max(joined_anew) < 0.9
    assert kept.query("select count(*) as n from int_vacancy_members where refused_links > 0").n[0] > 20
    assert made_last(kept, "int_vacancy_ranks") < 0.9

    # Rules that are not in the models: what was joined by others is joined anew.
    kept.execute("update int_vacancy_members set rules_hash = 'older', vacancy_id = 'as it was'")
    kept.build(BASE)
    assert differences(kept, whole) == dict.fromkeys(TABLES, 0)
    assert made_last(kept, "int_vacancy_members") == 1


def test_only_vacancies_behind_which_something_changed_are_made_anew(tmp_path: Path) -> None:
    lake = simulated_lake(300, FIRST, LAST)
    kept, _ = twins(tmp_path)
    *calendar, newest = days(FIRST, LAST)
    write(lake, kept.home, calendar)
    kept.build(["seed"], BASE)
    kept.execute("update int_vacancies set url = 'as it was'; update int_payload_sightings set item = xor(item, 1)")
    # Replayed days have the same bytes.
    write(lake, kept.home, calendar)
    kept.build(BASE)
    assert kept.query("from int_vacancies where url <> 'as it was'").empty
    known = "select hash(source, raw_posting_id) from stg_observations"
    assert kept.query(f"from int_payload_sightings where item in ({known})").empty

    # A text of one day is read in another way: vacancies of the day's ads are made anew, and no month of sightings.
    day = date(2026, 2, 10)
    lake.rows["normalized_postings", day][0]["company"] = "Renamed"
    write(lake, kept.home, [day])
    kept.execute("update int_payload_sightings set item = xor(item, 1)")
    kept.build(BASE)
    made = kept.query("select vacancy_id from int_vacancies where url <> 'as it was'")
    behind = kept.query(
        "select distinct vacancy_id from int_vacancy_ranks join int_posting_lifecycle using (posting_key) "
        f"where newest_landed_on = '{day}'"
    )
    assert 0 < len(made) < 40
    assert set(made["vacancy_id"]) == set(behind["vacancy_id"])

    # A seed that changes what is in scope changes all of them.
    kept.execute("delete from scope_countries where country = 'PL'")
    kept.build(BASE)
    assert kept.query("from int_vacancies where url = 'as it was'").empty

    # A day that is new touches the postings that it lists, lands or could not read.
    kept.execute("update int_posting_sightings set source_family = 'as it was'")
    write(lake, kept.home, [newest])
    kept.build(BASE)
    made = kept.query("select posting_key from int_posting_sightings where source_family <> 'as it was'")
    behind = kept.query(
        "select distinct posting_key from stg_posting_versions as versions join stg_observations as observations "
        f"using (source, raw_posting_id) where '{newest}' in (landed_on, observed_on)"
    )
    assert 0 < len(made) < 200
    assert set(made["posting_key"]) == set(behind["posting_key"])


def test_a_file_is_read_again_when_its_size_or_time_moved_or_it_was_read_as_it_was_written(tmp_path: Path) -> None:
    lake = simulated_lake(50, FIRST, FIRST)
    kept, _ = twins(tmp_path)
    write(lake, kept.home, [FIRST])
    select = ["run", "--select", "int_lake_files", "int_lake_partitions"]
    for file in (kept.home / "lake").glob("*/*.parquet"):
        os.utime(file, (1_600_000_000, 1_600_000_000))

    def hashes() -> dict[str, str]:
        kept.build(select)
        return dict(kept.query("select layer, content_hash from int_lake_partitions").itertuples(index=False))

    first = hashes()
    assert len(first) == 4
    kept.execute("update int_lake_partitions set content_hash = 'as it was'")
    file = Lake(kept.home / "lake").path("raw_observations", FIRST)
    for time in (1_700_000_000, 4_000_000_000):  # long ago, and later than any run
        os.utime(file, (time, time))
        assert hashes() == dict.fromkeys(first, "as it was") | {"raw_observations": first["raw_observations"]}
    file.write_bytes(bytes(reversed(file.read_bytes())))
    os.utime(file, (4_000_000_000, 4_000_000_000))
    assert hashes()["raw_observations"] not in first.values()
    file.unlink()
    assert set(hashes()) == set(first) - {"raw_observations"}
