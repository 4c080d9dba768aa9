"""Windows, segments and cohorts on which the Python models of windows are held to plain readings of the ads."""

from __future__ import annotations

from datetime import date

import pandas as pd

WINDOWS = pd.DataFrame(
    [(date(2026, 4, 6), date(2026, 1, 12), date(2026, 4, 12)), (date(2026, 5, 4), date(2026, 2, 9), date(2026, 5, 10))],
    columns=["week_start", "window_start", "as_of"],
)
DIRECTIONS = {"go-backend": "backend", "java-backend": "backend", "qa-qa": "qa"}
SEGMENTS = pd.DataFrame(
    [
        (level, segment, specialization)
        for specialization, direction in DIRECTIONS.items()
        for level, segment in (("market", "market"), ("direction", direction), ("specialization", specialization))
    ],
    columns=["segment_level", "segment", "specialization"],
)
# The first cohort ends before both windows, the last begins after them.
COHORTS = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 2, 9), date(2026, 4, 13), date(2026, 5, 11)]
