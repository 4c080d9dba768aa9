"""Whether a posting is an ad at all, and whether its text describes the role."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.post_signs import (
    LATER_SHAPES,
    PostSigns,
    count_words,
    first_signs,
    never_later,
    with_later_shapes,
)
from orchestration.transforms.post_wording import MOST, wordings_against_ads
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.specialization_titles import read_title

_LONG_LINE = 25  # shorter lines are headings, tags and lists of links


class _Rules(NamedTuple):
    moderated: frozenset[str]
    reasons: dict[str, dict[str, float]]  # of each sign the reasons it names, with points
    title_from: float
    reason_from: float
    chance_from: dict[str, float]
    bias: float
    words: dict[str, float]
    shape: dict[str, float]


@cache
def _rules() -> _Rules:
    rules, weights, limits = load_yaml("quality"), load_yaml("post_weights"), load_yaml("thresholds")["not_an_ad"]
    return _Rules(
        frozenset(rules["moderated_families"]),
        {name: sign["reasons"] for name, sign in rules["signs"].items() if "reasons" in sign},
        limits["title"],
        limits["reason"],
        limits["chance"],
        weights["bias"],
        weights["words"],
        weights["shape"],
    )


@cache
def _most_later(never: frozenset[str]) -> float:
    """Log odds that LATER_SHAPES without some of them can add."""
    shapes = _rules().shape
    return sum(max([0.0, *(shapes.get(shape, 0.0) for shape in group if shape not in never)]) for group in LATER_SHAPES)


def is_moderated(family: str) -> bool:
    """Whether somebody checks what a family lists, so that signs of posts count in its titles only."""
    return family in _rules().moderated


def rejected_reason(found: Scan, family: str, company: str | None = None) -> str | None:
    """rejected_reasons() of one posting."""
    return rejected_reasons([found], [family], [company])[0]


def rejected_reasons(
    scans: Sequence[Scan], families: Sequence[str], companies: Sequence[str | None]
) -> list[str | None]:
    """Why each is not an ad (one of `reasons` in lookups/quality.yaml), or None.

    A post is no ad when the weights of its signs, its shape (lookups/post_weights.yaml) and its wording say so with the
    chance of thresholds.yaml; its signs name the reason, and where none does it has to be all but sure. Boards moderate
    what they list, so there only signs in a title that names no role count, as in posts that are a title and nothing
    else.
    """
    reasons: list[str | None] = []
    open_posts: list[_OpenPost] = []
    for number, (found, family, company) in enumerate(zip(scans, families, companies, strict=True)):
        if is_moderated(family) or found.folded[found.title_end :].isspace():
            reasons.append(_reason_of_title(found))
            continue
        signs = first_signs(found, company)
        # A label that forums agree on: "SEEKING WORK", "[For Hire]", "#резюме".
        is_cv = "opening_offers_self" in signs.shape and "hires" not in signs.words
        reasons.append("cv" if is_cv else None)
        if is_cv:
            continue
        at_most = _log_odds(signs) + _most_later(never_later(signs, found))
        post = _OpenPost(number, found, company, signs, at_most, _needed(family))
        if post.may_be_no_ad(MOST):  # else it is an ad whatever its wording and its other shapes
            open_posts.append(post)
    # The letters of all these posts at once: a fifth of the time of one after the other.
    wordings = wordings_against_ads([post.found.folded for post in open_posts])
    for post, wording in zip(open_posts, wordings, strict=True):
        if post.may_be_no_ad(wording):
            reasons[post.number] = _reason_of_post(post, wording)
    return reasons


class _OpenPost(NamedTuple):
    """A post that its first signs leave open: its number among all, the most that these and later shapes may say, and
    the chance that it needs to be no ad."""

    number: int
    found: Scan
    company: str | None
    signs: PostSigns
    at_most: float  # log odds
    needed: float

    def may_be_no_ad(self, wording: float) -> bool:
        return _chance(self.at_most + wording) >= self.needed


def _needed(family: str) -> float:
    chances = _rules().chance_from
    return chances.get(family, chances["other"])


def _reason_of_post(post: _OpenPost, wording: float) -> str | None:
    signs = with_later_shapes(post.signs, post.found, post.company)
    needed = post.needed if _points(signs.words) else max(post.needed, _rules().chance_from["unsigned"])
    if _chance(_log_odds(signs) + wording) < needed:
        return None
    return reason_of_signs(signs.words) or "comment"


def reason_of_signs(words: dict[str, int]) -> str | None:
    """The reason that most speaks from the signs of a post that is no ad; None where they hardly name one."""
    points = _points(words)
    reason = max(points, key=points.__getitem__, default="")
    return reason if points.get(reason, 0.0) >= _rules().reason_from else None


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _log_odds(signs: PostSigns) -> float:
    rules = _rules()
    total = rules.bias + sum(rules.words.get(sign, 0.0) * times for sign, times in signs.words.items())
    return total + sum(rules.shape.get(shape, 0.0) for shape in signs.shape)


def _reason_of_title(found: Scan) -> str | None:
    if not any(hit.start < found.title_end for hit in found.every("sign")[:1]):
        return None
    points = _points(count_words(found, [hit for hit in found.of("sign") if hit.start < found.title_end]))
    if not points:
        return None
    reason = max(points, key=points.__getitem__)
    if points[reason] < _rules().title_from:
        return None
    reading = read_title(found.text[1 : found.title_end])
    return reason if reason == "cv" or (reading.slug is None and reading.group is None) else None


def _points(words: dict[str, int]) -> dict[str, float]:
    points: dict[str, float] = {}
    for sign, times in words.items():
        for reason, one in _rules().reasons.get(sign, {}).items():
            points[reason] = points.get(reason, 0.0) + one * times
    return points


def description_quality(found: Scan, description: str) -> str:
    """`adequate` when at least 300 characters of prose remain without boilerplate, tags and links; `thin`; `none`."""
    if not description or description.isspace():
        return "none"
    wanted = load_yaml("thresholds")["adequate_prose_characters"]
    folded = found.folded
    cut = {folded.rfind("\n", 0, hit.start) for hit in found.of("boilerplate")}
    total, at = 0, found.title_end
    while (end := folded.find("\n", at + 1)) >= 0:
        length = end - at - 1
        if length >= _LONG_LINE and at not in cut and not folded.startswith(("#", "http"), at + 1):
            total += length
            if total >= wanted:
                return "adequate"
        at = end
    return "thin"
