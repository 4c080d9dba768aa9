"""Fit the weights by which formats of work are told without words for them, and say how well they do unfitted.

python -m benchmarks.format_weights            precision and recall of sentences in tenfold cross-validation
python -m benchmarks.format_weights --update   write work_format_wording.csv of the lookups

Fitted on tests/gold/formats (sentences by what they tell, invented) and, as sentences that tell none, on the other
sentences of the gold ads of development whose formats are told by words for them: one logistic regression over the word
groups of transforms/work_format_wording.py.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from benchmarks.scorecard.gold import GoldAd, gold_ads, parsed_rows
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.text_scan import scan
from orchestration.transforms.words import fold
from orchestration.transforms.work_format_wording import FORMATS, sentences, word_groups
from orchestration.transforms.work_formats import formats_in

ROOT = Path(__file__).parents[1]
SENTENCES = ROOT / "tests/gold/formats"
WORDING = ROOT / "orchestration/transforms/lookups/work_format_wording.csv"
NONE = "none"
_CHANCES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_FOLDS = 10
# Of 174 posts by 18 authors that no rule reads a format of 33 state one, and nothing was fitted on them: C of 5 to 15
# and weights of 4 to 10 for a sentence that tells one found 11 to 14 of them, with one to three read wrongly.
_STRENGTH = 7.0  # C of the regression
_TELLING = 4.0
_FAINT = 0.2  # smaller weights are left out


class Example(NamedTuple):
    groups: set[str]
    told: str


@cache
def examples() -> tuple[Example, ...]:
    return tuple(_examples())


def _examples() -> Iterator[Example]:
    for path in sorted(SENTENCES.glob("*.yaml")):
        for told, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for text in texts:
                yield Example(word_groups(fold(text)), told)
    for ad in gold_ads():
        for row in parsed_rows(ad)[:1] if "rejected" not in ad.expect else ():  # further jobs of a post repeat its text
            found = scan("", row.get("description") or "")
            if _is_named(ad, found):
                for sentence in sentences(found):
                    if all(hit.value == NONE for hit in scan("", sentence).of("work_format")):
                        yield Example(word_groups(sentence), NONE)


def _is_named(ad: GoldAd, found: Scan) -> bool:
    """Whether words of formats tell all that are labelled, so that none is told by the other sentences."""
    read = {*formats_in(found), "-"}
    return all(read.intersection(label.split("|")) for label in ad.expect.get("formats") or ())


class Model:
    """Weights of word groups, fitted on some sentences."""

    def __init__(self, known: list[Example]) -> None:
        self.groups = CountVectorizer(analyzer=sorted)
        columns = self.groups.fit_transform([one.groups for one in known])
        weight = [_TELLING if one.told != NONE else 1.0 for one in known]
        self.regression = LogisticRegression(C=_STRENGTH, max_iter=5_000)
        self.regression.fit(columns, [one.told for one in known], sample_weight=weight)

    def chances(self, some: list[Example]) -> np.ndarray:
        """Of FORMATS, a row each."""
        columns = self.groups.transform([one.groups for one in some])
        return np.asarray(self.regression.predict_proba(columns)[:, self._of_formats()])

    def against_none(self) -> np.ndarray:
        """Weights of each group for FORMATS against none, the last row those of any sentence."""
        fitted = np.vstack([self.regression.coef_.T, self.regression.intercept_])
        return np.asarray(fitted[:, self._of_formats()] - fitted[:, [list(self.regression.classes_).index(NONE)]])

    def _of_formats(self) -> list[int]:
        return [list(self.regression.classes_).index(name) for name in FORMATS]


def cross_validated() -> np.ndarray:
    """The chances of each sentence by weights fitted without it."""
    known = examples()
    chances = np.zeros((len(known), len(FORMATS)))
    told = np.array([one.told for one in known])
    for fitted, held_out in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(told, told):
        model = Model([known[number] for number in fitted])
        chances[held_out] = model.chances([known[number] for number in held_out])
    return chances


class Counts(NamedTuple):
    """Sentences read as telling a format, those of them that tell it; sentences that tell one."""

    read: int
    right: int
    telling: int


def counts(chances: np.ndarray, least: float) -> Counts:
    best = np.array(FORMATS)[chances.argmax(axis=1)]
    told = np.array([one.told for one in examples()])
    said = chances.sum(axis=1) >= least
    return Counts(int(said.sum()), int((said & (best == told)).sum()), int((told != NONE).sum()))


@cache
def weights() -> dict[str, tuple[float, ...]]:
    """Content of lookups/work_format_wording.csv: without words what speaks for any sentence."""
    model = Model(list(examples()))
    names = [*model.groups.get_feature_names_out(), ""]
    rows = zip(names, model.against_none(), strict=True)
    return {
        name: tuple(round(float(weight), 1) for weight in row)
        for name, row in rows
        if not name or np.abs(row).max() >= _FAINT
    }


def main() -> None:
    console = Console(highlight=False)
    known, chances = examples(), cross_validated()
    table = Table("chance", "precision", "recall", title=f"{len(known)} sentences")
    for least in _CHANCES:
        one = counts(chances, least)
        table.add_row(
            f"{least}",
            f"{one.right}/{one.read} {one.right / one.read:.3f}",
            f"{one.right}/{one.telling} {one.right / one.telling:.3f}",
        )
    console.print(table)
    if "--update" in sys.argv:
        with WORDING.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(["words", *FORMATS])
            rows.writerows([name, *row] for name, row in sorted(weights().items()))
        console.print(f"Written: {WORDING}")


if __name__ == "__main__":
    main()
