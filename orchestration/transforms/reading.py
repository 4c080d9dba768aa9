"""Every column of normalized_postings that is read from the ads, field after field over many ads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from orchestration.transforms.grades import read_grade
from orchestration.transforms.languages import read_languages
from orchestration.transforms.place_text import read_places
from orchestration.transforms.post_roles import is_post, lines_of_levels
from orchestration.transforms.quality import description_quality, is_moderated, rejected_reasons
from orchestration.transforms.redaction import redact, redact_scanned
from orchestration.transforms.salaries import Rates, Salary, read_salaries
from orchestration.transforms.salary_offers import Offer
from orchestration.transforms.specializations import read_specialization
from orchestration.transforms.technologies import read_technologies, scan_skills
from orchestration.transforms.text_scan import scan_all
from orchestration.transforms.work_formats import read_work_formats, scan_fields

_LISTS = ("salaries", "grade_words", "location_words", "country_words", "format_words", "skills", "category_words")
READ = (
    *_LISTS,
    "title",
    "description",
    "experience_text",
    "experience_years_min",
    "experience_years_max",
)
_SHORT_TEXT = 40  # a text no longer than this says less about its language than the title


def read_ads(columns: Mapping[str, list[Any]], rates: Rates) -> dict[str, list[Any]]:
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
        read_salaries(
            stated,
            found,
            family=family,
            country=place.country,
            published_on=day,
            rates=rates,
            language=language,
            is_one_country=len(place.countries) == 1,
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
        **_salary_columns(salaries),
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
    }


def _known(values: list[Any] | None) -> list[Any]:
    if not values:
        return []
    return [value for value in values if value is not None] if None in values else values


def _salary_columns(salaries: list[Salary]) -> dict[str, list[Any]]:
    mains = [salary.main for salary in salaries]
    rates = [salary.rate for salary in salaries]
    return {
        "salaries": [list(map(_offer_columns, salary.offers)) for salary in salaries],
        "salary_text": [_shown(main.text) if main else None for main in mains],
        "salary_min": [main.minimum if main else None for main in mains],
        "salary_max": [main.maximum if main else None for main in mains],
        "salary_currency": [main.currency if main else None for main in mains],
        "salary_period": [main.period if main else None for main in mains],
        "salary_tax": [main.tax if main else None for main in mains],
        "contract": [main.contract if main else None for main in mains],
        "salary_basis": [salary.basis for salary in salaries],
        "salary_bound": [salary.bound for salary in salaries],
        "salary_point": [salary.point for salary in salaries],
        "salary_month": [salary.month for salary in salaries],
        "salary_inferred": [list(main.inferred) if main else [] for main in mains],
        "salary_usd_month": [salary.usd_month for salary in salaries],
        "rate_usd": [rate.usd_per_unit if rate else None for rate in rates],
        "rate_on": [rate.rate_on if rate else None for rate in rates],
        "rate_source": [rate.source if rate else None for rate in rates],
        "salary_reason": [salary.reason for salary in salaries],
        "is_outlier": [salary.outlier is not None for salary in salaries],
        "outlier_bound": [salary.outlier for salary in salaries],
    }


def _offer_columns(offer: Offer) -> dict[str, Any]:
    return {
        "text": _shown(offer.text),
        "min": offer.minimum,
        "max": offer.maximum,
        "currency": offer.currency,
        "period": offer.period,
        "tax": offer.tax,
        "contract": offer.contract,
    }


@lru_cache(maxsize=16384)  # many ads state the same pay
def _shown(text: str | None) -> str | None:
    return redact(text) if text else text
