"""Telegram posts: labelled facts, links, and honest splitting."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest


def test_labelled_lines_become_columns(ads: SimpleNamespace) -> None:
    posting = ads.only("telegram:example_jobs", ads.telegram)
    assert posting["title"] == "Senior Python Developer"
    assert posting["company"] == "Пример"
    assert posting["location_words"] == ["Белград", "Москва"]
    assert posting["salaries"][0]["text"] == "300 000 – 400 000 ₽"
    assert posting["category_words"] == ["vacancy", "python"]
    assert posting["apply_url"] == "https://example.com/jobs/1"
    assert posting["url"] == "https://t.me/example_jobs/10"
    assert posting["published_at"] == datetime(2026, 8, 31, 9, tzinfo=UTC)


def test_a_numbered_list_of_jobs_with_own_facts_is_split(ads: SimpleNamespace) -> None:
    text = (
        "Работа в финтехе<br><br>1. Senior Python Developer — Пример, $5000, "
        '<a href="https://example.com/1">тут</a><br>2. Middle QA Engineer — удалённо, '
        '<a href="https://example.com/2">тут</a><br>3. Системный аналитик (Middle), от 250к<br><br>Удачи'
    )
    result = ads.parse("telegram:example_jobs", ads.message(text))
    assert [posting["source_posting_id"] for posting in result.postings] == ["10#1", "10#2", "10#3"]
    titles = [posting["title"] for posting in result.postings]
    assert titles == ["Senior Python Developer", "Middle QA Engineer", "Системный аналитик (Middle)"]
    assert [posting["apply_url"] for posting in result.postings] == [
        "https://example.com/1",
        "https://example.com/2",
        None,
    ]
    assert {posting["raw_posting_id"] for posting in result.postings} == {"10"}
    assert all("Работа в финтехе" in posting["description"] for posting in result.postings)


def test_sections_under_role_headings_are_split_and_share_the_rest(ads: SimpleNamespace) -> None:
    text = (
        "Ищем в команду:<br><br><b>Java-разработчик</b><br>Стек: Java, Spring<br>ЗП: от 250к, офис в центре Москвы<br>"
        "<br><b>Frontend разработчик</b><br>Стек: React, TS<br>ЗП: от 200к, можно работать удалённо<br><br>Пишите"
    )
    first, second = ads.parse("telegram:example_jobs", ads.message(text)).postings
    assert (first["title"], second["title"]) == ("Java-разработчик", "Frontend разработчик")
    assert (first["skills"], second["skills"]) == (["Java", "Spring"], ["React", "TS"])
    assert "React" not in first["description"]
    assert second["description"].endswith("Пишите")


@pytest.mark.parametrize(
    "text",
    [
        "Senior Go Developer<br><br>Команда:<br>- 2 backend разработчика<br>- тестировщик<br>- аналитик",
        "Go Developer<br><br>Задачи:<br>1. Разрабатывать сервисы<br>2. Общаться с аналитиками<br>3. Писать тесты",
        "Python Developer<br><br>Engineers outnumber managers here and that is how we like to work together.",
        "Ищем: Python Developer. Рядом будет Team Lead, он всё покажет.",
    ],
)
def test_when_unsure_a_post_stays_one(ads: SimpleNamespace, text: str) -> None:
    assert len(ads.parse("telegram:example_jobs", ads.message(text)).postings) == 1


def test_a_post_that_is_no_ad_is_still_a_posting(ads: SimpleNamespace) -> None:
    posting = ads.only("telegram:example_jobs", ads.message("С праздником, друзья! Скидка 50% на курс"))
    assert posting["title"] == "С праздником, друзья! Скидка 50% на курс"


def test_a_photo_without_text_is_quarantined(ads: SimpleNamespace) -> None:
    result = ads.parse("telegram:example_jobs", ads.message(""))
    assert [reject.reason for reject in result.rejects] == ["no_text"]


def test_people_and_mail_are_not_links(ads: SimpleNamespace) -> None:
    text = 'QA Engineer <a href="https://t.me/someone">пишите</a> <a href="mailto:a@example.com">почта</a>'
    assert ads.only("telegram:example_jobs", ads.message(text))["links"] == []


def bubble(inner: str, classes: str = "", post: str = "example_jobs/10") -> bytes:
    """A message whose bubble holds more than a text."""
    return (
        f'<div class="tgme_widget_message {classes} js-widget_message" data-post="{post}">'
        f'<div class="tgme_widget_message_bubble">{inner}<a class="tgme_widget_message_date" href="https://t.me/{post}">'
        '<time datetime="2026-08-31T09:00:00+00:00">'
        "09:00</time></a></div></div>"
    ).encode()


AD = (
    '<div class="tgme_widget_message_text js-message_text" dir="auto">'
    "Go-разработчик<br/>Компания: Пример<br/>от 300к</div>"
)


def test_a_forwarded_post_names_the_post_it_was_first_published_as(ads: SimpleNamespace) -> None:
    forwarded = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/first_jobs/77?single">'
        '<span dir="auto">Первый</span></a></div>'
    )
    posting = ads.only("telegram:example_jobs", bubble(forwarded + AD))
    assert posting["links"] == ["https://t.me/first_jobs/77"]
    assert posting["apply_url"] is None
    assert posting["url"] == "https://t.me/example_jobs/10"
    assert "Forwarded" not in posting["description"]


@pytest.mark.parametrize(
    "name",
    [
        '<span class="tgme_widget_message_forwarded_from_name">Сим Придуманный</span>',
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/first_jobs">Первый</a>',
    ],
)
def test_a_post_forwarded_from_a_person_or_a_channel_as_such_has_no_origin(ads: SimpleNamespace, name: str) -> None:
    forwarded = f'<div class="tgme_widget_message_forwarded_from">Forwarded from {name}</div>'
    assert ads.only("telegram:example_jobs", bubble(forwarded + AD))["links"] == []


def test_jobs_of_a_forwarded_post_share_no_address(ads: SimpleNamespace) -> None:
    forwarded = '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/first_jobs/77">Первый</a>'
    text = "1. Go Developer — 300к<br/>2. QA Engineer — 200к"
    found = ads.parse(
        "telegram:example_jobs", bubble(f'{forwarded}<div class="tgme_widget_message_text">{text}</div>')
    ).postings
    assert [posting["links"] for posting in found] == [[], []]


def test_an_album_is_one_posting_with_its_caption_once(ads: SimpleNamespace) -> None:
    photos = "".join(
        f'<a class="tgme_widget_message_photo_wrap grouped_media_wrap" href="https://t.me/example_jobs/{number}?single"></a>'
        for number in (10, 11, 12)
    )
    album = f'<div class="tgme_widget_message_grouped_wrap">{photos}</div>'
    nested = f'<div class="tgme_widget_message_text js-message_text">{AD}</div>{AD}'
    posting = ads.only("telegram:example_jobs", bubble(album + nested))
    assert posting["description"] == "Go-разработчик\nКомпания: Пример\nот 300к"
    assert posting["links"] == []


def test_a_reply_holds_only_its_own_words(ads: SimpleNamespace) -> None:
    reply = (
        '<a class="tgme_widget_message_reply" href="https://t.me/example_jobs/3">'
        '<div class="tgme_widget_message_author">Пример</div>'
        '<div class="tgme_widget_message_text js-message_reply_text">Senior Java Developer, закрыта</div></a>'
    )
    posting = ads.only("telegram:example_jobs", bubble(reply + AD))
    assert (posting["title"], posting["links"]) == ("Go-разработчик", [])
    assert "Java" not in posting["description"]


def test_a_button_below_the_post_is_where_one_applies(ads: SimpleNamespace) -> None:
    button = (
        '<div class="tgme_widget_message_inline_keyboard"><a class="tgme_widget_message_inline_button url_button" '
        'href="https://example.com/jobs/5"><span>Откликнуться</span></a></div>'
    )
    assert ads.only("telegram:example_jobs", bubble(AD + button))["apply_url"] == "https://example.com/jobs/5"


def test_an_entry_of_a_digest_is_traced_to_its_own_post(ads: SimpleNamespace) -> None:
    text = (
        'За неделю:<br/>— <a href="https://t.me/example_jobs/5">Go-разработчик</a><br/>'
        '— <a href="https://t.me/s/example_jobs/6">QA Engineer</a>'
    )
    found = ads.parse("telegram:example_jobs", ads.message(text)).postings
    assert [posting["links"] for posting in found] == [["https://t.me/example_jobs/5"], ["https://t.me/example_jobs/6"]]


@pytest.mark.parametrize(
    ("inner", "classes", "reason"),
    [
        (
            '<div class="tgme_widget_message_text"><a href="#">Пример</a> pinned «Go-разработчик»</div>',
            "service_message",
            "service_message",
        ),
        (
            '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Да?</div></div>',
            "",
            "poll",
        ),
        ('<a class="tgme_widget_message_photo_wrap" href="https://t.me/example_jobs/10"></a>', "", "no_text"),
    ],
)
def test_what_is_no_post_is_named(ads: SimpleNamespace, inner: str, classes: str, reason: str) -> None:
    result = ads.parse("telegram:example_jobs", bubble(inner, classes))
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], [reason])


def test_tags_are_kept_and_anchors_of_addresses_are_not(ads: SimpleNamespace) -> None:
    posting = ads.only(
        "telegram:example_jobs", ads.message("#senior #remote<br>QA Engineer https://example.com/a#apply")
    )
    assert posting["category_words"] == ["senior", "remote"]


def test_pay_and_place_between_pipes_are_read(ads: SimpleNamespace) -> None:
    posting = ads.only(
        "telegram:example_jobs", ads.message("Data Engineer | Пример | 250–300к | Казань | удалённо<br><br>Пишем ETL")
    )
    assert (posting["company"], posting["location_words"]) == ("Пример", ["Казань", "удалённо"])
    assert [pay["text"] for pay in posting["salaries"]] == ["250–300к"]


DESKTOP = {
    "id": 10,
    "type": "message",
    "date": "2026-08-31T09:00:00",
    "text": [
        "🔥 ",
        {"type": "bold", "text": "Go Developer"},
        "\nКомпания: Пример\n",
        {"type": "text_link", "text": "Отклик", "href": "https://example.com/jobs/1"},
    ],
}
TELETHON = {
    "id": 10,
    "channel": "@example_jobs",
    "date": 1788166800,
    "message": "🔥 Go Developer\nКомпания: Пример\nhttps://example.com/jobs/1",
}


@pytest.mark.parametrize("exported", [DESKTOP, TELETHON])
def test_exported_messages_read_as_posts_do(ads: SimpleNamespace, exported: dict[str, Any]) -> None:
    posting = ads.only("telegram:example_jobs", exported)
    assert (posting["title"], posting["company"]) == ("Go Developer", "Пример")
    assert posting["links"] == ["https://example.com/jobs/1"]
    assert posting["published_at"] == datetime(2026, 8, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("exported", "reason"),
    [
        ({"id": 1, "type": "service", "action": "pin_message", "text": "x"}, "service_message"),
        ({"id": 1, "media": "photo"}, "not_a_message"),
        ({"id": 1, "text": "<b>&"}, None),
    ],
)
def test_exported_messages_that_are_no_posts(
    ads: SimpleNamespace, exported: dict[str, Any], reason: str | None
) -> None:
    result = ads.parse("telegram:example_jobs", exported)
    assert [reject.reason for reject in result.rejects] == ([reason] if reason else [])
