"""Places that a post names, what stands around them, and what is made of it where no rule of wording helps."""

from __future__ import annotations

import pytest

from orchestration.transforms.place_mentions import mentions, surroundings
from orchestration.transforms.place_text import read_places
from orchestration.transforms.place_verdict import chances
from orchestration.transforms.text_scan import scan
from orchestration.transforms.work_formats import read_work_formats


def _named(text: str) -> list[tuple[str, str]]:
    return [(one.countries[0], one.kind) for one in mentions(scan("", text), ("RU", "UA"))]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Нужен админ, г. Пермь, склад", [("RU", "town")]),
        ("Работаем по всей Польше, #львів", [("PL", "country"), ("UA", "hashtag")]),
        ("Remote, PL/UA only 🇩🇪", [("PL", "code"), ("DE", "flag")]),
        ("Malibu, CA - no remotes", [("US", "code")]),
        ("сидим в казани", [("RU", "small")]),
        ("график 10-19 по мск, 20:00 МСК, US Eastern mornings, 3 pm Berlin time", []),
        ("SQL, REST, Oracle und am Ende Kaffee", []),
    ],
)
def test_names_of_places_are_found_however_written(text: str, named: list[tuple[str, str]]) -> None:
    assert _named(text) == named


def test_what_stands_around_a_place_is_seen() -> None:
    found = scan("", "QA lead\nУдалённо, команда в Тбилиси, кроме РФ")
    every = mentions(found, ("RU",))
    tbilisi, russia = surroundings(found, every, ("remote",))
    assert {"ad remote", "before в", "part ends", "format in sentence", "countries 2"} <= tbilisi
    assert {"denied", "of others", "before кроме", "after $"} <= russia


def test_a_list_has_the_chance_of_its_surest_place() -> None:
    found = scan("", "Hiring, must be living in Mexico, Colombia or Argentina.\nClients in Japan")
    judged = [(one.countries[0], chance) for one, chance in chances(found, mentions(found, ()), ())]
    listed = {chance for country, chance in judged if country in ("MX", "CO", "AR")}
    assert len(listed) == 1
    assert listed.pop() > dict(judged)["JP"]


def _countries(text: str) -> tuple[str, ...]:
    title, _, description = text.partition("\n")
    found = scan(title, description)
    return read_places([], [], found, "telegram", read_work_formats([], [], found, "telegram").offered).countries


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Требуется кассир\nг. Томск, ул. Южная, график 2/2, звонить Ольге", ("RU",)),
        ("QA\nВіддалена робота по всій Україні, від 900$", ("UA",)),
        ("Magazynier\nPraca od zaraz, magazyn Gliwice Łabędy, 30 zł/h", ("PL",)),
        ("Go-разработчик\nУдалённо. Наш клиент из Дубая, команда сидит в Белграде и Ереване", ()),
    ],
)
def test_places_that_no_rule_of_wording_finds_are_weighed(text: str, countries: tuple[str, ...]) -> None:
    assert _countries(text) == countries


def test_what_a_rule_finds_is_doubted_by_its_surroundings() -> None:
    text = "PHP-разработчик\nУдалённо, живите где хотите, главное пересечение с Москвой хотя бы четыре часа."
    assert _countries(text) == ()
