from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.transforms.lookups import load_csv
from orchestration.transforms.post_wording import MOST, OPENING, letter_groups, wordings_against_ads
from orchestration.transforms.quality import rejected_reason
from orchestration.transforms.text_scan import scan


def test_groups_are_of_three_and_four_letters_and_a_digit_is_any_digit() -> None:
    assert letter_groups("ab\n 7") == {" ab", "ab ", "b 0", " 0 ", " ab ", "ab 0", "b 0 "}


def test_only_the_opening_counts() -> None:
    opening = "x" * OPENING
    assert letter_groups(opening) == letter_groups(opening + " suddenly something else")


@given(st.lists(st.text(max_size=300).map(str.lower), min_size=1, max_size=4))
@example([row["letters"] for row in load_csv("post_wording")[::40]])  # more than are read at once
@example(["", "ab", "приймаємо резюме \U0001f680\U0001f680 2026: www.example.com", "learn python " * 100])
def test_wording_is_the_sum_of_weights_and_few_letters_say_little(texts: list[str]) -> None:
    known = {row["letters"]: float(row["weight"]) for row in load_csv("post_wording")}
    for text, wording in zip(texts, wordings_against_ads(texts), strict=True):
        groups = letter_groups(text)
        sum_of_weights = sum(known.get(group, 0.0) for group in groups)
        assert wording == pytest.approx(min(MOST, sum_of_weights / math.sqrt(max(400, len(groups)))))


def test_addresses_say_nothing() -> None:
    assert letter_groups("see hr@example.com or www.example.com https://example.com now") == letter_groups("see or now")


@pytest.mark.parametrize(
    "text",
    [
        "Paul, UI designer based in Utrecht. Good at solving problems visually, nine years of it, glad to work remote.",
        "Kolega wspominał, że u nich po trzech etapach zaproponowali mniej, niż było w ogłoszeniu. Też tak mieliście?",
        "Все, кто ушёл в этом году, говорят одно и то же: устали не от задач, а от созвонов. Вы как с этим живёте?",
    ],
)
def test_talk_without_a_sign_we_listed_is_told_by_its_wording(text: str) -> None:
    assert rejected_reason(scan("", text), "telegram")
