"""Fit the weights by which the place of work is told from other places of a post, and say how well they do unfitted.

python -m benchmarks.place_weights            precision and recall of countries in tenfold cross-validation
python -m benchmarks.place_weights --update   write place_weights.yaml of the lookups

Fitted on tests/gold/places (posts written for it: countries of the work, and many places that are none) and on the
posts among the gold ads of development, all invented: a logistic regression over what transforms/place_mentions.py
sees around each place. A mention is right when its country is one of the post's; those labelled optional are left out.
"""

from __future__ import annotations

import sys
from collections import Counter
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
from sklearn.model_selection import KFold

from benchmarks.scorecard.gold import GoldAd, gold_ads, parsed_rows
from orchestration.transforms.place_mentions import mentions, surroundings
from orchestration.transforms.places import places_in_fields
from orchestration.transforms.post_roles import is_post
from orchestration.transforms.text_scan import scan
from orchestration.transforms.work_formats import read_work_formats

ROOT = Path(__file__).parents[1]
PLACES = ROOT / "tests/gold/places"
WEIGHTS = ROOT / "orchestration/transforms/lookups/place_weights.yaml"
_CHANCES = (0.2, 0.3, 0.5, 0.6, 0.7, 0.8)
_FOLDS = 10
_STRENGTH = 0.7  # C of the regression: from 0.3 to 1 it tells places about as well
_RARE = 2  # mentions that something holds of at least
# A post of an ad weighs as much as so many of those written for this fit, which are mostly traps. Of 1,644 places of
# posts by 14 authors of whom nothing was fitted log loss is .178, .158 and .150 at 1, 2 and 3; without the words around
# a place .192, .171 and .163.
_OF_ADS = 3.0
_SMALL = 0.03  # smaller weights are left out
_HEAD = """\
# How much what stands around a place (orchestration/transforms/place_mentions.py) speaks for its being the place of the
# work, in log odds; below zero against. Fitted: python -m benchmarks.place_weights --update
"""


class Post(NamedTuple):
    name: str
    stated: list[frozenset[str]]  # countries, alternatives together; "-" among them: need not be read
    jobs: list[dict[str, Any]]  # rows of PARSED_POSTINGS
    is_trap: bool = False  # written for this fit


class Example(NamedTuple):
    post: int
    countries: tuple[str, ...]
    holds: set[str]


@cache
def posts() -> tuple[Post, ...]:
    return tuple(_posts())


def _posts() -> Iterator[Post]:
    for path in sorted(PLACES.glob("*.yaml")):
        for number, one in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            ad = GoldAd(f"{path.stem}/{number}", path.stem, "telegram", "", None, {}, one["text"].rstrip("\n"), {})
            yield Post(ad.id, [frozenset([country]) for country in one["countries"]], parsed_rows(ad), True)
    for ad in gold_ads():
        if is_post(ad.source_kind) and "rejected" not in ad.expect:
            stated = [frozenset(label.split("|")) for label in ad.expect.get("countries", [])]
            yield Post(ad.id, stated, parsed_rows(ad))


@cache
def examples() -> tuple[Example, ...]:
    """Every mention of every post, as the rules see it."""
    return tuple(_examples())


def _examples() -> Iterator[Example]:
    for number, post in enumerate(posts()):
        for row in post.jobs[:1]:  # further jobs of a post repeat its text
            found = scan(row.get("title") or "", row.get("description") or "")
            family = row["source"].partition(":")[0]
            _, prefer = places_in_fields(row.get("location_words") or [], [], family)
            offered = read_work_formats([], [], found, family).offered
            every = mentions(found, prefer)
            for mention, holds in zip(every, surroundings(found, every, offered), strict=True):
                yield Example(number, mention.countries, holds)


class Model:
    """Weights fitted on the mentions of some posts."""

    def __init__(self, fitted: list[Example]) -> None:
        count = Counter(name for one in fitted for name in one.holds)
        self._known = {name for name, times in count.items() if times >= _RARE}
        certain = [one for one in fitted if not _is_optional(one)]
        self.columns = DictVectorizer()
        self.regression = LogisticRegression(C=_STRENGTH, max_iter=5_000)
        rows = self.columns.fit_transform(map(self._row, certain))
        weight = [1.0 if posts()[one.post].is_trap else _OF_ADS for one in certain]
        self.regression.fit(rows, [_is_right(one) for one in certain], sample_weight=weight)

    def chances(self, some: list[Example]) -> np.ndarray:
        return np.asarray(self.regression.predict_proba(self.columns.transform(map(self._row, some)))[:, 1])

    def _row(self, one: Example) -> dict[str, float]:
        return dict.fromkeys(one.holds & self._known, 1.0)


def _is_right(one: Example) -> bool:
    return any(country in label for label in posts()[one.post].stated for country in one.countries)


def _is_optional(one: Example) -> bool:
    return any("-" in label and label.intersection(one.countries) for label in posts()[one.post].stated)


def cross_validated() -> np.ndarray:
    """The chance of each mention by weights fitted without its post."""
    known, chances = examples(), np.zeros(len(examples()))
    of_post = np.array([one.post for one in known])
    folds = KFold(_FOLDS, shuffle=True, random_state=0)
    for _, held_out in folds.split(np.arange(len(posts()))):
        at = np.flatnonzero(np.isin(of_post, held_out))
        model = Model([one for one, is_out in zip(known, np.isin(of_post, held_out), strict=True) if not is_out])
        chances[at] = model.chances([known[number] for number in at])
    return chances


class Counts(NamedTuple):
    """Countries read, those of them that are right; countries stated, those of them that were found."""

    read: int
    right: int
    stated: int
    found: int


def counts(chances: np.ndarray, least: float) -> Counts:
    """What mentions of at least that chance give, of all posts together."""
    said: dict[int, set[str]] = {}
    for one, chance in zip(examples(), chances, strict=True):
        if chance >= least:
            said.setdefault(one.post, set()).update(one.countries)
    read = right = stated = found = 0
    for number, post in enumerate(posts()):
        of_post = said.get(number, set())
        must = [label for label in post.stated if "-" not in label]
        read += len(of_post)
        right += sum(any(country in label for label in post.stated) for country in of_post)
        stated += len(must)
        found += sum(bool(label & of_post) for label in must)
    return Counts(read, right, stated, found)


@cache
def weights() -> dict[str, Any]:
    """Content of lookups/place_weights.yaml."""
    model = Model(list(examples()))
    named = zip(model.columns.get_feature_names_out(), model.regression.coef_[0], strict=True)
    return {
        "bias": round(float(model.regression.intercept_[0]), 2),
        "weights": {name: round(float(weight), 2) for name, weight in named if abs(weight) >= _SMALL},
    }


def main() -> None:
    console = Console(highlight=False)
    chances = cross_validated()
    table = Table("chance", "precision", "recall", title=f"{len(posts())} posts, {len(chances)} places")
    for least in _CHANCES:
        one = counts(chances, least)
        table.add_row(
            f"{least}",
            f"{one.right}/{one.read} {one.right / one.read:.3f}",
            f"{one.found}/{one.stated} {one.found / one.stated:.3f}",
        )
    console.print(table)
    if "--update" in sys.argv:
        WEIGHTS.write_text(_HEAD + yaml.safe_dump(weights(), sort_keys=True, allow_unicode=True), encoding="utf-8")
        console.print(f"Written: {WEIGHTS}")


if __name__ == "__main__":
    main()
