"""Telegram posts: labelled facts, links, and honest splitting."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

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
        "Подборка недели<br><br>1. Senior Python Developer — Пример, $5000, "
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
    assert all("Подборка недели" in posting["description"] for posting in result.postings)


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
