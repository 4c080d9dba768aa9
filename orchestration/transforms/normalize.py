"""parsed_postings to normalized_postings: every field of every ad, each with its basis or the reason it is missing."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.schemas import NORMALIZED_POSTINGS
from orchestration.transforms.exchange import Rate
from orchestration.transforms.grades import read_grade
from orchestration.transforms.languages import read_language
from orchestration.transforms.places import read_places
from orchestration.transforms.quality import description_quality, rejected_reason
from orchestration.transforms.redaction import redact, redact_scanned
from orchestration.transforms.salaries import Rates, Salary, read_salaries
from orchestration.transforms.specializations import read_specialization
from orchestration.transforms.technologies import read_technologies
from orchestration.transforms.text_scan import scan
from orchestration.transforms.work_formats import read_work_formats

# Changes with every rule or lookup that can change a value; a partition of another version is outdated.
RULE_VERSION = "2"

_ROWS_AT_ONCE = 10_000  # rows as Python objects weigh ten times their columns

_IDENTITY = (
    "payload_hash",
    "source",
    "source_posting_id",
    "raw_posting_id",
    "posting_key",
    "landed_on",
    "url",
    "company",
    "is_simulated",
)
_LISTS = ("salaries", "grade_words", "location_words", "country_words", "format_words", "skills", "category_words")


def normalize_postings(parsed: pa.Table, rates: pa.Table) -> pa.Table:
    """Read every ad. One row out for each row in, in the same order.

    `parsed`: PARSED_POSTINGS. `rates`: EXCHANGE_RATES that cover the publication days. Returns NORMALIZED_POSTINGS.
    """
    days = map(published_on, parsed.column("published_at").to_pylist(), parsed.column("landed_on").to_pylist())
    by_day = rates_by_day(rates, set(days))
    parsed = parsed.select([name for name in parsed.schema.names if name in _NEEDED])
    with _no_collector():
        parts = [
            pa.Table.from_pylist(
                [normalize_posting(row, by_day) for row in part.to_pylist()], schema=NORMALIZED_POSTINGS
            )
            for part in parsed.to_batches(max_chunksize=_ROWS_AT_ONCE)
        ]
    return pa.concat_tables(parts) if parts else NORMALIZED_POSTINGS.empty_table()


@contextmanager
def _no_collector() -> Iterator[None]:
    """Rows hold no cycles, but the collector would walk through the dictionaries for each thousand of them: a tenth of
    the time. What is dropped is freed all the same."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


_NEEDED = frozenset(
    (
        *_IDENTITY,
        *_LISTS,
        "title",
        "description",
        "published_at",
        "experience_text",
        "experience_years_min",
        "experience_years_max",
    )
)


def rates_by_day(rates: pa.Table, days: Collection[date | None]) -> dict[tuple[date, str], Rate]:
    """EXCHANGE_RATES of the given days as a mapping from (day, currency)."""
    wanted = pa.array([day for day in days if day is not None], pa.date32())
    rates = rates.filter(pc.is_in(rates.column("day"), value_set=wanted))
    columns = [rates.column(name).to_pylist() for name in ("day", "currency", "usd_per_unit", "rate_source", "rate_on")]
    return {
        (day, currency): Rate(price, source, rate_on, False)
        for day, currency, price, source, rate_on in zip(*columns, strict=True)
    }


def published_on(published_at: datetime | None, landed_on: date | None) -> date | None:
    """The source's UTC day, never later than the landing day; the landing day when the source gives none."""
    if published_at is None:
        return landed_on
    day = (published_at.astimezone(UTC) if published_at.tzinfo else published_at).date()
    return min(day, landed_on) if landed_on else day


def normalize_posting(parsed: Mapping[str, Any], rates: Rates) -> dict[str, Any]:
    """One row of NORMALIZED_POSTINGS from one row of PARSED_POSTINGS. Never raises on any text or amount."""
    title, description = parsed.get("title") or "", parsed.get("description") or ""
    family = (parsed.get("source") or "").partition(":")[0]
    lists = {name: parsed.get(name) or [] for name in _LISTS}
    found = scan(title, description)
    technologies = read_technologies([skill for skill in lists["skills"] if skill], found)
    specialization = read_specialization(title, lists["category_words"], technologies, family)
    grade = read_grade(
        lists["grade_words"],
        title,
        found,
        is_it=specialization.slug is not None,
        company=parsed.get("company") or "",
        years_min=parsed.get("experience_years_min"),
        years_max=parsed.get("experience_years_max"),
        experience_text=parsed.get("experience_text") or "",
    )
    places = read_places(lists["location_words"], lists["country_words"], found, family)
    formats = read_work_formats(lists["format_words"], lists["location_words"], found, family)
    day = published_on(parsed.get("published_at"), parsed.get("landed_on"))
    salary = read_salaries(
        lists["salaries"], found, family=family, country=places.country, published_on=day, rates=rates
    )
    return {
        **{name: parsed.get(name) for name in _IDENTITY},
        "published_on": day,
        "title": redact(title),
        "language": read_language(found.folded[found.title_end :] if len(description) > 40 else found.folded),
        "grade": grade.grade,
        "grades": list(grade.grades),
        "grade_basis": grade.basis,
        "track": grade.track,
        **_salary_columns(salary),
        "country": places.country,
        "countries": list(places.countries),
        "city": places.city,
        "cities": list(places.cities),
        "country_basis": places.basis if places.countries else None,
        "work_format": formats.main,
        "work_formats": list(formats.offered),
        "work_format_basis": formats.basis,
        "technologies": list(technologies.names),
        "technology_bases": list(technologies.bases),
        "direction": specialization.direction,
        "specialization": specialization.slug,
        "specialization_basis": specialization.basis,
        "description": redact_scanned(found, description),
        "description_quality": description_quality(found, description),
        "rejected_reason": rejected_reason(found, family, parsed.get("company")),
        "rule_version": RULE_VERSION,
    }


def _salary_columns(salary: Salary) -> dict[str, Any]:
    main, rate = salary.main, salary.rate
    offers = [
        {
            "text": offer.text and redact(offer.text),
            "min": offer.minimum,
            "max": offer.maximum,
            "currency": offer.currency,
            "period": offer.period,
            "tax": offer.tax,
            "contract": offer.contract,
        }
        for offer in salary.offers
    ]
    return {
        "salaries": offers,
        "salary_text": main.text and redact(main.text) if main else None,
        "salary_min": main.minimum if main else None,
        "salary_max": main.maximum if main else None,
        "salary_currency": main.currency if main else None,
        "salary_period": main.period if main else None,
        "salary_tax": main.tax if main else None,
        "contract": main.contract if main else None,
        "salary_basis": salary.basis,
        "salary_bound": salary.bound,
        "salary_point": salary.point,
        "salary_month": salary.month,
        "salary_inferred": list(main.inferred) if main else [],
        "salary_usd_month": salary.usd_month,
        "rate_usd": rate.usd_per_unit if rate else None,
        "rate_on": rate.rate_on if rate else None,
        "rate_source": rate.source if rate else None,
        "salary_reason": salary.reason,
        "is_outlier": salary.outlier is not None,
        "outlier_bound": salary.outlier,
    }
