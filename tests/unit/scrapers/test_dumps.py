"""Dumps land as crawls do: by source and day, once, with every bad line accounted for."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers.dumps import land_file
from scrapers.landed_rates import LandedRates
from scrapers.landing import (
    LandedCrawl,
    decompress,
    landed_crawls,
    landed_days,
    read_observations,
    read_payloads,
    read_quarantine,
    read_rate_quotes,
)


def line(key: str, day: str = "2026-09-01", **changes: Any) -> str:
    record = {
        "source": "hh_ru",
        "source_posting_id": key,
        "url": f"https://example.com/{key}",
        "published_at": "2026-08-30",
        "fetched_at": f"{day}T23:30:00+00:00",
        "payload_format": "json",
        "payload": {"name": f"Developer {key}"},
        "label": {"grade": "Senior"},
    }
    return json.dumps({**record, **changes})


def dump(path: Path, *lines: str | bytes) -> Path:
    path.write_bytes(b"\n".join(item if isinstance(item, bytes) else item.encode() for item in lines) + b"\n")
    return path


def land(home: Path, source: str, path: Path, **options: Any) -> list[LandedCrawl]:
    landed = land_file(home, source, path, **options)
    assert all(isinstance(crawl, LandedCrawl) for crawl in landed)
    return [crawl for crawl in landed if isinstance(crawl, LandedCrawl)]


def test_a_dump_of_two_days_gives_two_crawls(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.jsonl", line("1"), line("1", "2026-09-03"), line("2", "2026-09-03"))
    landed = land(tmp_path, "hh_ru", path)
    assert [(crawl.day, crawl.report.listed, crawl.report.new_payloads) for crawl in landed] == [
        (date(2026, 9, 1), 1, 1),
        (date(2026, 9, 3), 2, 1),
    ]
    assert all(crawl.report.is_complete and not crawl.report.is_simulated for crawl in landed)
    first, again = (read_observations([crawl]).to_pylist()[0]["payload_hash"] for crawl in landed)
    assert first == again, "the second day lists the same text again"
    (payload,) = read_payloads(landed[:1]).to_pylist()
    assert json.loads(decompress(payload["payload"])) == {"name": "Developer 1"}
    assert payload["published_text"] == "2026-08-30"


def test_a_given_day_wins_over_the_records(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.jsonl", line("1"), line("2", "2026-09-03"))
    (crawl,) = land(tmp_path, "hh_ru", path, day=date(2026, 9, 5), complete=False)
    assert (crawl.day, crawl.report.listed, crawl.report.is_complete) == (date(2026, 9, 5), 2, False)


def test_landing_a_file_or_its_gzip_twice_changes_nothing(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.jsonl", line("1"))
    packed = tmp_path / "d.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert [crawl.is_new for crawl in land(tmp_path, "hh_ru", path)] == [True]
    assert [crawl.is_new for crawl in land(tmp_path, "hh_ru", packed)] == [False]
    assert len(landed_crawls(tmp_path, date(2026, 9, 1))) == 1


def test_a_family_lets_each_record_pick_its_board(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.jsonl", line("1", source="ashby:one"), line("2", source="ashby:two"))
    assert sorted(crawl.source for crawl in land(tmp_path, "ashby", path)) == ["ashby:one", "ashby:two"]


def test_every_bad_line_is_quarantined_with_its_number(tmp_path: Path) -> None:
    path = dump(
        tmp_path / "d.jsonl",
        line("1"),
        '{"source": "hh_ru", "payload',
        b'{"source_posting_id": "\xff\xfe"}',
        line("", source_posting_id=None),
        line("5", payload=None),
        line("6", source="nofluffjobs"),
        line("7", fetched_at="whenever"),
        "[]",
        "",
        line("10"),
        line("11", fetched_at="2099-01-01T00:00:00Z"),
    )
    (crawl,) = land(tmp_path, "hh_ru", path)
    rows = {row["source_posting_id"]: row["reason"] for row in read_quarantine([crawl]).to_pylist()}
    assert rows == {
        "line:2": "invalid_json",
        "line:3": "wrong_encoding",
        "line:4": "missing_id",
        "line:5": "empty_payload",
        "line:6": "other_source",
        "line:7": "unreadable_date",
        "line:8": "not_an_object",
        "line:11": "future_date",
    }
    assert (crawl.report.listed, crawl.report.quarantined) == (2, 8)
    assert (crawl.report.verdict, crawl.report.cause) == ("degraded", "unreadable_lines")


def test_a_repeated_posting_is_counted_and_each_text_kept(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.jsonl", line("1"), line("1"), line("1", payload={"name": "Other"}))
    (crawl,) = land(tmp_path, "hh_ru", path)
    assert (crawl.report.listed, crawl.report.new_payloads) == (1, 2)
    assert crawl.report.reasons == ["2 lines repeat a posting of the same day"]


def test_absurd_numbers_reach_the_parser_as_they_are(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.jsonl", line("1", payload={"name": "A", "x": "N"}).replace('"N"', "1e400"))
    (crawl,) = land(tmp_path, "hh_ru", path)
    assert b"Infinity" in decompress(read_payloads([crawl])["payload"][0].as_py())


def test_a_cut_archive_keeps_what_was_readable_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl.gz"
    whole = "\n".join(
        line(str(number), payload={"name": f"{number}", "noise": f"{number * 7919:x}"}) for number in range(3000)
    )
    path.write_bytes(gzip.compress(whole.encode())[:-4000])
    (crawl,) = land(tmp_path, "hh_ru", path)
    assert 0 < crawl.report.listed < 3000
    assert crawl.report.verdict == "degraded"
    assert read_quarantine([crawl]).num_rows >= 1


@pytest.mark.parametrize("content", ["", "not json", "[]"])
def test_a_file_that_gives_nothing_is_refused_with_the_reason(tmp_path: Path, content: str) -> None:
    with pytest.raises(ValueError, match="no line can be landed"):
        land_file(tmp_path, "hh_ru", dump(tmp_path / "d.jsonl", content))
    assert landed_days(tmp_path) == []


def test_a_day_that_is_still_to_come_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2099-01-01 is after today"):
        land_file(tmp_path, "hh_ru", dump(tmp_path / "d.jsonl", line("1")), day=date(2099, 1, 1))
    assert landed_days(tmp_path) == []


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown source 'myspace'"):
        land_file(tmp_path, "myspace", dump(tmp_path / "d.jsonl", line("1")))


def test_bare_job_postings_land_under_a_given_day(tmp_path: Path) -> None:
    job = {"@type": "JobPosting", "title": "A", "url": "https://example.com/a"}
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "JobPosting", "title": "B"}, {"@type": "Thing"}]}
    path = dump(tmp_path / "d.jsonl", json.dumps(job), json.dumps([job]), json.dumps(graph), '{"@type": "Thing"}')
    (crawl,) = land(tmp_path, "json_ld", path, day=date(2026, 9, 1))
    assert (crawl.report.listed, crawl.report.quarantined) == (2, 1)
    with pytest.raises(ValueError, match="missing_fetched_at"):
        land_file(tmp_path, "json_ld", path)


def test_progress_counts_every_line(tmp_path: Path) -> None:
    counted: list[int] = []
    path = dump(tmp_path / "d.jsonl", *(line(str(number)) for number in range(1203)))
    land(tmp_path, "hh_ru", path, progress=counted.append)
    assert sum(counted) == 1203
    assert len(counted) > 2


def test_rate_files_land_and_refusals_carry_the_reason(tmp_path: Path) -> None:
    path = dump(tmp_path / "ecb.csv", "Date,USD,", "2026-08-07,1.25,", "2026-08-06,oops,")
    (landed,) = land_file(tmp_path, "ecb", path)
    assert isinstance(landed, LandedRates)
    assert (landed.quotes, landed.rejected) == (1, 1)
    assert read_rate_quotes(tmp_path)["base_per_unit"].to_pylist() == [0.8]
    with pytest.raises(ValueError, match="Error in parameters"):
        land_file(tmp_path, "cbr", dump(tmp_path / "error.xml", "<ValCurs>Error in parameters</ValCurs>"))


def csv_table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["jobs.csv", "jobs.csv.gz"])
def test_a_table_lands_row_by_row_under_the_site_it_names(tmp_path: Path, name: str) -> None:
    text = 'id;title;site;description\n1;Developer;xing;"two\nlines; and a semicolon"\n2;Tester;hays;\n'
    landed = land(tmp_path, "table", csv_table(tmp_path / name, text), day=date(2026, 9, 1))
    assert {crawl.source: crawl.report.listed for crawl in landed} == {"table:xing": 1, "table:hays": 1}
    (payload,) = [row for row in read_payloads(landed).to_pylist() if row["source"] == "table:xing"]
    assert json.loads(decompress(payload["payload"]))["description"] == "two\nlines; and a semicolon"
    assert payload["payload_format"] == "csv_row"


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "utf-8-sig"])
def test_a_table_of_a_spreadsheet_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    rows = "Должность;Город;Зарплата\n" + "Разработчик на Python;Москва;от 200 000 руб. на руки\n" * 20
    path = tmp_path / "jobs.csv"
    path.write_bytes(rows.encode(encoding))
    landed = land(tmp_path, "table:example", path, day=date(2026, 9, 1))
    (payload,) = read_payloads(landed).to_pylist()
    assert json.loads(decompress(payload["payload"]))["Должность"] == "Разработчик на Python"


def test_an_export_of_a_channel_lands_as_the_tool_wrote_it(tmp_path: Path) -> None:
    posts = [{"id": number, "type": "message", "date": "2026-08-30T10:00:00", "text": "Go dev"} for number in (7, 8)]
    export = {"name": "Jobs", "type": "public_channel", "id": 99, "messages": posts}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(export, indent=1))
    (crawl,) = land(tmp_path, "telegram:jobs", path, day=date(2026, 9, 1))
    assert sorted(row["source_posting_id"] for row in read_observations([crawl]).to_pylist()) == ["7", "8"]
    with pytest.raises(ValueError, match=r"missing_fetched_at.*--date"):
        land(tmp_path, "telegram:jobs", path)
    (refused,) = land(tmp_path, "telegram", path, day=date(2026, 9, 1))  # numbers of two channels are the same
    assert {row["reason"] for row in read_quarantine([refused]).to_pylist()} == {"missing_board"}


@pytest.mark.parametrize("indent", [None, 2])
def test_objects_of_an_api_need_no_envelope(tmp_path: Path, indent: int | None) -> None:
    vacancies = [{"id": "5", "name": "Developer"}, {"id": "6", "name": "Tester", "key_skills": [{"name": "SQL"}]}]
    for name, content in (("page.json", {"items": vacancies, "found": 2}), ("all.json", vacancies)):
        (tmp_path / name).write_text(json.dumps(content, indent=indent))
        (crawl,) = land(tmp_path / name[:3], "hh_ru", tmp_path / name, day=date(2026, 9, 1))
        assert (crawl.report.listed, crawl.report.quarantined) == (2, 0)
    (tmp_path / "one.json").write_text(json.dumps(vacancies[1], indent=indent))
    (crawl,) = land(tmp_path / "one", "hh_ru", tmp_path / "one.json", day=date(2026, 9, 1))
    assert crawl.report.listed == 1
    (tmp_path / "broken.json").write_text('{"items": [')
    with pytest.raises(ValueError, match="invalid_json"):
        land(tmp_path, "hh_ru", tmp_path / "broken.json")


def test_rows_take_their_day_from_the_table_or_the_caller(tmp_path: Path) -> None:
    rows = "title,scraped_at\nDeveloper,2026-09-03T10:00:00\n"
    (crawl,) = land(tmp_path, "table:example", csv_table(tmp_path / "a.csv", rows))
    assert (crawl.day, crawl.source) == (date(2026, 9, 3), "table:example")
    with pytest.raises(ValueError, match="missing_fetched_at"):
        land(tmp_path, "table:example", csv_table(tmp_path / "b.csv", "title\nDeveloper\n"))


def test_a_table_that_breaks_keeps_the_rows_before_and_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_bytes("title\nРазработчик\n".encode() + b"\xff\xfe\n" * 40_000)
    (crawl,) = land(tmp_path, "table:example", path, day=date(2026, 9, 1))
    assert crawl.report.cause == "unreadable_lines"
    assert "jobs.csv line" in read_quarantine([crawl]).to_pylist()[0]["detail"]


def test_enveloped_rows_of_many_sites_land_in_one_go(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.jsonl", line("1", source="xing"), line("2", source="table:gulp"))
    assert {crawl.source for crawl in land(tmp_path, "table", path)} == {"table:xing", "table:gulp"}
