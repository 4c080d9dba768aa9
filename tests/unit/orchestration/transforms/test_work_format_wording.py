"""Formats that posts tell without a word for them: weighed word by word, where no rule reads one."""

from __future__ import annotations

import pytest

from orchestration.transforms.text_scan import scan
from orchestration.transforms.work_format_wording import likely_formats, word_groups
from orchestration.transforms.work_formats import read_work_formats


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Ищем аналитика. Все живут в разных городах, встречаемся на экране. 200 на руки", ("remote",)),
        ("Need a React dev. Everyone lives in a different town and we talk in Slack. 4k", ("remote",)),
        ("Szukamy testera. Każdy mieszka gdzie indziej, widujemy się przez kamerę.", ("remote",)),
        ("Шукаємо аналітика. Усі живуть у різних містах, зустрічі в зумі.", ("remote",)),
        ("Tester gesucht. Jeder wohnt woanders, Treffen per Video.", ("remote",)),
        ("Embedded developer. Half the week at the bench with us, half at your own place.", ("hybrid",)),
        ("C++ developer. We all sit in one room around one table, five days a week.", ("office",)),
        ("Ищем аналитика. Клиенты в разных городах, зарплата два раза в месяц.", ()),
        ("We are hiring engineers. Our users live in different countries. Send a resume.", ()),
    ],
)
def test_a_sentence_without_words_of_formats_tells_one(text: str, offered: tuple[str, ...]) -> None:
    assert read_work_formats((), (), scan("", text), "telegram").offered == offered


def test_days_at_home_and_in_the_office_that_are_told_apart_are_hybrid() -> None:
    text = "Half the week you are at the bench with us. The other half you work from your own sofa at home."
    assert likely_formats(scan("", text), "telegram") == {"hybrid"}


def test_only_posts_are_read_so_and_threads_that_name_formats_in_headings_hardly() -> None:
    text = "Need a React dev. Everyone lives in a different town and we talk in Slack."
    assert read_work_formats((), (), scan("", text), "greenhouse").offered == ()
    assert read_work_formats((), (), scan("", text), "hackernews").offered == ()


def test_groups_are_beginnings_of_words_and_of_two_in_a_row() -> None:
    assert word_groups("сидим дома, 5 дней") == {"сидим", "дома", "дней", "сидим дома", "дома дней"}
