"""The truth of a market as data frames.

openings: opening_id, source (first), company, title, specialization, direction, grade (None: not stated), real_grade
(what the pay follows), pay_min, pay_max, pay_currency, pay_period, pay_tax, contract (all None when hidden; first
version), usd_month (first version, rate of the publication day), is_outlier, pay_edited_on, country, city (English;
first), cities, work_formats, technologies, language, published_on (first posting), closed_on (first day that nothing is
listed; a channel post counts 30 days), is_it, in_scope, negative_of, negative_kind.
postings: posting_key, raw_key, source, source_posting_id, opening_id (None: no ad), first_listed_on, last_listed_on,
kind, edit_days, edit_kinds, noise_kind, has_link. One row per job: a channel post with two jobs has `12#1` and `12#2`.
pairs: posting_key, other_key, relation (duplicate | hard_negative), why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from scrapers.market.faces import face_of
from scrapers.market.lookup import cities, lookup, roles
from scrapers.market.model import Listed, Opening
from scrapers.market.rates import Rates


def openings_frame(listed: list[Listed], rates: Rates, last_day: date) -> pd.DataFrame:
    """One row per opening that any of the postings advertises."""
    postings: dict[str, list[Listed]] = defaultdict(list)
    openings: dict[str, Opening] = {}
    for posting in listed:
        for opening in posting.openings:
            openings[opening.opening_id] = opening
            postings[opening.opening_id].append(posting)
    return pd.DataFrame([_opening_row(openings[key], postings[key], rates) for key in openings])


def _opening_row(opening: Opening, postings: list[Listed], rates: Rates) -> dict[str, object]:
    places = cities()[opening.country]
    pay = opening.pay
    is_board = [posting for posting in postings if face_of(posting.source).kind == "census"]
    closed_on = max(posting.last_listed_on for posting in is_board or postings) + timedelta(days=1)
    edited = [edit.on for posting in postings for edit in posting.edits if edit.kind == "pay"]
    role = roles().get(opening.slug or "")
    # The board's level field can name two levels; the lower one is the entry bar, and it is the one kept here.
    return {
        "opening_id": opening.opening_id,
        "source": opening.home,
        "company": opening.company.name,
        "title": opening.title,
        "specialization": opening.slug,
        "direction": role["direction"] if role else None,
        "grade": opening.grade,
        "real_grade": opening.real_grade,
        "pay_min": pay.minimum if pay else None,
        "pay_max": pay.maximum if pay else None,
        "pay_currency": pay.currency if pay else None,
        "pay_period": pay.period if pay else None,
        "pay_tax": pay.tax if pay else None,
        "contract": pay.contract if pay else None,
        "usd_month": pay.per_month * rates.usd_per_unit(pay.currency, opening.published_on) if pay else None,
        "is_outlier": opening.is_outlier,
        "pay_edited_on": min(edited, default=None),
        "country": opening.country,
        "city": places[opening.city_index[0]]["en"],
        "cities": [places[index]["en"] for index in opening.city_index],
        "work_formats": list(opening.work_formats),
        "technologies": list(opening.technologies),
        "language": opening.language,
        "published_on": opening.published_on,
        "closed_on": closed_on,
        "is_it": opening.slug is not None,
        "in_scope": bool(lookup("places")["countries"][opening.country]["in_scope"]),
        "negative_of": opening.negative_of,
        "negative_kind": opening.negative_kind,
    }


def postings_frame(listed: list[Listed]) -> pd.DataFrame:
    """One row per advertised job, and one per post that is no ad."""
    rows = []
    for posting in listed:
        for posting_id, opening in jobs_of(posting):
            rows.append(
                {
                    "posting_key": f"{posting.source}/{posting_id}",
                    "raw_key": posting.key,
                    "source": posting.source,
                    "source_posting_id": posting_id,
                    "opening_id": opening.opening_id if opening else None,
                    "first_listed_on": posting.first_listed_on,
                    "last_listed_on": posting.last_listed_on,
                    "kind": posting.kind,
                    "edit_days": [edit.on for edit in posting.edits],
                    "edit_kinds": [edit.kind for edit in posting.edits],
                    "noise_kind": posting.noise_kind,
                    "has_link": posting.link is not None,
                }
            )
    return pd.DataFrame(rows)


def jobs_of(posting: Listed) -> Iterator[tuple[str, Opening | None]]:
    """Posting id and opening of every job of a listed thing, as the parsers number them."""
    if len(posting.openings) > 1:
        for number, opening in enumerate(posting.openings, 1):
            yield f"{posting.posting_id}#{number}", opening
    else:
        yield posting.posting_id, posting.openings[0] if posting.openings else None


def pairs_frame(listed: list[Listed]) -> pd.DataFrame:
    """Every posting with the next of its opening as `duplicate`; the first ones of look-alikes as `hard_negative`."""
    keys: dict[str, list[tuple[date, bool, str, str]]] = defaultdict(list)
    twins: dict[str, tuple[str, str]] = {}
    for posting in listed:
        for posting_id, opening in jobs_of(posting):
            if opening is not None:
                place = (
                    posting.first_listed_on,
                    posting.kind != "original",
                    f"{posting.source}/{posting_id}",
                    posting.kind,
                )
                keys[opening.opening_id].append(place)
                if opening.negative_of and opening.negative_kind:
                    twins[opening.opening_id] = (opening.negative_of, opening.negative_kind)
    rows = []
    for members in keys.values():
        for (*_, first, _), (*_, second, kind) in pairwise(sorted(members)):
            rows.append({"posting_key": second, "other_key": first, "relation": "duplicate", "why": kind})
    for twin, (original, kind) in twins.items():
        if original in keys:
            first, second = min(keys[original])[2], min(keys[twin])[2]
            rows.append({"posting_key": second, "other_key": first, "relation": "hard_negative", "why": kind})
    return pd.DataFrame(rows, columns=["posting_key", "other_key", "relation", "why"])
