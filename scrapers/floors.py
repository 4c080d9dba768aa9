"""Floors proposed from history: what the good crawls of a family's sources always reached, less a margin. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from scrapers.crawl_report import CrawlReport
from scrapers.registry.schema import Floors

# A week holds one quiet weekend; less history would put the floor on working days only.
MIN_DAYS = 7
# The margins are a choice: a floor is meant to catch a broken crawl, which loses most of the ads, and not a quiet day.
LISTED_MARGIN = 0.5
SHARE_MARGIN = 0.8
FILL_MARGIN = 0.05
# As in the verdict: shares of fewer payloads, and falls of fewer ads, say nothing.
MIN_PAYLOADS = 20
MIN_EXPECTED = 5
RECENT = timedelta(days=14)
# A column stated less often than this is the employers' choice, not a sign of health.
MIN_FILL = 0.5
PAYLOAD = "payload"


@dataclass(frozen=True)
class Suggestion:
    """Floors proposed for one family, or why there are none yet. `days`: days of history of the best known source."""

    family: str
    floors: Floors | None
    sources: int
    crawls: int
    days: int
    note: str = ""


def suggest_floors(family: str, reports: Iterable[CrawlReport], max_error_share: float = 0.2) -> Suggestion:
    """Floors for a family from the reports of its sources: only good crawls count, one family at a time.

    `max_error_share` is kept as it is: good crawls have few errors because they were judged by it.
    """
    good = [report for report in reports if report.family == family and report.verdict == "good"]
    by_source: dict[str, list[CrawlReport]] = defaultdict(list)
    for report in sorted(good, key=lambda report: (report.crawled_on, report.started_at)):
        by_source[report.source].append(report)
    known = {name: crawls for name, crawls in by_source.items() if len(_days(crawls)) >= MIN_DAYS}
    days = max((len(_days(crawls)) for crawls in by_source.values()), default=0)
    if not known:
        note = f"history is too short: {days} days with a good crawl, {MIN_DAYS} of one source are needed"
        return Suggestion(family, None, len(by_source), len(good), days, note)
    chosen = [report for crawls in known.values() for report in crawls]
    lowest = min(report.listed for report in chosen)
    share = None if chosen[0].kind == "feed" else _share_of_recent(known.values())
    fill, judged = _fill(chosen)
    first, last = min(_days(chosen)), max(_days(chosen))
    evidence = (
        f"{len(chosen)} good crawls of {counted_sources(len(known))}, {first} to {last}: "
        f"at least {lowest} listed; fields of {judged} payloads"
    )
    floors = Floors(
        min_listed=int(lowest * LISTED_MARGIN),
        min_share_of_recent=share,
        max_error_share=max_error_share,
        min_fill=fill,
        evidence=evidence,
    )
    left_out = len(by_source) - len(known)
    note = f"{counted_sources(left_out)} with fewer than {MIN_DAYS} days left out" if left_out else ""
    return Suggestion(family, floors, len(known), len(chosen), days, note)


def counted_sources(count: int) -> str:
    return f"{count} source{'' if count == 1 else 's'}"


def _days(crawls: Sequence[CrawlReport]) -> set[date]:
    return {report.crawled_on for report in crawls}


def _share_of_recent(histories: Iterable[Sequence[CrawlReport]]) -> float | None:
    """The deepest fall below the usual that was still good, less the margin; None when no source lists enough ads."""
    shares = []
    for crawls in histories:
        for number, report in enumerate(crawls):
            earlier = [other.listed for other in crawls[:number] if other.crawled_on >= report.crawled_on - RECENT]
            usual = median(earlier) if earlier else 0
            if usual >= MIN_EXPECTED:
                shares.append(report.listed / usual)
    return _rounded_down(min(1.0, *shares) * SHARE_MARGIN) if shares else None


def _fill(crawls: Sequence[CrawlReport]) -> tuple[dict[str, float], int]:
    """(column -> floor, payloads behind it): the lowest share of any larger crawl, and of all crawls together."""
    total: Counter[str] = Counter()
    for report in crawls:
        total.update(report.fields)
    judged = total.pop(PAYLOAD, 0)
    if judged < MIN_PAYLOADS:
        return {}, judged
    larger = [report.fields for report in crawls if report.fields.get(PAYLOAD, 0) >= MIN_PAYLOADS]
    floors = {}
    for column, count in sorted(total.items()):
        lowest = min([count / judged, *(fields.get(column, 0) / fields[PAYLOAD] for fields in larger)])
        if lowest >= MIN_FILL:
            floors[column] = _rounded_down(lowest - FILL_MARGIN)
    return floors, judged


def _rounded_down(share: float) -> float:
    return int(share * 100 + 1e-9) / 100
