"""schema.org JobPosting in the spellings that occur."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest


def test_the_columns_of_a_job_posting(ads: SimpleNamespace) -> None:
    posting = ads.only("json_ld", ads.json_ld)
    assert posting["description"] == "Pipelines\n- SQL"
    assert posting["company"] == "Example"
    assert posting["requisition_id"] == "R-17"
    assert posting["location_words"] == ["Tallinn", "Riga, Latvia"]
    assert posting["country_words"] == ["Estonia", "Poland"]
    assert posting["format_words"] == ["TELECOMMUTE"]
    assert posting["employment_words"] == ["FULL_TIME", "CONTRACTOR"]
    assert posting["skills"] == ["SQL", "Python", "dbt"]
    assert posting["experience_years_min"] == 3.0
    assert posting["expires_at"] == datetime(2035, 11, 6, tzinfo=UTC)
    assert posting["leftover_fields"] == []


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"currency": "EUR", "value": {"value": 50, "unitText": "HOUR"}}, (50.0, 50.0, "EUR", "HOUR")),
        ({"currency": "EUR", "value": {"minValue": "4000", "unitText": "MONTH"}}, (4000.0, None, "EUR", "MONTH")),
        ({"currency": "USD", "value": 90000}, (90000.0, 90000.0, "USD", None)),
        ({"currency": "USD", "minValue": 1, "maxValue": 2, "unitText": "YEAR"}, (1.0, 2.0, "USD", "YEAR")),
        (70000, (70000.0, 70000.0, "GBP", None)),
        ("70 000", (70000.0, 70000.0, "GBP", None)),
    ],
)
def test_every_shape_of_base_salary(ads: SimpleNamespace, stated: Any, expected: tuple[Any, ...]) -> None:
    (salary,) = ads.only("json_ld", {**ads.json_ld, "baseSalary": stated, "salaryCurrency": "GBP"})["salaries"]
    assert (salary["min"], salary["max"], salary["currency"], salary["period"]) == expected


@pytest.mark.parametrize(
    "wrap",
    [
        lambda job: [{"@type": "Organization"}, job],
        lambda job: {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, job]},
        lambda job: {**job, "@type": ["JobPosting", "Thing"]},
        lambda job: {**job, "@type": "http://schema.org/JobPosting"},
    ],
)
def test_a_posting_is_found_inside_arrays_and_graphs(ads: SimpleNamespace, wrap: Any) -> None:
    assert ads.only("json_ld", json.dumps(wrap(ads.json_ld)).encode())["title"] == "Data Engineer"


def test_a_page_with_two_postings_gives_two(ads: SimpleNamespace) -> None:
    block = f'<script type="application/ld+json" nonce="x"><!-- {json.dumps(ads.json_ld)} --></script>'
    result = ads.parse("json_ld", f"<html><head>{block}{block}</head></html>".encode(), payload_format="html")
    assert [posting["source_posting_id"] for posting in result.postings] == ["10#1", "10#2"]


def test_raw_line_breaks_inside_strings_are_tolerated(ads: SimpleNamespace) -> None:
    payload = json.dumps({**ads.json_ld, "description": "one@two"}).replace("@two", "\n\ttwo").encode()
    assert ads.only("json_ld", payload)["description"] == "one\ntwo"


def test_sentences_among_the_skills_are_text_and_not_skills(ads: SimpleNamespace) -> None:
    sentence = "You have led a team through the rebuild of a warehouse that was older than you and you enjoyed it"
    posting = ads.only("json_ld", {**ads.json_ld, "skills": sentence})
    assert posting["skills"] == []
    assert sentence in posting["description"]


def test_a_page_without_a_posting_says_so(ads: SimpleNamespace) -> None:
    result = ads.parse("json_ld", b"<html><body>Gone</body></html>", payload_format="html")
    assert [reject.reason for reject in result.rejects] == ["no_job_posting"]
