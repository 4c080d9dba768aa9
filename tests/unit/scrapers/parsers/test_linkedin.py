"""LinkedIn for guests: the card and the page of an ad, and what changes at every visit without the ad changing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.parsers.linkedin_page import read_cards, stable_ad

CRITERIA = {
    "Seniority level": "Entry level",
    "Employment type": "Full-time",
    "Job function": "Information Technology",
    "Industries": "Software Development",
}


def card(
    token: str = "aaa", time: str = '<time class="job-search-card__listdate" datetime="2026-08-30">2 days ago</time>'
) -> str:
    return (
        f'<li><div class="base-search-card" data-entity-urn="urn:li:jobPosting:4400000001" data-row="{token}">'
        f'<a class="base-card__full-link" href="https://pl.linkedin.com/jobs/view/qa-at-example-4400000001?refId={token}">'
        f'<span class="sr-only">QA Engineer</span></a><img data-delayed-url="https://media.example/{token}"><!---->'
        '<h3 class="base-search-card__title">\n  QA Engineer &amp; Tester\n</h3><h4 class="base-search-card__subtitle">'
        f'<a href="https://pl.linkedin.com/company/example?trk={token}">Example sp. z o.o.</a></h4>'
        '<span class="job-search-card__location">Warsaw, Mazowieckie, Poland (Hybrid)</span>'
        f'<span class="job-search-card__salary-info">PLN 12,000 - 15,000</span>{time}</div></li>'
    )


def page(token: str = "aaa", criteria: dict[str, str] | None = None, extra: str = "") -> str:
    items = "".join(
        f'<li class="description__job-criteria-item"><h3 class="description__job-criteria-subheader">\n {name} \n</h3>'
        f'<span class="description__job-criteria-text">{value}</span></li>'
        for name, value in (criteria or CRITERIA).items()
    )
    return (
        f'<section class="top-card-layout" data-x="{token}"><h2 class="topcard__title">QA Engineer &amp; Tester</h2>'
        '<span class="topcard__flavor topcard__flavor--bullet">Warsaw, Mazowieckie, Poland (Hybrid)</span>'
        f'<figcaption class="num-applicants__caption">{len(token)} applicants</figcaption></section>'
        '<div class="show-more-less-html__markup"><p>Test <b>things</b></p><ul><li>SQL</li></ul></div>'
        f'<ul class="description__job-criteria-list">{items}</ul>{extra}'
        f'<section class="similar-jobs"><a href="/jobs/view/1?trk={token}">Another ad</a></section>'
    )


def payload(one: str | None = None, other: str | None = None) -> bytes:
    (found,) = read_cards(one or card())
    return f"{found.html}\n{stable_ad(other or page())}".encode()


def test_the_columns_of_an_ad(ads: SimpleNamespace) -> None:
    posting = ads.only("linkedin", payload(), payload_format="html")
    assert (posting["title"], posting["company"]) == ("QA Engineer & Tester", "Example sp. z o.o.")
    assert posting["url"] == "https://pl.linkedin.com/jobs/view/qa-at-example-4400000001"
    assert posting["published_at"] == datetime(2026, 8, 30, tzinfo=UTC)
    assert posting["description"] == "Test things\n- SQL"
    assert (posting["grade_words"], posting["employment_words"]) == (["Entry level"], ["Full-time"])
    assert posting["category_words"] == ["Information Technology", "Software Development"]
    assert (posting["location_words"], posting["format_words"]) == (["Warsaw, Mazowieckie, Poland"], ["Hybrid"])
    assert [pay["text"] for pay in posting["salaries"]] == ["PLN 12,000 - 15,000"]
    assert posting["leftover_fields"] == []


def test_tokens_counters_and_other_ads_do_not_change_what_is_kept() -> None:
    fresh = '<time class="job-search-card__listdate--new" datetime="2026-08-30">1 hour ago</time>'
    assert payload() == payload(card("bbbb", time=fresh), page("bbbb"))
    assert payload() != payload(other=page(criteria=CRITERIA | {"Seniority level": "Director"}))


def test_relative_dates_count_from_the_fetch(ads: SimpleNamespace) -> None:
    words = card(time="<time>2 days ago</time>")
    assert ads.only("linkedin", payload(words))["published_at"].date() == datetime(2026, 8, 30, tzinfo=UTC).date()


@pytest.mark.parametrize(("level", "words"), [("Not Applicable", []), ("Mid-Senior level", ["Mid-Senior level"])])
def test_no_level_is_no_grade(ads: SimpleNamespace, level: str, words: list[str]) -> None:
    posting = ads.only("linkedin", payload(other=page(criteria=CRITERIA | {"Seniority level": level})))
    assert posting["grade_words"] == words


def test_a_new_criterion_is_reported(ads: SimpleNamespace) -> None:
    posting = ads.only("linkedin", payload(other=page(criteria=CRITERIA | {"Visa": "Yes"})))
    assert posting["leftover_fields"] == ["criteria.Visa"]


def test_the_identifier_of_the_employers_system_is_the_requisition(ads: SimpleNamespace) -> None:
    data: dict[str, Any] = {"@type": "JobPosting", "identifier": {"@type": "PropertyValue", "value": "teamtailor-7"}}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert ads.only("linkedin", payload(other=page(extra=script)))["requisition_id"] == "teamtailor-7"


def test_a_page_without_a_card_gives_a_reason(ads: SimpleNamespace) -> None:
    result = ads.parse("linkedin", page().encode())
    assert [reject.reason for reject in result.rejects] == ["missing_field"]
