"""No text, however hostile, takes far more work than an ordinary text of its length."""

from __future__ import annotations

import itertools
import time
from datetime import date
from typing import Any

import pytest

from orchestration.transforms.normalize import normalize_posting

LENGTH = 100_000
# Measured ratios are at most 7; a search that starts again at every character of a long text is at 100 and above.
MOST = 20
ORDINARY = """\
We are looking for a Senior Python developer in Kraków, Poland or remote within the EU.
О компании: делаем сервис доставки, команда из 12 человек, офис в Москве, гибрид 2 дня в неделю.
- опыт от 3 лет, Python, PostgreSQL, Docker, Kubernetes, английский B2;
Wynagrodzenie: 18 000 - 24 000 zł netto + VAT / mies., umowa B2B.
Salary: $120k - $150k per year, equity and a learning budget of $1,000.
Пишите: hr@example.org, +7 999 123-45-67, @sim_recruiter
"""
_LETTERS = "абвгдежзиклмнопрстуфхцчшщ"
HOSTILE = {
    "numbers": "1 ",
    "long number": "1",
    "groups of digits": "1 000 ",
    "dotted digits": "1.1,",
    "brackets": "(",
    "closed brackets": "()",
    "dots": ".",
    "dotted letters": "a.a.a.",
    "dotted words": "тыс.руб.",
    "plus signs": "+7",
    "phone-like": "+7 (999) ",
    "spaces": " ",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "dashes": "-",
    "spaced dashes": " - ",
    "long dashes": "—",
    "currency signs": "$",
    "signs and digits": "$1",
    "signs, digits, spaces": "$ 1 - ",
    "up to": "до ",
    "from": "от 1 ",
    "ranges": "1-2-",
    "thousands": "1k ",
    "pay words": "зарплата ",
    "pay in one line": "зарплата 100 000 руб. ",
    "pay in many lines": "Salary: $100k - $150k\n",
    "days": "2 days ",
    "days in the office": "2 дня в офисе ",
    "formats": "remote ",
    "denied formats": "не удаленно ",
    "format or": "remote or ",
    "years": "1 year ",
    "years of experience": "опыт от 3 ",
    "half-mails": "a@",
    "mails without an end": "a.a@a.",
    "one long word": "a",
    "one long word of a mail": "a@a.a-",
    "handles": "@a",
    "links": "t.me/",
    "cities": "Москва ",
    "cities in a list": "Москва, ",
    "in cities": "in Berlin ",
    "capitals": "A ",
    "capital words": "Aa Bb",
    "location lines": "Location: Berlin\n",
    "half-names": "Анна Анна ",
    "lines of contact": "Контакты: Анна\n",
    "lines": "\n",
    "short lines": "a\n",
    "sentences": "Aa. ",
    "questions": "A?",
    "hashtags": "#senior ",
    "technologies": "Go ",
    "technologies in a list": "C, ",
    "cues": "looking for a ",
    "levels": "senior ",
    "spam words": "курс ",
    "combining marks": "e\u0301",
    "marks alone": "\u0301",
    "right to left": "שלום ",
    "joined emoji": "🧑\u200d💻",
    "zero-width": "\u200b",
    "nul": "\x00",
    "letters that grow": "İ",
    "words of many kinds": "".join(f"{one}{two} " for one, two in itertools.product(_LETTERS, _LETTERS)),
    "ten thousand short lines": "- Python\n",
    "half of a list": "a, b; c | ",
    "tags": "<a>",
    "quotes": "'",
}


_RUNS = itertools.count()


def _seconds(text: str, field: str) -> float:
    """Processor time of reading one ad with a text that no memo knows."""
    words = f"{next(_RUNS)}{text}"
    ad: dict[str, Any] = {"title": "Developer", "source": "telegram:sim", "landed_on": date(2026, 3, 1)}
    if field == "fields":
        lists = ("grade_words", "location_words", "country_words", "format_words", "skills", "category_words")
        ad |= {name: [words] for name in lists}
        ad |= {"experience_text": words, "salaries": [{"text": words, "currency": words, "period": words}]}
    else:
        ad[field] = words
    started = time.process_time()
    normalize_posting(ad, {})
    return time.process_time() - started


def _takes_at_most(text: str, field: str, limit: float) -> bool:
    """A busy machine can slow one run; it does not slow three."""
    return any(_seconds(text, field) <= limit for _ in range(3))


@pytest.fixture(scope="module")
def ordinary() -> float:
    """Seconds for an ordinary text of the same length."""
    text = (ORDINARY * (LENGTH // len(ORDINARY) + 1))[:LENGTH]
    _seconds(text[:1000], "description")
    return min(_seconds(text, "description") for _ in range(5))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["description", "title", "fields"])
def test_a_hostile_text_takes_no_more_than_its_share(name: str, field: str, ordinary: float) -> None:
    piece = HOSTILE[name]
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    assert _takes_at_most(text, field, MOST * ordinary)


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_the_length_and_not_faster(name: str) -> None:
    piece = HOSTILE[name]
    short, long = ((piece * (size // len(piece) + 1))[:size] for size in (LENGTH // 10, LENGTH))
    least = max(min(_seconds(short, "description") for _ in range(3)), 1e-3)
    # Ten times the length: ten times the work, with room for noise; a square would be a hundred times.
    assert _takes_at_most(long, "description", 40 * least)
