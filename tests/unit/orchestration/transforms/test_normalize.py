"""Whole rows: every column filled with its basis, and nothing that an ad can hold breaks the day."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.schemas import EXCHANGE_RATES, NORMALIZED_POSTINGS
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.normalize import RULE_VERSION, normalize_posting, normalize_postings, published_on
from scrapers.schemas import PARSED_POSTINGS

DAY = date(2024, 3, 5)
RATES = pa.Table.from_pylist(
    [
        {
            "day": DAY,
            "currency": code,
            "usd_per_unit": price,
            "rate_source": "ecb",
            "rate_on": DAY,
            "is_simulated": False,
        }
        for code, price in {"USD": 1.0, "EUR": 1.1, "RUB": 0.01, "PLN": 0.25}.items()
    ],
    schema=EXCHANGE_RATES,
)


def offer(**fields: Any) -> dict[str, Any]:
    return dict.fromkeys(("text", "min", "max", "currency", "period", "tax", "contract")) | fields


def parsed(**fields: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(PARSED_POSTINGS.names)
    row |= {
        "payload_hash": "a" * 32,
        "source": "telegram:jobs",
        "source_posting_id": "1",
        "raw_posting_id": "1",
        "posting_key": "telegram:jobs/1",
        "landed_on": DAY,
        "fetched_at": datetime(2024, 3, 5, 10, tzinfo=UTC),
        "published_at": datetime(2024, 3, 5, 9, tzinfo=UTC),
        "is_simulated": False,
        "title": "Developer",
        "description": "",
    }
    return row | fields


def normalize(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    table = normalize_postings(pa.Table.from_pylist(list(rows), schema=PARSED_POSTINGS), RATES)
    assert table.schema.equals(NORMALIZED_POSTINGS)
    result: list[dict[str, Any]] = table.to_pylist()
    return result


def test_a_channel_post_without_any_field_is_read_from_its_text() -> None:
    (row,) = normalize(
        parsed(
            title="Middle/Senior Python-разработчик",
            description="Локация: Ереван\nУдалённая работа\nЗП: 300 000 - 400 000 ₽ на руки\nСтек: Django, Go\n"
            "Контакт: @some_hr, hr@firm.example\n" + "Мы пишем сервис расчёта маршрутов для службы доставки. " * 8,
        )
    )
    expected = {
        "language": "ru",
        "grade": "Middle",
        "grades": ["Middle", "Senior"],
        "grade_basis": "title",
        "track": "individual",
        "country": "AM",
        "city": "Yerevan",
        "country_basis": "text",
        "work_format": "remote",
        "work_format_basis": "text",
        "salary_usd_month": 3_500.0,
        "salary_currency": "RUB",
        "salary_period": "month",
        "salary_inferred": ["period"],
        "salary_basis": "text",
        "salary_bound": "range",
        "rate_source": "ecb",
        "salary_reason": None,
        "is_outlier": False,
        "specialization": "python-backend",
        "direction": "backend",
        "description_quality": "adequate",
        "rejected_reason": None,
        "rule_version": RULE_VERSION,
    }
    assert {name: row[name] for name in expected} == expected
    assert {"Python", "Django", "Go"} <= set(row["technologies"])
    assert "@" not in row["description"]


def test_a_boards_fields_are_trusted_above_its_text() -> None:
    (row,) = normalize(
        parsed(
            source="nofluffjobs",
            title="Software Engineer",
            description="Fully remote. Senior people welcome.",
            grade_words=["Mid"],
            location_words=["Warszawa"],
            country_words=["POL"],
            format_words=["hybrid"],
            skills=["Java", "Spring"],
            category_words=["Backend"],
            salaries=[
                {
                    "text": None,
                    "min": 100.0,
                    "max": 120.0,
                    "currency": "PLN",
                    "period": "Hour",
                    "tax": None,
                    "contract": "b2b",
                },
                {
                    "text": None,
                    "min": 16e3,
                    "max": 20e3,
                    "currency": "PLN",
                    "period": "Month",
                    "tax": None,
                    "contract": "permanent",
                },
            ],
        )
    )
    assert (row["grade"], row["country"], row["city"], row["work_format"]) == ("Middle", "PL", "Warsaw", "hybrid")
    assert (row["specialization"], row["specialization_basis"]) == ("java-backend", "category")
    assert (row["contract"], row["salary_usd_month"], len(row["salaries"])) == ("employment", 4_500.0, 2)


def test_an_absurd_salary_is_kept_with_a_reason() -> None:
    salary = {
        "text": "10^400",
        "min": float("inf"),
        "max": None,
        "currency": "USD",
        "period": "month",
        "tax": None,
        "contract": None,
    }
    (row,) = normalize(parsed(salaries=[salary]))
    assert (row["salary_usd_month"], row["salary_reason"], row["salaries"][0]["min"]) == (None, "invalid_amount", None)


def test_a_publication_date_after_the_landing_day_is_capped() -> None:
    at = pa.chunked_array(
        [[datetime(2099, 1, 1, tzinfo=UTC), datetime(2024, 3, 4, 23, tzinfo=UTC), None]], pa.timestamp("us", "UTC")
    )
    landed = pa.chunked_array([[DAY] * 3], pa.date32())
    assert published_on(at, landed).to_pylist() == [DAY, date(2024, 3, 4), DAY]


def test_rows_come_out_one_for_one_in_order_and_the_same_twice() -> None:
    rows = [parsed(source_posting_id=str(index), title=f"Developer {index}") for index in range(5)]
    first = normalize(*rows)
    assert [row["source_posting_id"] for row in first] == ["0", "1", "2", "3", "4"]
    assert first == normalize(*rows)
    assert normalize() == []


ANYTHING = st.text(max_size=200)
LISTS = st.lists(ANYTHING | st.none(), max_size=3) | st.none()


@given(
    title=ANYTHING | st.none(),
    description=ANYTHING | st.none(),
    company=ANYTHING | st.none(),
    experience=ANYTHING | st.none(),
    years=st.floats() | st.none(),
    lists=st.tuples(*[LISTS] * 6),
    source=st.sampled_from(["hh_ru", "telegram:x", "ashby:y", "json_ld", "", "nofluffjobs"]),
)
def test_no_ad_makes_it_raise(
    title: str | None,
    description: str | None,
    company: str | None,
    experience: str | None,
    years: float | None,
    lists: tuple[list[str | None] | None, ...],
    source: str,
) -> None:
    names = ("grade_words", "location_words", "country_words", "format_words", "skills", "category_words")
    row = parsed(
        title=title,
        description=description,
        company=company,
        experience_text=experience,
        experience_years_min=years,
        source=source,
        **dict(zip(names, lists, strict=True)),
    )
    first = normalize_posting(row, {})
    assert first == normalize_posting(row, {})
    assert set(first) == set(NORMALIZED_POSTINGS.names)
    pa.Table.from_pylist([first], schema=NORMALIZED_POSTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 50_000,
        "(" * 100_000,
        "senior " * 15_000,
        "$1k-" * 25_000,
        "@" * 100_000,
        "от 100 000 " * 9_000,
        "a.b@" * 25_000,
        "+7 " * 33_000,
        "опыт 3 года " * 8_000,
        "Contact: Aa Bb\n" * 7_000,
        "Локация: " * 11_000,
        "-" * 100_000,
        "Go, C, R, " * 10_000,
    ],
    ids=lambda text: text[:8].strip(),
)
def test_hostile_texts_of_100_kilobytes_take_bounded_time(text: str) -> None:
    # the first reading loads every lookup, the gazetteer alone takes seconds
    normalize_posting(parsed(title="Developer", description="Location: Berlin\n100 EUR"), {})
    started = time.process_time()
    normalize_posting(parsed(title=text, description=text), {})
    assert time.process_time() - started < 3.0


def test_all_words_of_all_lookups_are_text() -> None:
    """YAML reads a bare no, on or off as a truth value, and 96 as a number."""

    def check(value: object, where: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                assert isinstance(key, str), f"{where}: {key!r}"
                check(inner, f"{where}/{key}")
        elif isinstance(value, list):
            for item in value:
                assert not isinstance(item, bool), f"{where}: {item!r}"
                check(item, where)

    names = (
        "specializations",
        "categories",
        "grades",
        "salary_words",
        "source_defaults",
        "exchange_authorities",
        "work_formats",
        "quality",
        "post_weights",
        "place_forms",
        "redaction",
        "function_words",
    )
    for name in names:
        check(load_yaml(name), name)


def test_technologies_stand_in_order_each_beside_its_witness() -> None:
    (row,) = normalize(parsed(title="Developer", description="We use Redis and Django.", skills=["Python", "Django"]))
    assert row["technologies"] == ["Django", "Python", "Redis"]
    assert row["technology_bases"] == ["both", "field", "text"]
