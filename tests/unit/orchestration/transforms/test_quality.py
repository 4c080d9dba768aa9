"""What is not an ad, adequate descriptions, languages and contacts."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.languages import read_language
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.quality import description_quality, rejected_reason
from orchestration.transforms.redaction import redact, redact_scanned
from orchestration.transforms.text_scan import scan
from orchestration.transforms.words import fold


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("#резюме Python", "Ищу работу, опыт 3 года, стек Django. Пишите в личку", "cv"),
        ("[For Hire] Full-stack developer", "I have experience with React, my portfolio is below", "cv"),
        ("Шукаю роботу", "Мій стек: PHP, Laravel. Розгляну пропозиції", "cv"),
        ("Szukam pracy", "Jestem programistą Javy, moje CV wyślę mailem", "cv"),
        ("Бесплатный вебинар по Python", "Запишись на курс со скидкой 50%", "course_or_channel_promotion"),
        ("Darmowy webinar o testowaniu", "Zapisz się na kurs już dziś", "course_or_channel_promotion"),
        ("Заработок в интернете", "Пассивный доход от 500$ в день без вложений", "pyramid_or_betting"),
        ("Ставки на спорт", "Договорные матчи, пиши +", "pyramid_or_betting"),
        ("Подборка вакансий недели", "1. Разработчик 2. Тестировщик", "digest_without_role"),
        ("Розыгрыш MacBook", "Условия конкурса: сделай репост, победителя выберем в пятницу", "giveaway"),
        ("Sorry for the offtopic", "Could we also have a thread for designers? Did anyone try that?", "comment"),
        ("Note", "The link you have goes to last month's thread, here is the correct link", "comment"),
        ("If you like Haskell check out our job board", "It has a newsletter too", "course_or_channel_promotion"),
        ("Podsumowanie tygodnia", "Ogłoszeń o 4% mniej. Cały raport na stronie, w górę: data", "digest_without_role"),
        ("Giveaway for subscribers", "Tag a friend and win a prize", "giveaway"),
    ],
)
def test_posts_that_are_no_ads_have_a_reason(title: str, text: str, reason: str) -> None:
    assert rejected_reason(scan(title, text), "telegram") == reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Python-разработчик", "Мы ищем разработчика. Обязанности: писать код. Отправьте резюме на почту"),
        ("Backend developer", "We are looking for a developer. Send your CV. Responsibilities: APIs"),
        ("Преподаватель Python", "Обязанности: вести курс по Python, проверять уроки. Требования: опыт"),
        ("C++ developer in a betting company", "Требования: опыт от 3 лет. Стек: C++. Казино и ставки"),
        ("Java Developer", "Szukamy programisty. Wymagania: Java. Obowiązki: rozwój systemu"),
        ("Experte Anlagenbau (m/w/d)", "Auswahl geeigneter Komponenten, Abstimmung mit Kunden"),
        ("Security Tool Engineer - Cryptography", "Start: ASAP. Python, Linux, C"),
        ("QA", "Если вы ищете работу в продуктовой команде — приходите. Обязанности: тестирование"),
    ],
)
def test_real_ads_are_not_rejected(title: str, text: str) -> None:
    assert rejected_reason(scan(title, text), "telegram") is None


def test_a_word_is_a_sign_of_one_kind_only() -> None:
    words = [fold(word) for sign in load_yaml("quality")["signs"].values() for word in sign["words"]]
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_a_forum_needs_more_signs_than_a_channel() -> None:
    links = "\n".join(f"https://quellwerk.example/{name}" for name in "abc")
    text = f"Companies of any size plan their openings with us.\n{links}"
    assert rejected_reason(scan("Quellwerk - Bremen - full-time", text), "hackernews") is None


def test_a_shape_alone_rejects_no_ad_of_few_words() -> None:
    assert rejected_reason(scan("Zapier", "Zapier\nhttps://zapier.example/blog"), "telegram") is None
    assert rejected_reason(scan("Ferntree | Oslo", "Ferntree | Oslo\nferntree.example/careers"), "hackernews") is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Ищу напарника", "Я один пишу игру уже два года. Ищу программиста на Unity, плачу 1500 в час, пишите мне"),
        ("Шукаю людину", "Маю студію і сам не встигаю. Шукаю верстальника, 15$/год, пишіть мені"),
        ("Szukam kogoś", "Mam sklep i sam sobie nie radzę. Szukam programisty, 80 zł/h, piszcie do mnie"),
        ("Suche jemanden", "Ich habe den Prototyp selbst gebaut. Ich suche einen Entwickler, 55 €/h, schreib mir"),
        ("Looking for a designer", "I've built the backend by myself. Looking for a designer, $1,800, message me"),
    ],
)
def test_people_who_hire_write_of_themselves_too(title: str, text: str) -> None:
    assert rejected_reason(scan(title, text), "telegram") is None


@pytest.mark.parametrize("title", ["SEEKING WORK | Remote | Go", "[For Hire] Go developer", "#резюме Go"])
def test_a_label_of_those_who_look_for_work_decides(title: str) -> None:
    text = f"{title}\nSkills: Go, Linux, Docker, AWS, Postgres\nRate: $50/h"
    assert rejected_reason(scan(title, text), "hackernews") == "cv"


def test_a_moderated_board_is_rejected_only_by_its_title() -> None:
    assert rejected_reason(scan("Разработчик", "ищу работу"), "hh_ru") is None


def test_a_description_is_adequate_from_300_characters_of_prose() -> None:
    prose = "Разрабатывать сервисы расчёта заказов и поддерживать их в работе вместе с командой. "
    assert description_quality(scan("", prose * 4), prose * 4) == "adequate"
    assert description_quality(scan("", prose), prose) == "thin"
    assert description_quality(scan("", ""), "") == "none"
    tags = "\n".join(["#python #вакансия #удаленка #разработка #москва"] * 20)
    assert description_quality(scan("", tags), tags) == "thin"
    boilerplate = "We are an equal opportunity employer and decide without regard to anything but skill. " * 6
    assert description_quality(scan("", boilerplate), boilerplate) == "thin"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мы ищем разработчика с опытом коммерческой разработки для нашей команды", "ru"),
        ("Ми шукаємо розробника з досвідом роботи, який буде розвивати наш продукт", "uk"),
        ("Szukamy programisty z doświadczeniem, który będzie rozwijać nasz produkt", "pl"),
        ("We are looking for a developer who will work with our product team", "en"),
        ("Wir suchen einen Entwickler, der unser Produkt mit uns weiterentwickelt", "de"),
        ("12345 !!!", None),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_named(text: str, language: str | None) -> None:
    assert read_language(text.lower()) == language


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Пишите: hr.team@firma-x.example", "Пишите: <email>"),
        ("mail: jobs (at) firma.example", "mail: <email>"),
        ("Tel. +48 600 700 800", "Tel. <phone>"),
        ("Звоните 8 (999) 123-45-67", "Звоните <phone>"),
        ("Тел.+48 600 700 800", "Тел.<phone>"),
        ("тг @some_recruiter", "тг <handle>"),
        ("https://t.me/some_recruiter", "<handle>"),
        ("api.whatsapp.com/send?phone=1 foo.com/T.me/abc, about.me/x", "<handle> foo.com/<handle>, about.me/x"),
        ("от 200 000 до 300 000 руб.", "от 200 000 до 300 000 руб."),
        ("100 000 000 users since 2019-2024", "100 000 000 users since 2019-2024"),
        ("ISO 27001, port 8080, 12.05.2024", "ISO 27001, port 8080, 12.05.2024"),
        ("Python 3.11.4 and Java 17", "Python 3.11.4 and Java 17"),
    ],
)
def test_contacts_are_cut_out_and_other_numbers_stay(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def test_names_go_only_from_contact_lines() -> None:
    text = "Team lead reads code of Grace Hopper\nКонтакт: Анна Петрова, @anna_hr\nContact: John Smith"
    redacted = redact_scanned(scan("", text), text)
    assert "Grace Hopper" in redacted
    assert "Анна" not in redacted
    assert "Smith" not in redacted


@given(st.text(max_size=400))
def test_redaction_is_idempotent_and_nothing_raises(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
    found = scan(text, text)
    rejected_reason(found, "telegram")
    description_quality(found, text)
    read_language(text.lower())
    redact_scanned(found, text)
