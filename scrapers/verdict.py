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
Cause = Literal[
    "outage",
    "layout_change",
    "block",
    "login_wall",
    "credentials",
    "moved",  # the source lives elsewhere or exists no more: the registry has to follow
    "empty_market",
    "renamed_ids",
    "timeout",
    "limits",  # a cap of pages or bytes
]

# What an error seen while crawling says about the source. Spiders count errors under these names only.
CAUSE_OF_ERROR: dict[str, Cause] = {
    "http_server_error": "outage",
    "connection": "outage",
    "truncated": "outage",
    "redirect_loop": "outage",
    "process_died": "outage",
    "timeout": "timeout",
    "process_timeout": "timeout",
    "http_refused": "block",  # 403, 451 and 429 after all retries
    "captcha": "block",
    "robots": "block",
    "offsite": "block",  # led to a private address or an unasked port
    "login_wall": "login_wall",  # led to a login page, or 401 to a reader without credentials
    "moved": "moved",  # redirected to another site
    "preview_off": "block",
    "credentials": "credentials",
    "http_client_error": "layout_change",  # an address that used to work is refused as wrong or gone
    "invalid_json": "layout_change",
    "html_instead_of_json": "layout_change",
    "html_instead_of_xml": "layout_change",
    "invalid_xml": "layout_change",
    "forbidden_xml": "layout_change",  # declares entities, which no board needs
    "unknown_board": "moved",  # 404, or led to the vendor's own site: there is no board of this name
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
    "closespider_pagecount": "limits",
    "closespider_bytes": "limits",
    "shutdown": "outage",
    "memusage_exceeded": "outage",
    "process_died": "outage",
    "process_timeout": "timeout",
}
# Access problems explain everything else that went wrong in the same crawl.
_FIRST: tuple[Cause, ...] = ("credentials", "login_wall", "block", "moved")
# Fewer judged payloads than this say nothing about a share.
MIN_PAYLOADS_FOR_FILL = 20
# Most boards have fewer: there only a field that all of this many lack is judged. Our choice.
MIN_PAYLOADS_FOR_NONE = 5
# Nearly all ids new while nearly all known ones vanished: sources do not turn over so in a day. Boards below the
# least number may (a company that hires by campaign). Our choice: no source was seen doing it yet.
MIN_LISTED_FOR_RENAMING = 20
RENAMED_SHARE = 0.8


@dataclass(frozen=True)
class Verdict:
    """`cause` is None only when the status is good; `reasons` are sentences for a person.

    `is_census` False: whatever the listing's end, this crawl must neither open nor close ads.
    """

    status: Status
    cause: Cause | None
    reasons: tuple[str, ...]
    is_census: bool = True


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
    renamed = _renamed(report)
    losses += renamed
    for field, reason, is_fatal in _poor_fields(report, floors):
        (failures if is_fatal else losses).append(("layout_change", f"{field}: {reason}"))

    found = failures or losses
    if not found:
        return Verdict("good", None, ())
    causes = [cause for cause, _ in found]
    cause = next((cause for cause in _FIRST if cause in causes), causes[0])
    reasons = tuple(dict.fromkeys(reason for _, reason in [*failures, *losses]))
    return Verdict("failed" if failures else "degraded", cause, reasons, is_census=not failures and not renamed)


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


def _renamed(report: CrawlReport) -> list[tuple[Cause, str]]:
    """A source that renames its ids would close its whole market and open another.

    Held back for a day: the next crawl knows the ids, so if they stay, it opens them and the old ones close as always,
    after two complete crawls without them; if the source comes back to its old ids, nothing has happened.
    """
    least = min(report.listed, report.listed_before)
    if report.kind != "census" or least < MIN_LISTED_FOR_RENAMING:
        return []
    is_new = report.first_seen >= RENAMED_SHARE * report.listed
    if not is_new or report.vanished < RENAMED_SHARE * report.listed_before:
        return []
    text = f"{report.first_seen} of {report.listed} ids are new, {report.vanished} of {report.listed_before} vanished"
    return [("renamed_ids", text)]


def _poor_fields(report: CrawlReport, floors: Floors) -> list[tuple[str, str, bool]]:
    """Fields stated less often than the floor. Payloads that give no posting at all are fatal at half the floor."""
    judged = report.fields.get("payload", 0)
    if judged < MIN_PAYLOADS_FOR_NONE:
        return []
    if judged < MIN_PAYLOADS_FOR_FILL:
        missing = [field for field in sorted(floors.min_fill) if not report.fields.get(field)]
        return [(field, f"stated in none of {judged} new payloads", False) for field in missing]
    found = []
    for field, floor in sorted(floors.min_fill.items()):
        share = report.fields.get(field, 0) / judged
        if share < floor:
            reason = f"stated in {share:.0%} of {judged} new payloads, the floor is {floor:.0%}"
            found.append((field, reason, share < floor / 2))
    return found
