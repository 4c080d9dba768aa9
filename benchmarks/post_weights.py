"""Fit the weights by which posts of channels are told from ads, and say how well they do on posts not fitted.

python -m benchmarks.post_weights            precision and recall in tenfold cross-validation
python -m benchmarks.post_weights --update   write orchestration/transforms/lookups/post_weights.yaml

Fitted on tests/gold/posts and on the gold ads of development of all sources, all invented: logistic regression over the
signs and shapes of orchestration/transforms/post_signs.py. A post of several jobs is no ad when none of them is one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from benchmarks.scorecard.gold import GoldAd, gold_ads, parsed_rows
from orchestration.transforms.post_signs import post_signs
from orchestration.transforms.text_scan import scan

ROOT = Path(__file__).parents[1]
POSTS = ROOT / "tests/gold/posts"
WEIGHTS = ROOT / "orchestration/transforms/lookups/post_weights.yaml"
_CHANCES = (0.4, 0.5, 0.55, 0.6, 0.7, 0.8)
_FOLDS = 10
_STRENGTH = 2.0  # C of the regression: from 0.5 to 4 precision and recall in cross-validation differ by .01
_HEAD = """\
# How much each sign of lookups/quality.yaml (each different word of it) and each shape of post_signs.py speaks against
# a vacancy, in log odds; below zero for one. Fitted: python -m benchmarks.post_weights --update
"""
_SMALL = 0.05  # smaller weights are left out


class Post(NamedTuple):
    name: str
    is_no_ad: bool
    jobs: list[dict[str, Any]]  # rows of PARSED_POSTINGS


@cache
def posts() -> tuple[Post, ...]:
    """All posts and gold ads, as the parsers give them."""
    return tuple(_posts())


def _posts() -> Iterator[Post]:
    for path in sorted(POSTS.glob("*.yaml")):
        for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for number, text in enumerate(texts):
                ad = GoldAd(f"{path.stem}/{kind}/{number}", "", "telegram", "", None, {}, text.rstrip("\n"), {})
                yield Post(ad.id, kind != "ads", parsed_rows(ad))
    for ad in gold_ads():
        if rows := parsed_rows(ad):
            yield Post(ad.id, bool(ad.expect.get("rejected")), rows)


class Examples(NamedTuple):
    features: list[dict[str, float]]  # of each job of each post
    post: np.ndarray  # number of its post
    is_no_ad: np.ndarray  # of each post


@cache
def examples() -> Examples:
    features, numbers = [], []
    for number, post in enumerate(posts()):
        for row in post.jobs:
            signs = post_signs(scan(row.get("title") or "", row.get("description") or ""), row.get("company"))
            features.append(
                {f"words {name}": float(times) for name, times in signs.words.items()}
                | {f"shape {name}": 1.0 for name in signs.shape}
            )
            numbers.append(number)
    return Examples(features, np.array(numbers), np.array([post.is_no_ad for post in posts()]))


def fit(features: list[dict[str, float]], is_no_ad: np.ndarray) -> tuple[DictVectorizer, LogisticRegression]:
    columns = DictVectorizer()
    model = LogisticRegression(C=_STRENGTH, max_iter=5_000)
    model.fit(columns.fit_transform(features), is_no_ad)
    return columns, model


def cross_validated() -> np.ndarray:
    """The chance that each post is no ad, by weights fitted without it."""
    known = examples()
    chances = np.ones(len(known.is_no_ad))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for fitted, _ in folds.split(known.is_no_ad, known.is_no_ad):
        is_fitted = np.isin(known.post, fitted)
        columns, model = fit(
            [one for one, use in zip(known.features, is_fitted, strict=True) if use],
            known.is_no_ad[known.post[is_fitted]],
        )
        held_out = [one for one, use in zip(known.features, ~is_fitted, strict=True) if use]
        np.minimum.at(chances, known.post[~is_fitted], model.predict_proba(columns.transform(held_out))[:, 1])
    return chances


def weights() -> dict[str, Any]:
    """Content of lookups/post_weights.yaml."""
    known = examples()
    columns, model = fit(known.features, known.is_no_ad[known.post])
    found: dict[str, Any] = {"bias": round(float(model.intercept_[0]), 2), "words": {}, "shape": {}}
    for feature, weight in zip(columns.get_feature_names_out(), model.coef_[0], strict=True):
        kind, _, name = feature.partition(" ")
        if abs(weight) >= _SMALL:
            found[kind][name] = round(float(weight), 2)
    return found


def main() -> None:
    console = Console(highlight=False)
    chances, is_no_ad = cross_validated(), examples().is_no_ad
    table = Table("chance", "precision", "recall", title=f"{len(is_no_ad)} posts, {is_no_ad.sum()} of them no ads")
    for chance in _CHANCES:
        said = chances >= chance
        right = int((said & is_no_ad).sum())
        table.add_row(
            f"{chance}",
            f"{right}/{said.sum()} {right / said.sum():.3f}",
            f"{right}/{is_no_ad.sum()} {right / is_no_ad.sum():.3f}",
        )
    console.print(table)
    if "--update" in sys.argv:
        WEIGHTS.write_text(_HEAD + yaml.safe_dump(weights(), sort_keys=True), encoding="utf-8")
        console.print(f"Written: {WEIGHTS}")


if __name__ == "__main__":
    main()
