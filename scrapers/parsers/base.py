"""What every parser shares: its input, its output, and how one posting is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scrapers.identity import posting_key
from scrapers.parsers.dates import implausible, read_timestamp
from scrapers.parsers.lookups import limits
from scrapers.parsers.text import clean_line

STRING_COLUMNS = ("url", "apply_url", "company", "company_id", "requisition_id", "description", "experience_text")
LIST_COLUMNS = (
    "links",
    "grade_words",
    "location_words",
    "country_words",
    "format_words",
    "employment_words",
    "skills",
    "category_words",
    "leftover_fields",
)


@dataclass(frozen=True, slots=True)
class PayloadContext:
    """One landed payload, uncompressed, with what the crawl knew about it."""

    source: str
    source_posting_id: str
    url: str | None
    payload: bytes
    payload_format: str | None
    published_text: str | None
    fetched_at: datetime
    payload_hash: str
    landed_on: date
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a payload, or one field of it, could not be read. `posting_id` when it belongs to a part of the payload."""

    reason: str
    detail: str
    posting_id: str | None = None


@dataclass(slots=True)
class ParseResult:
    """Postings as rows of PARSED_POSTINGS, and notes. A payload with notes and no posting was rejected."""

    postings: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parser:
    """One source format. Raise `version` with every change of what comes out."""

    family: str
    version: str
    parse: Callable[[PayloadContext, ParseResult], None]


class Unreadable(Exception):
    """The payload as a whole gives no posting."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def salary(
    result: ParseResult,
    *,
    minimum: object = None,
    maximum: object = None,
    currency: object = None,
    period: object = None,
    tax: str | None = None,
    contract: object = None,
    text: object = None,
) -> dict[str, Any] | None:
    """One STATED_SALARY, or None when nothing is stated. Zero is how boards leave an amount out."""
    low, high = read_amount(minimum, result), read_amount(maximum, result)
    shown = clean_line(text)
    if low is None and high is None and shown is None:
        return None
    return {
        "text": shown,
        "min": low,
        "max": high,
        "currency": clean_line(currency),
        "period": clean_line(period),
        "tax": tax,
        "contract": clean_line(contract),
    }


def read_amount(value: object, result: ParseResult) -> float | None:
    """A positive amount of money, from a number or a string that holds just one; null with a note when absurd."""
    if value is None or isinstance(value, bool) or value == "":
        return None
    try:
        amount = float(value.replace(" ", "").replace("\u00a0", "")) if isinstance(value, str) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        result.rejects.append(Reject("unreadable_salary", f"amount {str(value)[:60]!r}"))
        return None
    if not -limits()["salary_amount"] <= amount <= limits()["salary_amount"]:
        result.rejects.append(Reject("unreadable_salary", f"amount {str(value)[:60]!r} is beyond any pay"))
        return None
    return amount if amount > 0 else None


def add_posting(
    context: PayloadContext,
    result: ParseResult,
    *,
    title: object,
    suffix: str = "",
    published: object = None,
    expires: object = None,
    salaries: Iterable[dict[str, Any] | None] = (),
    experience_years: tuple[float | None, float | None] = (None, None),
    **columns: Any,
) -> None:
    """Append one posting. Only a title that is missing or absurd loses it; odd optional fields become notes."""
    posting_id = context.source_posting_id + suffix
    shown = clean_line(title)
    if shown is None:
        result.rejects.append(Reject("missing_title", "no title in the payload", posting_id))
        return
    if len(shown) > limits()["title_characters"]:
        detail = f"title of {len(shown)} characters: {shown[:80]}"
        result.rejects.append(Reject("title_too_long", detail, posting_id))
        return
    published_at = _date(
        published if published not in (None, "") else context.published_text, context, result, posting_id
    )
    row: dict[str, Any] = {
        "payload_hash": context.payload_hash,
        "source": context.source,
        "source_posting_id": posting_id,
        "raw_posting_id": context.source_posting_id,
        "posting_key": posting_key(context.source, posting_id),
        "landed_on": context.landed_on,
        "fetched_at": context.fetched_at,
        "is_simulated": context.is_simulated,
        "title": shown,
        "published_at": published_at,
        "expires_at": _date(expires, context, result, posting_id, is_expiry=True),
        "salaries": _distinct_salaries(salaries),
        "experience_years_min": experience_years[0],
        "experience_years_max": experience_years[1],
        "parser_version": None,
    }
    for name in STRING_COLUMNS:
        value = columns.pop(name, None)
        row[name] = value if name == "description" else clean_line(value)
    row["url"] = row["url"] or clean_line(context.url)
    for name in LIST_COLUMNS:
        row[name] = distinct_lines(columns.pop(name, ()))
    if columns:
        raise TypeError(f"not columns of a parsed posting: {sorted(columns)}")
    result.postings.append(row)


def distinct_lines(values: Iterable[object]) -> list[str]:
    """Cleaned, without blanks and repeats, in the order given."""
    return list(dict.fromkeys(line for value in values if (line := clean_line(value)) is not None))


def _distinct_salaries(salaries: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for stated in salaries:
        if stated is not None and stated not in kept:
            kept.append(stated)
    return kept


def _date(
    value: object, context: PayloadContext, result: ParseResult, posting_id: str, is_expiry: bool = False
) -> datetime | None:
    if value is None or value == "":
        return None
    moment = read_timestamp(value, context.fetched_at)
    name = "expiry" if is_expiry else "publication"
    if moment is None:
        result.rejects.append(Reject("unreadable_date", f"{name} date {str(value)[:60]!r}", posting_id))
    elif implausible(moment, context.fetched_at, is_expiry):
        result.rejects.append(Reject("implausible_date", f"{name} date {moment.date()}", posting_id))
        return None
    return moment
