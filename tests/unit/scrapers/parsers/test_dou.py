"""DOU: the title of a feed item, the page of an ad, and rows of a table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from selectolax.lexbor import LexborHTMLParser

from scrapers.identity import payload_hash
from scrapers.parsers.dou import read_title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Go Dev в Приклад, віддалено", ("Go Dev", "Приклад", None, ["віддалено"])),
        ("Go Dev в Example", ("Go Dev", "Example", None, [])),
        ("Go Dev в Example, Inc., $700–1200, Київ", ("Go Dev", "Example, Inc.", "$700–1200", ["Київ"])),
        ("Go Dev в Example, до $3000", ("Go Dev", "Example", "до $3000", [])),
        ("Фахівець в команду Go в Example, за кордоном", ("Фахівець в команду Go", "Example", None, ["за кордоном"])),
        ("QA (C++, Qt) в Example, Прага (Чехія, ЄС)", ("QA (C++, Qt)", "Example", None, ["Прага (Чехія, ЄС)"])),
        ("Just a title", ("Just a title", None, None, [])),
    ],
)
def test_a_feed_title_holds_employer_pay_and_places(title: str, expected: tuple[object, ...]) -> None:
    assert read_title(title) == expected


def test_a_feed_item(ads: SimpleNamespace) -> None:
    posting = ads.only("dou", ads.payloads["dou rss"], payload_format="xml")
    assert (posting["title"], posting["company"]) == ("Senior Python Engineer", "Example, Inc.")
    assert [pay["text"] for pay in posting["salaries"]] == ["від $5000"]
    assert (posting["location_words"], posting["format_words"]) == (["Львів", "Вроцлав (Польща)"], ["віддалено"])
    assert posting["url"] == "https://jobs.dou.ua/companies/example/vacancies/11/"
    assert posting["description"] == "Системи для шкіл\n- Django"
    assert posting["published_at"] == datetime(2026, 8, 31, 12, 33, 4, tzinfo=UTC)


def test_a_page_without_what_stands_beside_the_ad(ads: SimpleNamespace) -> None:
    posting = ads.only("dou", ads.payloads["dou page"], payload_format="html")
    assert (posting["title"], posting["company"]) == ("Node.js Developer", "Example")
    assert [pay["text"] for pay in posting["salaries"]] == ["$2500–3500"]
    assert (posting["location_words"], posting["format_words"]) == (["Львів"], ["віддалено"])
    assert posting["category_words"] == ["Node.js"]
    assert posting["description"] == "Сервіси пошти"
    assert posting["published_at"] == datetime(2026, 8, 30, tzinfo=UTC)
    assert posting["apply_url"] == "https://dou.ua/goto/vacancy/?id=12"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'class="l-vacancy"', b'class="l-vacancy __inactive"', "closed_ad"),
        (b'class="l-vacancy"', b'class="other"', "not_an_ad"),
        (b'<h1 class="g-h2">', b"<h1>", "missing_title"),
    ],
)
def test_a_page_that_is_no_open_ad_has_a_reason(ads: SimpleNamespace, old: bytes, new: bytes, reason: str) -> None:
    result = ads.parse("dou", ads.payloads["dou page"].replace(old, new))
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], [reason])


@pytest.mark.parametrize(
    ("experience", "text", "years"),
    [
        ("3-5", "3-5", (3, 5)),
        ("5+", "5+", (5, None)),
        ("3+ years", "3+ years", (3, None)),
        ("Not specified", None, (None, None)),
        ("a lot", "a lot", (None, None)),
    ],
)
def test_a_table_row(
    ads: SimpleNamespace, experience: str, text: str | None, years: tuple[float | None, float | None]
) -> None:
    row = json.loads(ads.payloads["dou table"]) | {"experience": experience}
    posting = ads.only("dou", row, payload_format="csv_row")
    assert posting["experience_text"] == text
    assert (posting["experience_years_min"], posting["experience_years_max"]) == years
    assert (posting["location_words"], posting["format_words"]) == (["Таллінн (Естонія, центр)"], ["віддалено"])
    assert posting["skills"] == ["Python", "Django", "SQL"]
    assert posting["leftover_fields"] == []


def test_a_bump_is_not_a_changed_ad(ads: SimpleNamespace) -> None:
    def key(payload: bytes) -> str:
        return payload_hash("dou", "1", payload)

    item, page = ads.payloads["dou rss"], ads.payloads["dou page"]
    assert key(item) == key(item.replace(b"Mon, 31 Aug", b"Tue, 01 Sep").replace(b"?1788177184", b"?1788180000"))
    assert key(item) != key(item.replace(b"$5000", b"$6000"))
    assert key(page) == key(page.replace(b"$9000", b"$8000").replace("30 серпня".encode(), "31 серпня".encode()))
    assert key(page) != key(page.replace("пошти".encode(), "шкіл".encode()))


def test_the_ads_part_of_its_page_gives_what_the_page_gives(ads: SimpleNamespace) -> None:
    page = ads.payloads["dou page"]
    part = LexborHTMLParser(page).css_first(".b-vacancy")
    assert part is not None
    kept = (part.html or "").encode()
    assert 0 < len(kept) < len(page)
    assert ads.only("dou", kept, payload_format="html") == ads.only("dou", page, payload_format="html")
    assert payload_hash("dou", "1", kept) == payload_hash("dou", "1", page)
