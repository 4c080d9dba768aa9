"""Fit the weights by which posts of channels are told from ads, and say how well they do on posts not fitted.

python -m benchmarks.post_weights            precision and recall in tenfold cross-validation
python -m benchmarks.post_weights --update   write post_weights.yaml and post_wording.csv of the lookups

Fitted on tests/gold/posts and on the gold ads of development of all sources, all invented: one logistic regression over
the signs and shapes of orchestration/transforms/post_signs.py and the letter groups of post_wording.py. A post of
several jobs is no ad when none of them is one.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from benchmarks.scorecard.gold import GoldAd, gold_ads, parsed_rows
from orchestration.transforms.post_signs import post_signs
from orchestration.transforms.post_wording import letter_groups, share_of_group
from orchestration.transforms.text_scan import scan

ROOT = Path(__file__).parents[1]
POSTS = ROOT / "tests/gold/posts"
WEIGHTS = ROOT / "orchestration/transforms/lookups/post_weights.yaml"
WORDING = ROOT / "orchestration/transforms/lookups/post_wording.csv"
_ADS = ("ads", "gigs")  # kinds of posts that are ads, the latter of jobs done once
_CHANCES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.8)
_FOLDS = 10
_STRENGTH = 2.0  # C of the regression: from 0.5 to 4 precision and recall in cross-validation differ by .01
_HEAD = """\
# How much each sign of lookups/quality.yaml (each different word of it) and each shape of post_signs.py speaks against
# a vacancy, in log odds; below zero for one. Fitted: python -m benchmarks.post_weights --update
"""
_SMALL = 0.05  # smaller weights are left out
# How much wording may weigh beside signs. Of 170 posts that are no ads by three authors of whom nothing was fitted,
# signs alone found 138 and both together 158, with 2 and 4 of 170 ads lost; 10 and 20 tell about as well.
_WORDING = 15.0
_RARE = 5  # posts that a letter group is found in at least
_FAINT = 0.5  # smaller weights of letter groups are left out


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
        yield from posts_of(path)
    for ad in gold_ads():
        if rows := parsed_rows(ad):
            yield Post(ad.id, bool(ad.expect.get("rejected")), rows)


def posts_of(path: Path) -> Iterator[Post]:
    """Posts of a file of lists by kind; each is named <file>/<kind>/<number>."""
    for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        for number, text in enumerate(texts):
            ad = GoldAd(f"{path.stem}/{kind}/{number}", "", "telegram", "", None, {}, text.rstrip("\n"), {})
            yield Post(ad.id, kind not in _ADS, parsed_rows(ad))


class Examples(NamedTuple):
    features: list[dict[str, float]]  # of each job of each post
    openings: list[set[str]]  # letter groups of each job
    post: np.ndarray  # number of its post
    is_no_ad: np.ndarray  # of each post


@cache
def examples() -> Examples:
    features, openings, numbers = [], [], []
    for number, post in enumerate(posts()):
        for row in post.jobs:
            found = scan(row.get("title") or "", row.get("description") or "")
            signs = post_signs(found, row.get("company"))
            features.append(
                {f"words {name}": float(times) for name, times in signs.words.items()}
                | {f"shape {name}": 1.0 for name in signs.shape}
            )
            openings.append(letter_groups(found.folded))
            numbers.append(number)
    return Examples(features, openings, np.array(numbers), np.array([post.is_no_ad for post in posts()]))


class Model:
    """Weights of signs, shapes and letter groups, fitted on the jobs at `rows` of the examples."""

    def __init__(self, known: Examples, rows: np.ndarray) -> None:
        self.signs = DictVectorizer()
        self.groups = CountVectorizer(analyzer=sorted, min_df=_RARE)
        self.signs.fit([known.features[row] for row in rows])
        self.groups.fit([known.openings[row] for row in rows])
        self.regression = LogisticRegression(C=_STRENGTH, max_iter=5_000)
        self.regression.fit(self._columns(known, rows), known.is_no_ad[known.post[rows]])

    def chances(self, known: Examples, rows: np.ndarray) -> np.ndarray:
        return np.asarray(self.regression.predict_proba(self._columns(known, rows))[:, 1])

    def _columns(self, known: Examples, rows: np.ndarray) -> csr_matrix:
        openings = [known.openings[row] for row in rows]
        shares = diags([_WORDING * share_of_group(len(groups)) for groups in openings])
        signs = self.signs.transform([known.features[row] for row in rows])
        return hstack([signs, shares @ self.groups.transform(openings)]).tocsr()


def cross_validated(parts: int = _FOLDS) -> np.ndarray:
    """The chance that each post is no ad, by weights fitted without the part of the posts that it is in."""
    known = examples()
    chances = np.ones(len(known.is_no_ad))
    folds = StratifiedKFold(parts, shuffle=True, random_state=0)
    for fitted, _ in folds.split(known.is_no_ad, known.is_no_ad):
        is_fitted = np.isin(known.post, fitted)
        held_out = np.flatnonzero(~is_fitted)
        model = Model(known, np.flatnonzero(is_fitted))
        np.minimum.at(chances, known.post[held_out], model.chances(known, held_out))
    return chances


class Weights(NamedTuple):
    signs: dict[str, Any]  # content of lookups/post_weights.yaml
    wording: dict[str, float]  # of lookups/post_wording.csv


@cache
def weights() -> Weights:
    known = examples()
    model = Model(known, np.arange(len(known.post)))
    found: dict[str, Any] = {"bias": round(float(model.regression.intercept_[0]), 2), "words": {}, "shape": {}}
    names = model.signs.get_feature_names_out()
    for feature, weight in zip(names, model.regression.coef_[0], strict=False):
        kind, _, name = feature.partition(" ")
        if abs(weight) >= _SMALL:
            found[kind][name] = round(float(weight), 2)
    of_groups = model.regression.coef_[0][len(names) :] * _WORDING
    groups = zip(model.groups.get_feature_names_out(), of_groups, strict=True)
    return Weights(found, {name: round(float(weight), 1) for name, weight in groups if abs(weight) >= _FAINT})


def write(found: Weights) -> None:
    WEIGHTS.write_text(_HEAD + yaml.safe_dump(found.signs, sort_keys=True), encoding="utf-8")
    with WORDING.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["letters", "weight"])
        rows.writerows(sorted(found.wording.items()))


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
        write(weights())
        console.print(f"Written: {WEIGHTS}, {WORDING}")


if __name__ == "__main__":
    main()
