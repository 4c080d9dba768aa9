"""How well ads are read, as committed beside the labelled ads: what the data-quality page shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

BASELINE = Path(__file__).resolve().parents[2] / "tests" / "gold" / "baseline.json"

Interval = tuple[float, float, float]  # estimate, lower and upper end of its 95 % interval


@dataclass(frozen=True)
class FieldScore:
    """One field over all labelled ads: how many ads, how many of them state it, precision and recall of its values."""

    field: str
    ads: int
    stated: int
    precision: Interval
    recall: Interval


def read_scores(path: Path = BASELINE) -> tuple[FieldScore, ...]:
    """Scores of all languages together, in name order; none where the labelled ads are not installed."""
    if not path.is_file():
        return ()
    fields = json.loads(path.read_text(encoding="utf-8"))["fields"]
    return tuple(
        FieldScore(name, whole["ads"], whole["stated"], tuple(whole["precision"]), tuple(whole["recall"]))
        for name, languages in sorted(fields.items())
        if (whole := languages.get("all")) and whole.get("precision") and whole.get("recall")
    )
