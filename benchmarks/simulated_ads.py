"""Simulated ads of real length for the benchmark of linking: parsed postings, as many as wanted, in batches.

What makes linking hard at scale is in them: an employer has from one to hundreds of ads, and there are more employers
in a larger market; ads of one employer share a paragraph, ads of one role share sentences, titles repeat; a third of
the ads are copies of a recent ad on another board: word for word, edited, cut, or with another spelling of the name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scrapers.schemas import PARSED_POSTINGS

LAST_DAY = date(2031, 6, 30)
BATCH = 10_000
ADS_PER_EMPLOYER = 12  # on average
COPIES = 1 / 3
RECENT = 20_000  # openings that may be copied, so that copies stand some days apart
VOCABULARY = 40_000
BOARDS = 12
SYLLABLES = [a + b for a in "бвгдзклмнпрст" for b in "аеиоуя"]
LEVELS = ("Junior ", "Middle ", "Senior ", "Lead ", "", "", "", "")
ROLES = (
    "разработчик",
    "тестировщик",
    "аналитик",
    "DevOps-инженер",
    "администратор",
    "архитектор",
    "дизайнер",
    "менеджер",
)
TECHNOLOGIES = ("Python", "Java", "Go", "C++", "PHP", "Kotlin", "React", "Node.js", "1С", "Ruby", "Scala", "Rust")


class Ads(NamedTuple):
    """Rows of PARSED_POSTINGS and, for each, the number of the opening that it advertises."""

    postings: pa.Table
    openings: npt.NDArray[np.int64]


class _Opening(NamedTuple):
    number: int
    title: str
    company: str
    board: int
    words: list[str]


def simulated_ads(count: int, new: int, seed: int, days: int = 90) -> Iterator[Ads]:
    """`count` ads spread evenly over the days before LAST_DAY, then `new` ones of LAST_DAY."""
    makers = _Makers(seed, max((count + new) // ADS_PER_EMPLOYER, 5))
    for start in range(0, count + new, BATCH):
        numbers = range(start, min(start + BATCH, count + new))
        rows, openings = [], []
        for number in numbers:
            ad = makers.next_ad()
            day = LAST_DAY - timedelta(days=days - number * days // count if number < count else 0)
            rows.append(_row(number, ad, day))
            openings.append(ad.number)
        yield Ads(pa.Table.from_pylist(rows, schema=PARSED_POSTINGS), np.array(openings, np.int64))


class _Makers:
    def __init__(self, seed: int, employers: int) -> None:
        self._pick = random.Random(seed)
        self._numbers = np.random.default_rng(seed)
        words = ["".join(self._pick.choices(SYLLABLES, k=self._pick.randint(1, 5))) for _ in range(VOCABULARY)]
        self._words = np.array(words, object)
        # Some words are common, as in any language; three of them in a row are not.
        odds = 1 / (np.arange(VOCABULARY) + 50)
        self._odds = np.cumsum(odds / odds.sum())[:-1]
        self._roles = [self._text(40) for _ in ROLES]
        self._employers = employers
        self._paragraphs: dict[int, list[str]] = {}
        self._recent: list[_Opening] = []
        self._openings = 0

    def next_ad(self) -> _Opening:
        if self._recent and self._pick.random() < COPIES:
            return self._copy(self._pick.choice(self._recent))
        self._openings += 1
        opening = self._opening(self._openings)
        if len(self._recent) < RECENT:
            self._recent.append(opening)
        else:
            self._recent[self._openings % RECENT] = opening
        return opening

    def _text(self, length: int) -> list[str]:
        words: list[str] = self._words[np.searchsorted(self._odds, self._numbers.random(length))].tolist()
        return words

    def _opening(self, number: int) -> _Opening:
        pick = self._pick
        employer, role = int(self._employers * pick.random() ** 1.6), pick.randrange(len(ROLES))
        if employer not in self._paragraphs:
            self._paragraphs[employer] = self._text(50)
        text = self._paragraphs[employer] + self._roles[role] + self._text(pick.randrange(130, 220))
        project = SYLLABLES[employer % len(SYLLABLES)] + pick.choice(SYLLABLES)
        title = f"{pick.choice(LEVELS)}{pick.choice(TECHNOLOGIES)} {ROLES[role]} проекта {project.title()}"
        name = "".join(SYLLABLES[employer // 78**power % 78] for power in range(4))
        return _Opening(number, title, f"ООО {name.title()}", pick.randrange(BOARDS), text)

    def _copy(self, opening: _Opening) -> _Opening:
        pick, words = self._pick, list(opening.words)
        for _ in range(pick.randrange(6)):
            words[pick.randrange(len(words))] = self._words[pick.randrange(VOCABULARY)]
        company = pick.choice([opening.company, opening.company.removeprefix("ООО ")])
        board = (opening.board + pick.randrange(1, BOARDS)) % BOARDS
        return opening._replace(company=company, board=board, words=words[: len(words) - pick.randrange(12)])


def _row(number: int, ad: _Opening, day: date) -> dict[str, Any]:
    source = f"json_ld:board{ad.board}"
    return {
        "payload_hash": f"h{number}",
        "source": source,
        "source_posting_id": str(number),
        "raw_posting_id": str(number),
        "posting_key": f"{source}/{number}",
        "landed_on": day,
        "url": f"https://board{ad.board}.example/jobs/{number}-{number % 977}",
        "title": ad.title,
        "company": ad.company,
        "description": " ".join(ad.words),
    }
