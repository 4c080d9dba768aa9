"""Invented pairs in Russian, Ukrainian, Polish and English: what one opening is, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from .linking_cases import PAIRS, fingerprints, link_days, posting


def _links(pair: dict[str, Any]) -> list[dict[str, Any]]:
    return link_days(fingerprints([posting(1, **pair["a"]), posting(2, **pair["b"])]))


@pytest.mark.parametrize("pair", PAIRS["same"], ids=lambda pair: pair["why"])
def test_one_opening_is_linked(pair: dict[str, Any]) -> None:
    assert _links(pair)


@pytest.mark.parametrize("pair", PAIRS["different"], ids=lambda pair: pair["why"])
def test_two_openings_stay_apart(pair: dict[str, Any]) -> None:
    assert _links(pair) == []


@pytest.mark.parametrize("pair", [*PAIRS["same"], *PAIRS["different"]], ids=lambda pair: pair["why"])
def test_which_of_the_two_comes_first_changes_nothing(pair: dict[str, Any]) -> None:
    days = sorted((pair["a"].get("day", 0), pair["b"].get("day", 0)))
    turned = {"a": pair["b"] | {"day": days[0]}, "b": pair["a"] | {"day": days[1]}}
    assert bool(_links(pair)) == bool(_links(turned))


def test_the_pairs_are_many_and_half_of_them_hard() -> None:
    assert len(PAIRS["same"]) >= 30
    assert len(PAIRS["different"]) >= 30
