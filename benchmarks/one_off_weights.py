"""Fit the weights by which posts of jobs done once are told, and say how well they do on files not fitted.

python -m benchmarks.one_off_weights            precision and recall with each file of posts left out
python -m benchmarks.one_off_weights --update   write one_off_wording.csv of the lookups

Fitted on the ads of tests/gold/posts and tests/gold/gigs, whose kind `gigs` holds jobs done once, and on the gold ads
of development, where they are those with pay in no period: one logistic regression over the letter groups of
post_wording.py.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.post_weights import posts, posts_of
from benchmarks.scorecard.gold import gold_ads, read_pay
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.money_text import read_money
from orchestration.transforms.post_wording import letter_groups, share_of_group
from orchestration.transforms.text_scan import scan

ROOT = Path(__file__).parents[1]
GIGS = ROOT / "tests/gold/gigs/prices_and_wages.yaml"
WORDING = ROOT / "orchestration/transforms/lookups/one_off_wording.csv"
_CHANCES = (0.05, 0.1, 0.2, 0.3, 0.5)
_STRENGTH = 1.0  # C of the regression: 3 and 5 rank the posts of ten authors who were not fitted alike
_EACH = 100  # parts of the files: each by itself
_WORDING = 15.0  # how much wording may weigh, as in post_weights
_RARE = 5  # posts that a letter group is found in at least
_FAINT = 0.3  # smaller weights of letter groups are left out


class Example(NamedTuple):
    file: str  # of its post
    groups: set[str]
    is_one_off: bool
    is_open: bool  # it states pay in no period


@cache
def examples() -> tuple[Example, ...]:
    """The jobs of all posts and gold ads that are ads."""
    return tuple(_examples())


def _examples() -> Iterator[Example]:
    once = {ad.id for ad in gold_ads() if any(map(_is_price, ad.expect.get("salaries", [])))}
    for post in (*posts(), *posts_of(GIGS)):
        if not post.is_no_ad:
            file, _, kind = post.name.rpartition("/")[0].rpartition("/")
            for row in post.jobs:
                found = scan(row.get("title") or "", row.get("description") or "")
                is_one_off = kind == "gigs" or post.name in once
                is_open = any(pay.period in (None, "none") for pay in read_money(found))
                yield Example(file or "ads", letter_groups(found.folded), is_one_off, is_open)


def _is_price(label: str) -> bool:
    pay = read_pay(label)
    return pay.period == "none" and not pay.is_optional


class Model:
    """Weights of letter groups, fitted on some examples."""

    def __init__(self, known: list[Example]) -> None:
        self.groups = CountVectorizer(analyzer=sorted, min_df=_RARE)
        self.groups.fit([one.groups for one in known])
        self.regression = LogisticRegression(C=_STRENGTH, max_iter=5_000)
        self.regression.fit(self._columns(known), [one.is_one_off for one in known])

    def chances(self, examples: list[Example]) -> np.ndarray:
        return np.asarray(self.regression.predict_proba(self._columns(examples))[:, 1])

    def _columns(self, examples: list[Example]) -> csr_matrix:
        shares = diags([_WORDING * share_of_group(len(one.groups)) for one in examples])
        return (shares @ self.groups.transform([one.groups for one in examples])).tocsr()


def chances_by_others(parts: int = _EACH) -> np.ndarray:
    """The chance that each job is done once, by weights fitted without its file, or its part of the files; 0 where no
    pay is in no period."""
    known = examples()
    chances = np.zeros(len(known))
    files = sorted({one.file for one in known})
    for left_out in filter(None, (files[part::parts] for part in range(parts))):
        own = [number for number, one in enumerate(known) if one.file in left_out]
        model = Model([one for one in known if one.file not in left_out])
        chances[own] = model.chances([known[number] for number in own])
    return np.where([one.is_open for one in known], chances, 0.0)


@cache
def weights() -> dict[str, float]:
    """Content of lookups/one_off_wording.csv: without letters what speaks for any post."""
    model = Model(list(examples()))
    found = zip(model.groups.get_feature_names_out(), model.regression.coef_[0] * _WORDING, strict=True)
    bias = {"": round(float(model.regression.intercept_[0]), 2)}
    return bias | {group: round(float(weight), 1) for group, weight in found if abs(weight) >= _FAINT}


def main() -> None:
    console = Console(highlight=False)
    known, chances = examples(), chances_by_others()
    is_once = np.array([one.is_one_off and one.is_open for one in known])
    title = f"{sum(one.is_open for one in known)} jobs with pay in no period, {is_once.sum()} done once"
    table = Table("file", "chance", "precision", "recall", title=title)
    for file in [*sorted({one.file for one in known}), "all"]:
        of_file = np.array([file in ("all", one.file) for one in known])
        for chance in _CHANCES if file == "all" else (load_yaml("thresholds")["one_off"],):
            said, once = (chances >= chance) & of_file, is_once & of_file
            right = int((said & once).sum())
            table.add_row(
                file,
                f"{chance}",
                f"{right}/{said.sum()} {right / max(1, said.sum()):.3f}",
                f"{right}/{once.sum()} {right / max(1, once.sum()):.3f}",
            )
    console.print(table)
    if "--update" in sys.argv:
        with WORDING.open("w", encoding="utf-8", newline="") as file_of_words:
            rows = csv.writer(file_of_words, lineterminator="\n")
            rows.writerow(["letters", "weight"])
            rows.writerows(sorted(weights().items()))
        console.print(f"Written: {WORDING}")


if __name__ == "__main__":
    main()
