"""Joined and planted pairs, their shares with intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from benchmarks.scorecard.counts import Share, share


@dataclass
class PairTally:
    """Pairs joined, joined rightly, and the pairs that are one opening. `wrong` are ids joined wrongly or missed."""

    joined: int = 0
    right: int = 0
    same: int = 0
    different: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, pair_id: str, is_same: bool, is_joined: bool) -> None:
        self.joined += is_joined
        self.right += is_joined and is_same
        self.same += is_same
        self.different += not is_same
        if is_joined != is_same:
            self.wrong.append(pair_id)

    @property
    def precision(self) -> Share:
        return share(self.right, self.joined)

    @property
    def recall(self) -> Share:
        return share(self.right, self.same)

    @property
    def false_merges(self) -> Share:
        """Share of the pairs that are two openings and were joined."""
        return share(self.joined - self.right, self.different)

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (self.joined + self.same) if self.joined + self.same else None

    def as_json(self) -> dict[str, Any]:
        shares = {
            name: [None if number is None else round(number, 4) for number in getattr(self, name)]
            for name in ("precision", "recall", "false_merges")
        }
        counts = {name: getattr(self, name) for name in ("joined", "right", "same", "different")}
        return counts | shares | {"f1": None if self.f1 is None else round(self.f1, 4)}
