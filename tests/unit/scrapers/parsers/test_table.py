"""Rows of collectors' tables: what a column means is told by its name, whatever the spelling."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from scrapers.parsers.table import column_name


def row(ads: SimpleNamespace, source: str = "table:example", **cells: Any) -> Any:
    return ads.parse(source, orjson.dumps({"title": "Developer", **cells}), payload_format="csv_row")


def only(result: Any) -> dict[str, Any]:
    assert [reject.reason for reject in result.rejects] == []
    (posting,) = result.postings
    return dict(posting)


@pytest.mark.parametrize("spelling", ["Job Title", "jobTitle", "job-title", "JOB_TITLE", "\ufeffjob title "])
def test_columns_are_known_in_any_spelling(spelling: str) -> None:
    assert column_name(spelling) == "job_title"


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("Название вакансии", "Разработчик", "title", "Разработчик"),
        ("Работодатель", "Пример", "company", "Пример"),
        ("pracodawca", "Przykład", "company", "Przykład"),
        ("arbeitsort", "Köln", "location_words", ["Köln"]),
        ("key_skills", "['Go', 'gRPC']", "skills", ["Go", "gRPC"]),
        ("skills", "Python, Django; SQL", "skills", ["Python", "Django", "SQL"]),
        ("skills", [{"name": "Kafka"}], "skills", ["Kafka"]),
        ("is_remote", True, "format_words", ["remote"]),
        ("is_remote", "False", "format_words", []),
        ("remote", "fully remote", "format_words", ["fully remote"]),
        ("experience_level", "mid", "grade_words", ["mid"]),
        ("contract_type", "B2B", "employment_words", ["B2B"]),
        ("description", "<p>Wir bauen</p><ul><li>Go</li></ul>", "description", "Wir bauen\n- Go"),
    ],
)
def test_cells_reach_their_column(
    ads: SimpleNamespace, column: str, value: object, field: str, expected: object
) -> None:
    cells = {column: value} if field == "title" else {"title": "Developer", column: value}
    result = ads.parse("table:example", orjson.dumps(cells), payload_format="csv_row")
    assert only(result)[field] == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"salary_from": 3000, "salary_to": "4000", "currency": "EUR"}, (None, 3000.0, 4000.0, "EUR")),
        ({"salary": "3000", "currency": "EUR"}, (None, 3000.0, 3000.0, "EUR")),
        ({"salary": "15 000 - 20 000 zł netto"}, ("15 000 - 20 000 zł netto", None, None, None)),
        ({"min_salary": "from 3k", "currency": "USD"}, ("from 3k USD", None, None, "USD")),
    ],
)
def test_pay_is_amounts_or_the_text_as_it_is(
    ads: SimpleNamespace, cells: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    (stated,) = only(row(ads, **cells))["salaries"]
    assert (stated["text"], stated["min"], stated["max"], stated["currency"]) == expected


@pytest.mark.parametrize(
    ("text", "years"),
    [("3-5", (3.0, 5.0)), ("5+ years", (5.0, None)), ("от 3 до 6 лет", (3.0, 6.0)), ("6 months", (None, None))],
)
def test_years_of_experience(ads: SimpleNamespace, text: str, years: tuple[float | None, float | None]) -> None:
    posting = only(row(ads, experience=text))
    assert (posting["experience_text"], posting["experience_years_min"], posting["experience_years_max"]) == (
        text,
        *years,
    )


@pytest.mark.parametrize("company", ["Hays Client", "XING Employer", "Confidential"])
def test_a_stand_in_is_no_employer_but_the_one_the_text_marks(ads: SimpleNamespace, company: str) -> None:
    text = "[COMPANY]Example[/COMPANY][LOCATION]Aachen[/LOCATION] We test pumps."
    posting = only(row(ads, company=company, description=text))
    assert (posting["company"], posting["location_words"]) == ("Example", ["Aachen"])
    assert posting["description"] == "We test pumps."
    assert only(row(ads, company=company))["company"] is None


def test_a_card_glued_to_the_title_is_taken_apart(ads: SimpleNamespace) -> None:
    title = "Test Manager (m/w/d)FirmennameSAPTesten01.03.2026Köln, DeutschlandRemote29.08.2026 8:23Treffer"
    posting = only(row(ads, title=title, location="Germany/Remote"))
    assert posting["title"] == "Test Manager (m/w/d)"
    assert posting["location_words"] == ["Köln, Deutschland", "Germany/Remote"]
    assert posting["published_at"] == datetime(2026, 8, 29, 8, 23, tzinfo=UTC)


def test_unknown_columns_are_leftovers_and_those_of_the_collector_are_not(ads: SimpleNamespace) -> None:
    posting = only(row(ads, shoe_size=43, relevance_score=7, company=float("nan"), salary="n/a"))
    assert posting["leftover_fields"] == ["shoe_size"]
    assert (posting["company"], posting["salaries"]) == (None, [])


def test_a_row_without_a_title_says_which_columns_it_has(ads: SimpleNamespace) -> None:
    result = ads.parse("table:example", b'{"colour": "red", "size": 1}', payload_format="csv_row")
    assert result.postings == []
    assert "colour, size" in result.rejects[0].detail


def test_a_row_that_its_own_family_cannot_read_is_read_as_a_table(ads: SimpleNamespace) -> None:
    payload = b'{"position": "QA Engineer", "employer": "Example", "city": "Minsk"}'
    posting = only(ads.parse("habr", payload, payload_format="csv_row"))
    assert (posting["title"], posting["company"], posting["parser_version"]) == ("QA Engineer", "Example", "table-1")
    # In the source's own format the same bytes are a change of layout, and must be noticed as one.
    assert ads.parse("habr", payload, payload_format="json").postings == []


def test_a_collectors_row_of_linkedin(ads: SimpleNamespace) -> None:
    payload = b'{"title": "Java Developer", "company": "Example", "location": "Krak\xc3\xb3w, Poland"}'
    assert only(ads.parse("linkedin", payload))["location_words"] == ["Kraków, Poland"]
