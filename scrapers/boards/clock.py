"""The time a crawl writes down. On the local market it is the market's day, not the wall's."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

# The market shows everything published on its day, so it is read late in the evening of that day.
MARKET_READ_AT = time_of_day(22, 0, tzinfo=UTC)


class CrawlClock:
    """UTC time of a crawl of `day`: the real one on live addresses, 22:00 plus what has passed on the local market."""

    def __init__(self, day: date, is_simulated: bool) -> None:
        self.day, self.is_simulated = day, is_simulated
        self._start = datetime.combine(day, MARKET_READ_AT) if is_simulated else datetime.now(UTC)
        # A long crawl of a simulated day stays inside it; a real one may run past midnight.
        last_day = day if is_simulated else date.max
        self._last = datetime.combine(last_day, time_of_day.max, tzinfo=UTC)
        self._origin = time.monotonic()

    def now(self) -> datetime:
        return min(self._start + timedelta(seconds=time.monotonic() - self._origin), self._last)
