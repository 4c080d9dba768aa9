from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.lookups import load_csv
from orchestration.transforms.post_wording import OPENING, letter_groups, wording_against_ad
from orchestration.transforms.quality import rejected_reason
from orchestration.transforms.text_scan import scan


def test_groups_are_of_three_and_four_letters_and_a_digit_is_any_digit() -> None:
    assert letter_groups("ab\n 7") == {" ab", "ab ", "b 0", " 0 ", " ab ", "ab 0", "b 0 "}


def test_only_the_opening_counts() -> None:
    opening = "x" * OPENING
    assert letter_groups(opening) == letter_groups(opening + " suddenly something else")


def test_wording_is_the_sum_of_weights_and_few_letters_say_little() -> None:
    row = next(row for row in load_csv("post_wording") if len(row["letters"]) == 3 and row["letters"].isalpha())
    text = row["letters"]
    groups = letter_groups(text)
    known = {other["letters"]: float(other["weight"]) for other in load_csv("post_wording")}
    assert wording_against_ad(text) == pytest.approx(sum(known.get(group, 0.0) for group in groups) / math.sqrt(400))


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


@given(st.text(max_size=300))
def test_any_text_has_a_finite_wording(text: str) -> None:
    assert math.isfinite(wording_against_ad(text.lower()))
