"""No text makes a transform raise, and a text is read the same every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.schemas import NORMALIZED_POSTINGS
from orchestration.transforms import folding
from orchestration.transforms.canonical_urls import url_key
from orchestration.transforms.gazetteer import country_code
from orchestration.transforms.grade_words import grades_in_field, grades_in_title
from orchestration.transforms.grades import track_of
from orchestration.transforms.languages import read_language
from orchestration.transforms.money_text import read_line, read_money
from orchestration.transforms.normalize import normalize_posting
from orchestration.transforms.places import places_in_words
from orchestration.transforms.redaction import redact, redact_scanned
from orchestration.transforms.salaries import contract_of, currency_code, period_of, tax_of
from orchestration.transforms.specialization_titles import read_title
from orchestration.transforms.specializations import read_category
from orchestration.transforms.technologies import read_skill
from orchestration.transforms.text_scan import scan
from orchestration.transforms.words import fold, same_letters, tokens

from .texts import ANY_TEXT, EXAMPLES

READERS: dict[str, Callable[[str], Any]] = {
    "same_letters": same_letters,
    "fold": fold,
    "fold of titles": folding.fold,
    "tokens": tokens,
    "scan": lambda text: scan(text, text),
    "redact": redact,
    "redact_scanned": lambda text: redact_scanned(scan("", text), text),
    "language": lambda text: read_language(fold(text)),
    "skill": read_skill,
    "title": read_title,
    "category": read_category,
    "grade of a field": grades_in_field,
    "grade of a title": grades_in_title,
    "grade of a title with its company": lambda text: grades_in_title(text, False, text[2:9]),
    "track": track_of,
    "places": places_in_words,
    "country": country_code,
    "currency": currency_code,
    "period": period_of,
    "tax": tax_of,
    "contract": contract_of,
    "pay in a field": lambda text: read_line(text, trusted=True),
    "pay in a text": lambda text: read_money(scan("", text)),
    "url": url_key,
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_reads_any_text_and_reads_it_alike_twice(name: str) -> None:
    read = READERS[name]
    # A memo would answer the second time.
    again = getattr(read, "__wrapped__", read)

    @EXAMPLES
    @given(ANY_TEXT)
    def check(text: str) -> None:
        assert read(text) == again(text)

    check()


_AMOUNTS = st.none() | st.floats() | st.floats(0, 1e6)
_OFFERS = st.fixed_dictionaries(
    {"text": st.none() | ANY_TEXT, "min": _AMOUNTS, "max": _AMOUNTS}
    | dict.fromkeys(("currency", "period", "tax", "contract"), st.none() | ANY_TEXT)
)
_TEXTS = dict.fromkeys(("title", "description", "company", "experience_text"), st.none() | ANY_TEXT)
_WORDS = st.none() | st.lists(st.none() | ANY_TEXT, max_size=3)
_WORD_LISTS = dict.fromkeys(
    ("grade_words", "location_words", "country_words", "format_words", "skills", "category_words"), _WORDS
)
POSTINGS = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["hh_ru", "telegram:jobs", "greenhouse:sim", "nobody"]),
        "landed_on": st.just(date(2026, 3, 1)),
        "published_at": st.none() | st.datetimes(),
        "salaries": st.none() | st.lists(_OFFERS, max_size=2),
        "experience_years_min": _AMOUNTS,
        "experience_years_max": _AMOUNTS,
    }
    | _TEXTS
    | _WORD_LISTS
)


@EXAMPLES
@given(POSTINGS)
def test_an_ad_of_any_texts_is_one_full_row(parsed: dict[str, Any]) -> None:
    row = normalize_posting(parsed, {})
    assert set(row) == set(NORMALIZED_POSTINGS.names)
    # Amounts may be NaN, which is not equal to itself.
    assert repr(row) == repr(normalize_posting(parsed, {}))
    assert row["salary_usd_month"] is None
    assert row["salary_reason"] is not None
    assert (row["country"] is None) == (row["country_basis"] is None)
    assert len(row["technologies"]) == len(row["technology_bases"]) == len(set(row["technologies"]))
