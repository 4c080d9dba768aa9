"""Counts of right, wrong and missed values, their intervals, and when a fall is more than noise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scipy.stats import binomtest

OPTIONAL = "-"  # among the alternatives of a stated value: may be read, need not be
NOISE = 0.05  # one-sided; with it five newly wrong ads against none newly right are a fall, four are not

# One stated value: the readings that are right for it.
Stated = frozenset[str]


class Outcome(NamedTuple):
    """One ad and one field: values read and right among them, values stated and found among them."""

    read: int
    read_right: int
    stated: int
    found: int
    expected: tuple[str, ...]
    got: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return self.read == self.read_right and self.stated == self.found


def compare(stated: Iterable[str | Stated], read: Collection[str]) -> Outcome:
    """Stated values ("a|b" accepts both, "a|-" need not be read) against the values read, as sets."""
    wanted = [frozenset(one.split("|")) if isinstance(one, str) else one for one in stated]
    got = tuple(dict.fromkeys(read))
    required = [one for one in wanted if OPTIONAL not in one]
    return Outcome(
        read=len(got),
        read_right=sum(any(value in one for one in wanted) for value in got),
        stated=len(required),
        found=sum(any(value in one for value in got) for one in required),
        expected=tuple("|".join(sorted(one)) for one in wanted),
        got=got,
    )


class Share(NamedTuple):
    """A share with its 95 % Wilson interval; `value` is None when there is nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            return "—"
        return f"{self.value:.3f} [{self.low:.3f}–{self.high:.3f}]"


def share(part: int, whole: int) -> Share:
    if not whole:
        return Share(None, None, None)
    interval = binomtest(part, whole).proportion_ci(confidence_level=0.95, method="wilson")
    return Share(part / whole, float(interval.low), float(interval.high))


@dataclass
class Tally:
    """Sums of outcomes over ads. `ads_read` are the ads for which any value was read: the coverage."""

    ads: int = 0
    ads_read: int = 0
    read: int = 0
    read_right: int = 0
    stated: int = 0
    found: int = 0
    wrong: list[str] = field(default_factory=list)  # ids of ads with a value wrong or missed

    def add(self, ad_id: str, outcome: Outcome) -> None:
        self.ads += 1
        self.ads_read += outcome.read > 0
        self.read += outcome.read
        self.read_right += outcome.read_right
        self.stated += outcome.stated
        self.found += outcome.found
        if not outcome.is_right:
            self.wrong.append(ad_id)

    @property
    def precision(self) -> Share:
        return share(self.read_right, self.read)

    @property
    def recall(self) -> Share:
        return share(self.found, self.stated)

    @property
    def coverage(self) -> Share:
        return share(self.ads_read, self.ads)

    def as_json(self) -> dict[str, Any]:
        return {
            "ads": self.ads,
            "ads_read": self.ads_read,
            "read": self.read,
            "read_right": self.read_right,
            "stated": self.stated,
            "found": self.found,
            **{
                name: [None if number is None else round(number, 4) for number in getattr(self, name)]
                for name in ("coverage", "precision", "recall")
            },
        }


def is_fall(newly_wrong: int, newly_right: int) -> bool:
    """McNemar's exact test, one-sided, on the same ads before and after: more newly wrong than chance gives."""
    changed = newly_wrong + newly_right
    return changed > 0 and float(binomtest(newly_wrong, changed, 0.5, alternative="greater").pvalue) < NOISE


def is_below(baseline: Sequence[float | None], now: float | None) -> bool:
    """Without the same ads to pair: under the lower end of the baseline's 95 % interval [value, low, high]."""
    low = baseline[1]
    return low is not None and (now is None or now < low)
