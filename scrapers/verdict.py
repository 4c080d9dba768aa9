"""Was the crawl worth trusting? A pure function of its report, the floors of the source and its recent reports.

Scrapy ends with exit code 0 whatever happened, so the report is judged. `failed` means: below the floor, rows may be
missing for reasons that are not the market's. `degraded`: usable, but something was lost. Only the crawl of a source
is judged here; weeks and figures have their own gates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from scrapers.crawl_report import CrawlReport
from scrapers.registry.schema import Floors

Status = Literal["good", "degraded", "failed"]
Cause = Literal["outage", "layout_change", "block", "empty_market", "credentials", "timeout"]

# What an error seen while crawling says about the source. Spiders count errors under these names only.
CAUSE_OF_ERROR: dict[str, Cause] = {
    "http_server_error": "outage",
    "connection": "outage",
    "truncated": "outage",
    "process_died": "outage",
    "timeout": "timeout",
    "process_timeout": "timeout",
    "http_refused": "block",  # 403, 451 and 429 after all retries
    "captcha": "block",
    "robots": "block",
    "offsite": "block",  # redirected away from the source, or to a private address
    "preview_off": "block",
    "credentials": "credentials",
    "http_client_error": "layout_change",  # an address that used to work is refused as wrong or gone
    "invalid_json": "layout_change",
    "html_instead_of_json": "layout_change",
    "html_instead_of_xml": "layout_change",
    "invalid_xml": "layout_change",
    "forbidden_xml": "layout_change",  # declares entities, which no board needs
    "unknown_board": "layout_change",  # the vendor leads elsewhere: there is no board of this name any more
    "wrong_encoding": "layout_change",
    "missing_state": "layout_change",
    "missing_field": "layout_change",
    "missing_id": "layout_change",
    "too_large": "layout_change",
    "slice_overflow": "layout_change",  # more results than any slicing can reach
    "short_listing": "layout_change",  # fewer entries than the source itself counts
    "spider_exception": "layout_change",
    "dropped": "outage",  # asked for, and never heard of again
    "invalid_rates": "layout_change",
}
# How Scrapy stopped a crawl before it was through.
CAUSE_OF_END: dict[str, Cause] = {
    "closespider_timeout": "timeout",
    "closespider_pagecount": "timeout",  # the budget of pages is a budget of time at polite speed
    "shutdown": "outage",
    "memusage_exceeded": "outage",
    "process_died": "outage",
    "process_timeout": "timeout",
}
# Access problems explain everything else that went wrong in the same crawl.
_FIRST: tuple[Cause, ...] = ("credentials", "block")
# Fewer judged payloads than this say nothing about a share.
MIN_PAYLOADS_FOR_FILL = 20


@dataclass(frozen=True)
class Verdict:
    """`cause` is None only when the status is good; `reasons` are sentences for a person."""

    status: Status
    cause: Cause | None
    reasons: tuple[str, ...]


def judge(report: CrawlReport, floors: Floors, recent: Sequence[CrawlReport]) -> Verdict:
    """Judge one crawl. `recent`: earlier reports of the same source, any order; only good ones count as measure."""
    failures: list[tuple[Cause, str]] = []
    losses: list[tuple[Cause, str]] = []
    errors = sum(report.errors.values())
    main = _main_cause(report)

    if errors:
        text = ", ".join(f"{name} {count}" for name, count in sorted(report.errors.items()))
        losses.append((main or "outage", f"errors: {text}"))
        reads = max(report.pages, report.listed) + errors
        if errors / reads > floors.max_error_share:
            share = f"{errors} errors in {reads} readings, more than {floors.max_error_share:.0%}"
            failures.append((main or "outage", share))
    if report.finish_reason in CAUSE_OF_END:
        losses.append((CAUSE_OF_END[report.finish_reason], f"stopped early: {report.finish_reason}"))
    if report.finish_reason in ("process_died", "process_timeout"):
        failures.append((CAUSE_OF_END[report.finish_reason], f"no report from the crawl: {report.finish_reason}"))
    if not report.is_complete and not losses:
        losses.append(("outage", "the listing was not read to its end"))

    failures += _too_few(report, floors, recent, main)
    for field, reason, is_fatal in _poor_fields(report, floors):
        (failures if is_fatal else losses).append(("layout_change", f"{field}: {reason}"))

    found = failures or losses
    if not found:
        return Verdict("good", None, ())
    causes = [cause for cause, _ in found]
    cause = next((cause for cause in _FIRST if cause in causes), causes[0])
    reasons = tuple(dict.fromkeys(reason for _, reason in [*failures, *losses]))
    return Verdict("failed" if failures else "degraded", cause, reasons)


def _main_cause(report: CrawlReport) -> Cause | None:
    weights: Counter[Cause] = Counter()
    for name, count in report.errors.items():
        weights[CAUSE_OF_ERROR.get(name, "layout_change")] += count
    if report.finish_reason in CAUSE_OF_END:
        weights[CAUSE_OF_END[report.finish_reason]] += 1
    for cause in _FIRST:
        if weights[cause]:
            return cause
    return weights.most_common(1)[0][0] if weights else None


def _too_few(
    report: CrawlReport, floors: Floors, recent: Sequence[CrawlReport], main: Cause | None
) -> list[tuple[Cause, str]]:
    """A small crawl is red, not small. Without any error the source itself said there is nothing: empty market."""
    cause = main or "empty_market"
    found: list[tuple[Cause, str]] = []
    if report.listed < floors.min_listed:
        found.append((cause, f"{report.listed} listed, the floor is {floors.min_listed}"))
    usual = [
        earlier.listed
        for earlier in recent
        if earlier.verdict == "good" and earlier.source == report.source and earlier.crawl_id != report.crawl_id
    ]
    if floors.min_share_of_recent is not None and usual:
        expected = median(usual)
        # Boards of a few jobs jump; a fall is only judged where the floor stands for several ads.
        if expected >= 5 and report.listed < floors.min_share_of_recent * expected:
            reason = f"{report.listed} listed, under {floors.min_share_of_recent:.0%} of the usual {expected:g}"
            found.append((cause, reason))
    return found


def _poor_fields(report: CrawlReport, floors: Floors) -> list[tuple[str, str, bool]]:
    """Fields stated less often than the floor. Payloads that give no posting at all are fatal at half the floor."""
    judged = report.fields.get("payload", 0)
    if judged < MIN_PAYLOADS_FOR_FILL:
        return []
    found = []
    for field, floor in sorted(floors.min_fill.items()):
        share = report.fields.get(field, 0) / judged
        if share < floor:
            reason = f"stated in {share:.0%} of {judged} new payloads, the floor is {floor:.0%}"
            found.append((field, reason, share < floor / 2))
    return found
