"""Pracuj.pl: detail records and page sections."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest


def row(ads: SimpleNamespace, name: str, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads[f"pracuj_pl {name}"]) | changes
    return value


def stated(posting: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = ("min", "max", "currency", "period", "tax", "contract")
    return [tuple(pay[name] for name in names) for pay in posting["salaries"]]


def test_a_detail_record(ads: SimpleNamespace) -> None:
    posting = ads.only("pracuj_pl", row(ads, "detail"))
    assert stated(posting) == [
        (140, 155, "PLN", "godz.", "netto (+ VAT)", "kontrakt B2B"),
        (9000, 12000, "PLN", "month", "gross", "umowa o pracę"),
    ]
    assert posting["employment_words"] == ["kontrakt B2B", "umowa o pracę", "umowa zlecenie"]
    assert posting["format_words"] == ["praca hybrydowa", "home-office"]
    assert posting["grade_words"] == ["specjalista / specjalistka (mid / regular)"]
    assert (posting["company"], posting["location_words"]) == ("Example", ["Polna 1, Łódź"])
    assert posting["published_at"] == datetime(2026, 8, 14, 13, 49, 55, 610000, UTC)
    assert posting["leftover_fields"] == []


def test_sections_of_a_page(ads: SimpleNamespace) -> None:
    posting = ads.only("pracuj_pl", row(ads, "sections"))
    assert stated(posting) == [
        (8000, 11000, "PLN", "mies.", "brutto", "umowa o pracę"),
        (113, 175.5, "PLN", "godz.", "netto (+ VAT)", "kontrakt B2B"),
    ]
    assert posting["company"] == "Przykład sp. z o.o."
    assert posting["location_words"] == ["Warszawa, mazowieckie", "Kąty Wrocławskie, dolnośląskie"]
    assert posting["grade_words"] == ["specjalista (Mid / Regular)", "starszy specjalista (Senior)"]
    assert posting["format_words"] == ["praca zdalna", "praca hybrydowa"]
    assert posting["skills"] == ["Java", "Selenium", "SQL"]
    assert posting["description"] == "Kasy dla sklepów\n\n- Testowanie\n- Raporty\n\nSQL\n\nJava"
    assert posting["leftover_fields"] == []


@pytest.mark.parametrize(
    ("shown", "expires"),
    [
        ("ogłoszenie wygasło 3 miesiące temu", date(2026, 6, 1)),
        ("ogłoszenie wygasło ponad miesiąc temu", date(2026, 8, 1)),
        ("ogłoszenie wygasło rok temu", date(2025, 9, 1)),
        ("offer expired over a month ago", date(2026, 8, 1)),
        ("offer expired 10 days ago", date(2026, 8, 22)),
        ("ważna jeszcze 5 dnido: 06 wrz 2026", date(2026, 9, 6)),
        ("valid for 5 daysuntil: 06 Sep 2026", date(2026, 9, 6)),
    ],
)
def test_the_date_is_that_of_expiry_never_of_publication(ads: SimpleNamespace, shown: str, expires: date) -> None:
    for posting in (
        ads.only("pracuj_pl", row(ads, "sections", **{"publication-dates": shown})),
        ads.only("pracuj_pl", row(ads, "sections", **{"publication-dates": None}), published_text=shown),
    ):
        assert (posting["published_at"], posting["expires_at"].date()) == (None, expires)


def test_pay_without_contract_and_unit_gets_the_only_contract(ads: SimpleNamespace) -> None:
    pay = [{"max": "13 000 zł"}, {}]
    one = row(ads, "sections", contract=pay, **{"contract-types": "umowa o pracę"})
    assert stated(ads.only("pracuj_pl", one)) == [(None, 13000, "PLN", None, None, "umowa o pracę")]
    two = row(ads, "sections", contract=pay)
    assert stated(ads.only("pracuj_pl", two)) == [(None, 13000, "PLN", None, None, None)]
    text = row(ads, "sections", contract=None, **{"contract-types-salary": "8 000–12 000 zł brutto / mies."})
    assert [pay["text"] for pay in ads.only("pracuj_pl", text)["salaries"]] == ["8 000–12 000 zł brutto / mies."]


@pytest.mark.parametrize(
    ("shown", "place"),
    [
        ("KrakówKraków, Lesser Poland", "Kraków, Lesser Poland"),
        ("Gdynia, pomorskie", "Gdynia, pomorskie"),
        (
            "Jana 3, Nowy Konik (pow. miński)Nowy Konik (pow. miński), mazowieckie",
            "Nowy Konik (pow. miński), mazowieckie",
        ),
        ("łódzkiełódzkie", "łódzkie"),
        ("Kempten, Germanyabroad", "Kempten, Germany"),
        ("Work locationPoland (remote work)", "Poland (remote work)"),
    ],
)
def test_places_shown_twice_are_one(ads: SimpleNamespace, shown: str, place: str) -> None:
    assert ads.only("pracuj_pl", row(ads, "sections", localization=[shown]))["location_words"] == [place]


def test_technologies_run_together_are_text_and_no_skill(ads: SimpleNamespace) -> None:
    glued = {"technologies-expected-1": "WymaganeJavaJEE", "technologies-optional-1": None}
    posting = ads.only("pracuj_pl", row(ads, "sections", **glued))
    assert posting["skills"] == []
    assert "JavaJEE" in posting["description"]


def test_a_landed_page_joins_the_offer_and_its_group(ads: SimpleNamespace) -> None:
    posting = ads.only("pracuj_pl page", row(ads, "page"))
    assert posting["url"] == "https://www.pracuj.pl/praca/java-lodz,oferta,300"
    assert posting["links"] == ["https://www.pracuj.pl/praca/java-gdynia,oferta,301"]
    assert posting["location_words"] == ["Polna 1, Bałuty, Łódź", "Łódź, Bałuty", "Gdynia"]
    assert stated(posting) == [(9000, 12000, "PLN", "month", "gross", "umowa o pracę")]
    assert posting["grade_words"] == ["specjalista / specjalistka (mid / regular)"]
    assert (posting["skills"], posting["format_words"]) == (["Java", "Kafka"], ["praca hybrydowa"])
    assert posting["employment_words"] == ["umowa o pracę", "pełny etat"]
    assert posting["description"] == "Kasy dla sklepów\n\n- Rozwój kas\n- Raporty"
    assert posting["published_at"].date() == date(2026, 8, 19)
    assert posting["leftover_fields"] == []


def test_what_the_page_does_not_say_the_group_does(ads: SimpleNamespace) -> None:
    value = row(ads, "page")
    posting = ads.only("pracuj_pl page", {"group": value["group"], "offer": {"jobOfferWebId": 300}})
    assert (posting["title"], posting["company"]) == ("Programista Java", "Przykład")
    assert [(pay["text"], pay["contract"]) for pay in posting["salaries"]] == [
        ("9 000–12 000 zł brutto / mies.", "Umowa o pracę")
    ]
    assert len(posting["grade_words"]) == 2
    assert posting["format_words"] == ["praca hybrydowa", "praca zdalna"]
    assert posting["published_at"].date() == date(2026, 8, 20)
    assert posting["description"] == "Rozwój kas…"
