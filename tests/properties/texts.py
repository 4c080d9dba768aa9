"""Texts for property tests: any letters at all, and the words of ads between odd signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# The same examples at every run, so that a red build is red for everyone. Dictionaries are built at the first example.
EXAMPLES = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

ANY_LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)

_WORDS = """
Senior Middle+ Junior/Middle Lead ведущий старший стажёр młodszy провідний Разработчик developer Python Go C C++ C#
.NET Node.js R&D 1С React remote удалённо hybrid гибрид офис office zdalnie homeoffice дома Москва Kraków Київ Berlin
США UK in в w у Salary зарплата ЗП Wynagrodzenie Gehalt до от from to od bis von від gross net на руки netto VAT B2B
$ € ₽ zł грн USD руб. тыс. тис. tys. k к млн 100 000 5.000,50 1,5 250-350к +7 (999) 123-45-67 @handle a@b.co t.me/abc
years лет опыта experience #senior #remote резюме курсы подпишись http://x.y/z
- — ... ( ) [ / | : ; , . + # * % _ < > & ' 0, İ ẞ ﬁ ٣٤٥ ² ½ Ⅳ ة שלום 𝟗 🇺🇦 💰
"""
_SPACES_AND_MARKS = " \n\t\u00a0\u202f\u200b\u200d\u202e\u0301\u0306\x00\x1b\ufeff"
_PIECES = [*_WORDS.split(), *_SPACES_AND_MARKS, "9" * 40, "1 " * 20]
_LISTS = st.lists(st.sampled_from(_PIECES), max_size=60)
AD_LIKE = _LISTS.map(" ".join) | _LISTS.map("".join)
ANY_TEXT = ANY_LETTERS | AD_LIKE

Change = Callable[[str], str]


def _no_breaks(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _narrow_spaces(text: str) -> str:
    return text.replace(" ", "\u202f")


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _yo(text: str) -> str:
    return text.replace("е", "ё").replace("Е", "Ё")


# Ways to write the same words.
SPACES: tuple[Change, ...] = (_no_breaks, _narrow_spaces)
FORMS: tuple[Change, ...] = (_decomposed, _composed)
CASES: tuple[Change, ...] = (str.upper, str.lower, str.title)
YO: Change = _yo
SPELLINGS = st.lists(st.sampled_from((*SPACES, *FORMS, *CASES)), min_size=1, max_size=3)
SPELLINGS_OF_ONE_CASE = st.lists(st.sampled_from((*SPACES, *FORMS)), min_size=1, max_size=2)


def respelled(text: str, changes: list[Change]) -> str:
    """The text after all changes, in their order."""
    for change in changes:
        text = change(text)
    return text
