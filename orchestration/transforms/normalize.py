"""parsed_postings to normalized_postings: every field of every ad, each with its basis or the reason it is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import chain, compress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.schemas import NORMALIZED_POSTINGS
from orchestration.transforms.collector import no_collector
from orchestration.transforms.exchange import Rate
from orchestration.transforms.grades import read_grade
from orchestration.transforms.languages import read_languages
from orchestration.transforms.place_text import read_places
from orchestration.transforms.post_roles import is_post, lines_of_levels
from orchestration.transforms.quality import description_quality, is_moderated, rejected_reasons
from orchestration.transforms.redaction import redact, redact_scanned
from orchestration.transforms.salaries import Rates, Salary, read_salaries
from orchestration.transforms.specializations import read_specialization
from orchestration.transforms.technologies import read_technologies, scan_skills
from orchestration.transforms.text_scan import scan_all
from orchestration.transforms.work_formats import read_work_formats, scan_fields

# Changes with every rule or lookup that can change a value; a partition of another version is outdated.
RULE_VERSION = "47"

# Field after field over so many rows: a dictionary stays in the processor's cache while it is used (a fifth of the time
# against row after row), and rows as Python objects, which weigh ten times their columns, stay few.
_ROWS_AT_ONCE = 2_000

_INSTANT = pa.timestamp("us", "UTC")

_SHORT_TEXT = 40  # a text no longer than this says less about its language than the title
_OF_SOURCE = (
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
_KEPT = (*_OF_SOURCE, "published_on")
_LISTS = ("salaries", "grade_words", "location_words", "country_words", "format_words", "skills", "category_words")


def normalize_postings(parsed: pa.Table, rates: pa.Table) -> pa.Table:
    """Read every ad. One row out for each row in, in the same order.

    `parsed`: PARSED_POSTINGS. `rates`: EXCHANGE_RATES that cover the publication days. Returns NORMALIZED_POSTINGS.
    """
    days = published_on(parsed.column("published_at"), parsed.column("landed_on"))
    by_day = rates_by_day(rates, pc.unique(days).to_pylist())
    rows = parsed.select([*_OF_SOURCE, *_READ]).append_column("published_on", days)
    with no_collector():
        parts = [_normalize(part, by_day) for part in rows.to_batches(max_chunksize=_ROWS_AT_ONCE)]
    return pa.concat_tables(parts) if parts else NORMALIZED_POSTINGS.empty_table()


def _normalize(part: pa.RecordBatch, rates: Rates) -> pa.Table:
    columns = {name: part.column(name).to_pylist() for name in _READ_OR_SHARED}
    values = _read(columns, rates)
    values["description"] = _changed(part.column("description"), columns["description"], values["description"])
    arrays = [
        part.column(field.name).cast(field.type)
        if field.name in _KEPT
        else pa.array(values.pop(field.name), field.type)
        for field in NORMALIZED_POSTINGS
    ]
    return pa.Table.from_arrays(arrays, schema=NORMALIZED_POSTINGS)


def _changed(column: pa.Array, texts: Sequence[str | None], changed: Sequence[str]) -> pa.Array:
    """`column`, which holds `texts`, with those that were changed: the others need not be encoded again."""
    is_other = [new is not old for new, old in zip(changed, texts, strict=True)]
    others = pa.array(compress(changed, is_other), column.type)
    return pc.replace_with_mask(column, pa.array(is_other, pa.bool_()), others)


_READ = (
    *_LISTS,
    "title",
    "description",
    "experience_text",
    "experience_years_min",
    "experience_years_max",
)
_READ_OR_SHARED = (*_READ, "source", "company", "published_on")


def rates_by_day(rates: pa.Table, days: Collection[date | None]) -> dict[tuple[date, str], Rate]:
    """EXCHANGE_RATES of the given days as a mapping from (day, currency)."""
    wanted = pa.array([day for day in days if day is not None], pa.date32())
    rates = rates.filter(pc.is_in(rates.column("day"), value_set=wanted))
    columns = [rates.column(name).to_pylist() for name in ("day", "currency", "usd_per_unit", "rate_source", "rate_on")]
    return {
        (day, currency): Rate(price, source, rate_on, False)
        for day, currency, price, source, rate_on in zip(*columns, strict=True)
    }


def published_on(published_at: pa.ChunkedArray, landed_on: pa.ChunkedArray) -> pa.ChunkedArray:
    """The source's UTC day, never later than the landing day; the landing day when the source gives none."""
    return pc.min_element_wise(published_at.cast(pa.date32()), landed_on, skip_nulls=True)


def normalize_posting(parsed: Mapping[str, Any], rates: Rates) -> dict[str, Any]:
    """One row of NORMALIZED_POSTINGS from one row of PARSED_POSTINGS. Never raises on any text or amount."""
    at, landed = ([[parsed.get(name)]] for name in ("published_at", "landed_on"))
    days = published_on(pa.chunked_array(at, _INSTANT), pa.chunked_array(landed, pa.date32())).to_pylist()
    values = _read({name: [parsed.get(name)] for name in _READ_OR_SHARED} | {"published_on": days}, rates)
    kept = {name: parsed.get(name) for name in _OF_SOURCE} | {"published_on": days[0]}
    return kept | {name: column[0] for name, column in values.items()}


def _read(columns: Mapping[str, list[Any]], rates: Rates) -> dict[str, list[Any]]:
    """Every column of NORMALIZED_POSTINGS that is read from the ads, from columns of PARSED_POSTINGS."""
    titles = [title or "" for title in columns["title"]]
    descriptions = [description or "" for description in columns["description"]]
    companies = [company or "" for company in columns["company"]]
    families = [(source or "").partition(":")[0] for source in columns["source"]]
    lists = {name: list(map(_known, columns[name])) for name in _LISTS}
    scans = scan_all(titles, descriptions, [not is_moderated(family) for family in families])
    skills = [[skill for skill in stated if skill] for stated in lists["skills"]]
    scan_skills(chain.from_iterable(skills))
    scan_fields(filter(None, chain(*lists["format_words"], *lists["location_words"])))
    technologies = list(map(read_technologies, skills, scans, companies))
    specializations = list(map(read_specialization, titles, lists["category_words"], technologies, families, scans))
    grades = [
        read_grade(
            words,
            title,
            found,
            is_it=specialization.slug is not None,
            company=company,
            years_min=years_min,
            years_max=years_max,
            experience_text=experience or "",
            roles=lines_of_levels(found) if is_post(family) else (),
        )
        for words, title, found, specialization, company, years_min, years_max, experience, family in zip(
            lists["grade_words"],
            titles,
            scans,
            specializations,
            companies,
            columns["experience_years_min"],
            columns["experience_years_max"],
            columns["experience_text"],
            families,
            strict=True,
        )
    ]
    formats = list(map(read_work_formats, lists["format_words"], lists["location_words"], scans, families))
    offered = [one.offered for one in formats]
    places = list(map(read_places, lists["location_words"], lists["country_words"], scans, families, offered))
    languages = read_languages(
        [found.folded for found in scans],
        [
            found.title_end if len(description) > _SHORT_TEXT else 0
            for found, description in zip(scans, descriptions, strict=True)
        ],
    )
    salaries = [
        _salary_columns(
            read_salaries(
                stated,
                found,
                family=family,
                country=place.country,
                published_on=day,
                rates=rates,
                language=language,
            )
        )
        for stated, found, family, place, day, language in zip(
            lists["salaries"], scans, families, places, columns["published_on"], languages, strict=True
        )
    ]
    # In order of the names, so that a million rows need no sorting in the warehouse.
    by_name = [sorted(zip(named.names, named.bases, strict=True)) for named in technologies]
    return {
        "title": [redact(title) for title in titles],
        "language": languages,
        "grade": [grade.grade for grade in grades],
        "grades": [list(grade.grades) for grade in grades],
        "grade_basis": [grade.basis for grade in grades],
        "track": [grade.track for grade in grades],
        **dict(zip(salaries[0], map(list, zip(*(row.values() for row in salaries), strict=True)), strict=True)),
        "country": [place.country for place in places],
        "countries": [list(place.countries) for place in places],
        "city": [place.city for place in places],
        "cities": [list(place.cities) for place in places],
        "country_basis": [place.basis if place.countries else None for place in places],
        "work_format": [offer.main for offer in formats],
        "work_formats": [list(offer.offered) for offer in formats],
        "work_format_basis": [offer.basis for offer in formats],
        "technologies": [[name for name, _ in named] for named in by_name],
        "technology_bases": [[basis for _, basis in named] for named in by_name],
        "direction": [specialization.direction for specialization in specializations],
        "specialization": [specialization.slug for specialization in specializations],
        "specialization_basis": [specialization.basis for specialization in specializations],
        "description": list(map(redact_scanned, scans, descriptions)),
        "description_quality": list(map(description_quality, scans, descriptions)),
        "rejected_reason": rejected_reasons(scans, families, companies),
        "rule_version": [RULE_VERSION] * len(titles),
    }


def _known(values: list[Any] | None) -> list[Any]:
    if not values:
        return []
    return [value for value in values if value is not None] if None in values else values


def _salary_columns(salary: Salary) -> dict[str, Any]:
    main, rate = salary.main, salary.rate
    texts = {offer.text: offer.text and redact(offer.text) for offer in salary.offers}
    offers = [
        {
            "text": texts[offer.text],
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
        "salary_text": texts[main.text] if main else None,
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
