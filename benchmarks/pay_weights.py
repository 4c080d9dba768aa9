"""Fit the weights by which amounts are told to be pay, and say how well they do on authors of whom nothing was fitted.

python -m benchmarks.pay_weights            precision and recall with each author's ads left out
python -m benchmarks.pay_weights --update   write pay_weights.yaml and pay_wording.csv of the lookups

Fitted on the gold ads of development, all invented: one logistic regression over the signs and letter groups of
orchestration/transforms/money_odds.py, of every amount of every ad that states its pay in its text or not at all.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import yaml
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.scorecard.gold import gold_ads, parsed_rows, read_pay
from orchestration.schemas import EXCHANGE_RATES
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.money_candidates import Candidate, Line, candidate_of
from orchestration.transforms.money_odds import groups_beside, pay_signs
from orchestration.transforms.money_pieces import amount_at, second_at
from orchestration.transforms.money_text import HEADING, line_of, parts_of
from orchestration.transforms.normalize import normalize_postings
from orchestration.transforms.salaries import home_country
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.text_scan import scan
from scrapers.schemas import PARSED_POSTINGS

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "orchestration/transforms/lookups/pay_weights.yaml"
WORDING = ROOT / "orchestration/transforms/lookups/pay_wording.csv"
_STRENGTH = 3.0  # C of the regression: 1 makes 3 errors more among 1,400 amounts by authors who were not fitted
_WORDING = 0.4  # how much a letter group may weigh beside a sign
_RARE = 4  # amounts that a letter group stands beside at least
_SMALL = 0.05  # smaller weights of signs are left out
_FAINT = 0.02  # and of letter groups
_EACH = 100  # parts of the authors: each by itself
_AUTHOR = re.compile(r"[a-z]{2}-([a-z]*)")
_HEAD = """\
# How much each sign of an amount and its line (money_odds.py) speaks for pay, in log odds; below zero against it.
# Fitted: python -m benchmarks.pay_weights --update
"""


class Example(NamedTuple):
    author: str  # letters of the ad's id
    signs: set[str]
    groups: set[str]
    is_pay: bool


@cache
def examples() -> tuple[Example, ...]:
    """All amounts of the gold ads; optional pay is none of them."""
    return tuple(_examples())


def _examples() -> Iterator[Example]:
    ads = [ad for ad in gold_ads() if not (ad.expect.get("rejected") or ad.fields.get("salaries"))]
    rows = [(ad, row) for ad in ads for row in parsed_rows(ad)]
    parsed = pa.Table.from_pylist([row for _, row in rows], PARSED_POSTINGS)
    normalized = normalize_postings(parsed, EXCHANGE_RATES.empty_table()).select(["country", "language"]).to_pylist()
    for (ad, row), read in zip(rows, normalized, strict=True):
        author = _AUTHOR.match(ad.id)
        pays = [read_pay(label) for label in ad.expect.get("salaries", [])]
        found = scan(row.get("title") or "", row.get("description") or "")
        home = home_country(read["country"], found, read["language"])
        for line, one in amounts_of(found, home):
            matching = [pay for pay in pays if _is_of(one, (pay.minimum, pay.maximum))]
            if not any(pay.is_optional for pay in matching):
                signs, groups = pay_signs(line, one), groups_beside(line, one)
                yield Example(author[1] if author else "", signs, groups, bool(matching))


def _is_of(one: Candidate, stated: tuple[float | None, float | None]) -> bool:
    """Whether an amount is a stated pay, or one of its bounds alone."""
    return one.low in stated if one.high is None else (one.low, one.high) == stated


def amounts_of(found: Scan, country: str | None) -> Iterator[tuple[Line, Candidate]]:
    """Every amount and range of a text that could be money, each with its line."""
    start, heading = 0, ""
    while start < len(found.text):
        end = found.folded.find("\n", start)
        end = len(found.text) if end < 0 else end
        for begin, stop in parts_of(found.text, start, end):
            above = heading if begin == start else ""
            line = line_of(found.text[begin:stop], heading=above, country=country, is_title=start < found.title_end)
            yield from ((line, one) for one in _amounts_of_line(line))
        heading, start = found.folded[start:end] if end - start <= HEADING else "", end + 1


def _amounts_of_line(line: Line) -> Iterator[Candidate]:
    done = 0
    for at, piece in enumerate(line.pieces):
        if at < done or piece.kind not in ("number", "currency"):
            continue
        if first := amount_at(line.pieces, at):
            second = second_at(line.pieces, first)
            done = (second or first).last
            if one := candidate_of(line, first, second):
                yield one


class Model:
    """Weights of signs and letter groups, fitted on some examples."""

    def __init__(self, known: list[Example]) -> None:
        self.signs = CountVectorizer(analyzer=sorted)
        self.groups = CountVectorizer(analyzer=sorted, min_df=_RARE)
        self.signs.fit([one.signs for one in known])
        self.groups.fit([one.groups for one in known])
        self.regression = LogisticRegression(C=_STRENGTH, max_iter=5_000)
        self.regression.fit(self._columns(known), [one.is_pay for one in known])

    def chances(self, examples: list[Example]) -> np.ndarray:
        return np.asarray(self.regression.predict_proba(self._columns(examples))[:, 1])

    def _columns(self, examples: list[Example]) -> csr_matrix:
        signs = self.signs.transform([one.signs for one in examples])
        return hstack([signs, _WORDING * self.groups.transform([one.groups for one in examples])]).tocsr()


def chances_by_others(parts: int = _EACH) -> np.ndarray:
    """The chance that each amount is pay, by weights fitted without the ads of its author, or of its part of them."""
    known = examples()
    chances = np.zeros(len(known))
    authors = sorted({one.author for one in known})
    for left_out in filter(None, (authors[part::parts] for part in range(parts))):
        own = [number for number, one in enumerate(known) if one.author in left_out]
        model = Model([one for one in known if one.author not in left_out])
        chances[own] = model.chances([known[number] for number in own])
    return chances


class Weights(NamedTuple):
    signs: dict[str, Any]  # content of lookups/pay_weights.yaml
    wording: dict[str, float]  # of lookups/pay_wording.csv


@cache
def weights() -> Weights:
    model = Model(list(examples()))
    names = model.signs.get_feature_names_out()
    of_signs, of_groups = np.split(model.regression.coef_[0], [len(names)])
    signs = {name: round(float(weight), 2) for name, weight in zip(names, of_signs, strict=True)}
    groups = zip(model.groups.get_feature_names_out(), of_groups * _WORDING, strict=True)
    return Weights(
        {
            "bias": round(float(model.regression.intercept_[0]), 2),
            "signs": {name: weight for name, weight in signs.items() if abs(weight) >= _SMALL},
        },
        {name: round(float(weight), 2) for name, weight in groups if abs(weight) >= _FAINT},
    )


def write(found: Weights) -> None:
    WEIGHTS.write_text(_HEAD + yaml.safe_dump(found.signs, sort_keys=True), encoding="utf-8")
    with WORDING.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["place", "letters", "weight"])
        rows.writerows((*name.split(":", 1), weight) for name, weight in sorted(found.wording.items()))


def main() -> None:
    console = Console(highlight=False)
    known, chances = examples(), chances_by_others()
    is_pay = np.array([one.is_pay for one in known])
    table = Table("author", "chance", "precision", "recall", title=f"{len(known)} amounts, {is_pay.sum()} of them pay")
    for author in [*sorted({one.author for one in known}), "all"]:
        of_author = np.array([author in ("all", one.author) for one in known])
        for chance in (0.5, load_yaml("thresholds")["likely_pay"]):
            said, pay = (chances >= chance) & of_author, is_pay & of_author
            right = int((said & pay).sum())
            table.add_row(
                author,
                f"{chance}",
                f"{right}/{said.sum()} {right / max(1, said.sum()):.3f}",
                f"{right}/{pay.sum()} {right / max(1, pay.sum()):.3f}",
            )
    console.print(table)
    if "--update" in sys.argv:
        write(weights())
        console.print(f"Written: {WEIGHTS}, {WORDING}")


if __name__ == "__main__":
    main()
