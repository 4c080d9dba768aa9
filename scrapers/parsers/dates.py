"""Dates as sources write them -> UTC. No clock: relative dates resolve against the fetch time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

import dateparser

from scrapers.parsers.lookups import limits, lookup

_LANGUAGES = ["en", "ru", "uk", "pl", "de"]
_SHORT_YEAR = re.compile(r"^(\d{1,2}\.\d{1,2}\.)(\d\d)$")  # no ad is from another century
_EPOCH_MILLISECONDS = 100_000_000_000  # as seconds this would be the year 5138


def read_timestamp(value: object, fetched_at: datetime) -> datetime | None:
    """ISO in all its spellings, epoch seconds or milliseconds, other spellings by dateparser; None when unreadable.

    A time without a zone is taken as UTC, a date as its midnight.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        return _to_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    if not text or len(text) > 60:
        return None
    if text.isdecimal() and len(text) >= 9:
        return _from_epoch(int(text))
    return _read_words(text, fetched_at.date())


def with_zone(value: object, zone: tzinfo) -> object:
    """An ISO time without a zone becomes one of `zone`; everything else, a bare date too, stays as it is."""
    if not isinstance(value, str) or ":" not in value:
        return value
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return value
    return value if moment.tzinfo is not None else moment.replace(tzinfo=zone).isoformat()


def implausible(moment: datetime, fetched_at: datetime, is_expiry: bool = False) -> bool:
    """Years no ad was published in; for an expiry, placeholders of the far future."""
    if moment.year < limits()["first_year"]:
        return True
    if is_expiry:
        return bool(moment.year >= limits()["expiry_year"])
    return moment > fetched_at + timedelta(days=limits()["days_after_fetch"])


def _from_epoch(value: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= _EPOCH_MILLISECONDS else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _to_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@lru_cache(maxsize=10_000)
def _read_words(text: str, base: date) -> datetime | None:
    settings = {
        "RELATIVE_BASE": datetime.fromisoformat(base.isoformat()),
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
    }
    try:
        moment = dateparser.parse(_spelled_out(text), languages=_LANGUAGES, settings=settings)  # type: ignore[arg-type]
    except Exception:  # dateparser leaks many kinds from odd input
        return None
    return None if moment is None else _to_utc(moment)


def _spelled_out(text: str) -> str:
    """`ponad rok temu` -> `1 rok temu`, `24.09.25` -> `24.09.2025`."""
    words = lookup("date_words")
    text = _SHORT_YEAR.sub(r"\g<1>20\2", text)
    if text.casefold() in words["moments"]:
        return "now"
    for about in words["about"]:
        text = re.sub(rf"^{about}\s+", "", text, flags=re.I)
    return re.sub(rf"^(?=(?:{'|'.join(words['one'])})\b)", "1 ", text, flags=re.I)
