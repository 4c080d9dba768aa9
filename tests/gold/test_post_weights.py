"""The weights that tell posts from ads are those that fitting gives, and they hold on posts they were not fitted on."""

from __future__ import annotations

import pytest

from benchmarks import post_weights
from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.post_signs import LATER_SHAPES, first_signs, never_later, post_signs
from orchestration.transforms.quality import reason_of_signs, rejected_reason
from orchestration.transforms.text_scan import scan

PARTS = 3  # ten take half a minute more
_DRIFT = 0.3  # rules of other fields shift shapes a little; beyond it the weights are to be fitted anew


def test_the_weights_are_what_fitting_gives() -> None:
    fitted, kept = post_weights.weights().signs, load_yaml("post_weights")
    assert fitted["bias"] == pytest.approx(kept["bias"], abs=_DRIFT)
    for kind in ("words", "shape"):
        for name in fitted[kind] | kept[kind]:
            one, other = fitted[kind].get(name, 0.0), kept[kind].get(name, 0.0)
            assert one == pytest.approx(other, abs=_DRIFT), f"{name}: python -m benchmarks.post_weights --update"


def test_the_wording_is_what_fitting_gives() -> None:
    fitted = post_weights.weights().wording
    kept = {row["letters"]: float(row["weight"]) for row in load_csv("post_wording")}
    for name in fitted | kept:
        one, other = fitted.get(name, 0.0), kept.get(name, 0.0)
        assert one == pytest.approx(other, abs=1.5), f"{name!r}: python -m benchmarks.post_weights --update"


def test_posts_not_fitted_are_told_from_ads() -> None:
    is_no_ad = post_weights.examples().is_no_ad
    said = post_weights.cross_validated(PARTS) >= load_yaml("thresholds")["not_an_ad"]["chance"]["other"]
    assert (said & is_no_ad).sum() / said.sum() >= 0.95
    assert (said & is_no_ad).sum() / is_no_ad.sum() >= 0.90


def test_the_reason_is_the_right_one_where_one_is_found() -> None:
    right, right_by_signs = [], []
    for post in post_weights.posts():
        _, _, kind = post.name.rpartition("/")[0].rpartition("/")
        if post.is_no_ad and kind in load_yaml("quality")["reasons"]:
            row = post.jobs[0]
            text = scan(row["title"] or "", row["description"] or "")
            if reason := rejected_reason(text, "telegram", row["company"]):
                right.append(reason == kind)
                if named := reason_of_signs(post_signs(text, row["company"]).words):
                    right_by_signs.append(named == kind)
    assert sum(right_by_signs) / len(right_by_signs) >= 0.95
    assert sum(right) / len(right) >= 0.93  # with those told by their wording, which are comments for want of a sign


def test_what_may_still_be_found_in_a_post_is_bounded() -> None:
    for post in post_weights.posts():
        for row in post.jobs:
            text = scan(row["title"] or "", row["description"] or "")
            later = post_signs(text, row["company"]).shape - first_signs(text, row["company"]).shape
            held = [later.intersection(group) for group in LATER_SHAPES]
            assert all(len(shapes) <= 1 for shapes in held), post.name
            assert later == set().union(*held), post.name
            assert later.isdisjoint(never_later(first_signs(text, row["company"]), text)), post.name
