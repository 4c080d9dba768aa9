"""Case, kinds of spaces and Unicode forms do not change what a word says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.grade_words import grades_in_field, grades_in_title
from orchestration.transforms.grades import track_of
from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.money_text import read_money
from orchestration.transforms.normalize import normalize_posting
from orchestration.transforms.places import places_in_words
from orchestration.transforms.salaries import contract_of, currency_code, period_of, tax_of
from orchestration.transforms.specialization_titles import read_title
from orchestration.transforms.technologies import dictionary, read_skill, read_technologies
from orchestration.transforms.text_scan import scan
from orchestration.transforms.words import fold
from orchestration.transforms.work_formats import read_work_formats

from .texts import EXAMPLES, SPELLINGS, SPELLINGS_OF_ONE_CASE, Change, respelled

TITLES = [
    "Senior Python Developer",
    "Junior+ / Middle Java-разработчик",
    "Ведущий инженер по тестированию",
    "Старший системный аналитик",
    "Стажёр-разработчик 1С",
    "Молодший розробник .NET",
    "Провідний інженер DevOps",
    "Młodszy programista C#",
    "Starszy specjalista ds. bezpieczeństwa",
    "Team Lead (Node.js, Kraków)",
    "Head of Engineering",
    "Leiter Softwareentwicklung (m/w/d)",
    "Working Student Data Science – München",
    "Тимлид frontend-команды",
]
LOCATIONS = [
    "Москва",
    "Санкт-Петербург, Россия",
    "Київ, Україна",
    "Kraków, Poland",
    "Łódź / Wrocław",
    "München, Deutschland",
    "Köln or Düsseldorf",
    "Алматы, Казахстан",
    "Remote (EU)",
    "New York, NY",
    "Нижний Новгород",
    "Запоріжжя",
]
PAY = [
    "Зарплата: от 150 000 до 250 000 ₽ на руки",
    "Оклад 180 тыс. руб. до вычета налогов",
    "Заробітна плата від 1 500 до 2 500 $ на місяць",
    "Wynagrodzenie: 18 000 - 24 000 zł netto + VAT / mies.",
    "Widełki od 15 do 20 tys. zł brutto, umowa o pracę",
    "Salary: $120k - $150k per year",
    "Gehalt: 60.000 – 75.000 € brutto im Jahr",
]
FORMAT_WORDS = [(name, word) for name, words in load_yaml("work_formats")["field"].items() for word in words]
CURRENCY_WORDS = [word.rstrip("*") for words in load_yaml("salary_words")["currencies"].values() for word in words]
PLAIN_NAMES = [
    row["name"]
    for row in load_csv("technologies")
    if not row["ambiguity"] and fold(row["name"]) not in dictionary().ambiguity
]


@EXAMPLES
@given(st.sampled_from(TITLES), SPELLINGS)
def test_a_title_says_the_same_however_it_is_written(title: str, changes: list[Change]) -> None:
    other = respelled(title, changes)
    assert grades_in_title(other) == grades_in_title(title)
    assert track_of(other) == track_of(title)
    assert read_title(other) == read_title(title)


@EXAMPLES
@given(
    st.sampled_from(["Senior", "Mid / Regular", "młodszy specjalista", "ведущий", "Стажёр", "провідний", "EXPERT"]),
    SPELLINGS,
)
def test_a_level_field_says_the_same_however_it_is_written(words: str, changes: list[Change]) -> None:
    assert grades_in_field(respelled(words, changes)) == grades_in_field(words) != ()


@EXAMPLES
@given(st.sampled_from(LOCATIONS), SPELLINGS)
def test_a_place_is_the_same_however_it_is_written(location: str, changes: list[Change]) -> None:
    assert places_in_words(respelled(location, changes)) == places_in_words(location)
    assert places_in_words(location) != places_in_words("")


@EXAMPLES
@given(st.sampled_from(FORMAT_WORDS), SPELLINGS)
def test_a_work_format_is_the_same_however_it_is_written(case: tuple[str, str], changes: list[Change]) -> None:
    name, word = case
    assert read_work_formats([respelled(word, changes)], [], scan("", "")).offered == (name,)


@EXAMPLES
@given(st.sampled_from(CURRENCY_WORDS), SPELLINGS)
def test_a_currency_word_is_the_same_however_it_is_written(word: str, changes: list[Change]) -> None:
    assert currency_code(respelled(word, changes)) == currency_code(word) is not None


@EXAMPLES
@given(st.sampled_from(["periods", "taxes", "contracts"]), st.data())
def test_words_of_pay_are_the_same_however_they_are_written(section: str, data: st.DataObject) -> None:
    words = [word.rstrip("*") for of in load_yaml("salary_words")[section].values() for word in of]
    word, changes = data.draw(st.sampled_from(words)), data.draw(SPELLINGS)
    read: Any = {"periods": period_of, "taxes": tax_of, "contracts": contract_of}[section]
    assert read(respelled(word, changes)) == read(word)


@EXAMPLES
@given(st.sampled_from(PLAIN_NAMES), SPELLINGS)
def test_a_technology_is_the_same_however_it_is_written(name: str, changes: list[Change]) -> None:
    other = respelled(name, changes)
    assert name in read_skill(other)
    assert name in read_technologies([], scan("", f"Требования: опыт с {other}, общение с командой.")).names


@EXAMPLES
@given(st.sampled_from(PAY), SPELLINGS)
def test_pay_is_the_same_however_it_is_written(line: str, changes: list[Change]) -> None:
    stated, other = (
        [money._replace(text="") for money in read_money(scan("", text))] for text in (line, respelled(line, changes))
    )
    assert len(stated) == 1
    assert other == stated


@pytest.mark.parametrize("title", TITLES)
@EXAMPLES
@given(changes=SPELLINGS_OF_ONE_CASE)
def test_an_ad_of_other_spaces_and_forms_is_the_same_ad(title: str, changes: list[Change]) -> None:
    lines = ["О роли и команде: мы делаем сервис доставки.", *PAY[:2], "Город: Москва, гибрид, офис 2 дня в неделю."]
    lines += ["Стек: Python, PostgreSQL, Docker и Kubernetes.", "Опыт от 3 лет. Пишите Анне: hr@example.org"]

    def read(change: list[Change]) -> dict[str, Any]:
        parsed = {"title": respelled(title, change), "description": respelled("\n".join(lines), change)}
        row = normalize_posting({"source": "telegram:sim", "landed_on": date(2026, 3, 1), **parsed}, {})
        offers = [{**offer, "text": ""} for offer in row["salaries"]]
        return {**row, "title": "", "description": "", "salary_text": "", "salaries": offers}

    assert read(changes) == read([])
