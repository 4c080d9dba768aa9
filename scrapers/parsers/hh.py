"""hh.ru: API vacancies (detail and list item, old and new fields) and what the public pages embed.

Payload shapes: an API vacancy, an API list item (its snippet is the text), or
`{"search": <item of vacancySearchResult>, "page": <JobPosting of the vacancy page>, "view": <vacancyView>}`.
Regional hosts (rabota.by, hh.kz …) show the same ads under the same numbers, so an ad has one address, that of hh.ru.
Amounts of the old `salary` object are per month by its documentation; `salary_range` names its mode.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting, salary
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_TAX = {True: "gross", False: "net"}
_WEB_KEYS = frozenset(("search", "page", "view"))


def parse(context: PayloadContext, result: ParseResult) -> None:
    values = read_object(context, result)
    if "errors" in values and "name" not in values:
        raise Unreadable("error_body", f"the API answered {str(values['errors'])[:120]}")
    if values.keys() & _WEB_KEYS and "name" not in values:
        _parse_web(context, result, values)
    else:
        _parse_api(context, result, Record(values))


def _parse_api(context: PayloadContext, result: ParseResult, vacancy: Record) -> None:
    employer, snippet = vacancy.record("employer"), vacancy.record("snippet")
    experience = clean_line(vacancy.record("experience").pop("id"))
    schedule = clean_line(vacancy.record("schedule").pop("id"))
    employment = clean_line(vacancy.record("employment_form").pop("id"))
    old_employment = clean_line(vacancy.record("employment").pop("id"))
    branded, description = vacancy.pop("branded_description"), plain_text(vacancy.pop("description"))
    add_posting(
        context,
        result,
        title=vacancy.pop("name"),
        url=canonical_address(vacancy.pop("alternate_url") or context.url),
        apply_url=vacancy.pop("apply_alternate_url"),
        company=employer.pop("name"),
        company_id=employer.pop("id"),
        description=description or plain_text(branded) or _snippet_text(snippet),
        published=vacancy.pop("published_at"),
        expires=vacancy.pop("expires_at"),
        salaries=[_api_salary(result, vacancy.record("salary_range"), vacancy.record("salary"))],
        experience_text=experience,
        experience_years=_years(experience),
        location_words=[vacancy.record("area").pop("name"), vacancy.record("address").pop("city")],
        format_words=_formats([item.pop("id") for item in vacancy.records("work_format")], schedule),
        employment_words=[
            employment or old_employment,
            _working_time(schedule),
            "internship" if vacancy.pop("internship") else None,
        ],
        skills=[item.pop("name") for item in vacancy.records("key_skills")],
        category_words=_roles(vacancy),
        leftover_fields=vacancy.leftovers(ignored_fields("hh_api")),
    )


def canonical_address(url: object) -> object:
    """The address at hh.ru of an ad shown at any of its hosts; everything else stays as it is."""
    found = _own_address().match(url) if isinstance(url, str) else None
    return f"https://hh.ru/vacancy/{found[1]}" if found else url


@cache
def _own_address() -> re.Pattern[str]:
    hosts = "|".join(map(re.escape, lookup("hh_words")["hosts"]))
    return re.compile(rf"https?://(?:[a-z0-9-]+\.)*(?:{hosts})/vacancy/(\d+)(?:[/?#]|$)", re.I)


def _roles(vacancy: Record) -> list[Any]:
    """The professional roles; the older and much wider specializations only where there are no roles."""
    roles = [item.pop("name") for item in vacancy.records("professional_roles")]
    specializations = [item.pop("name") for item in vacancy.records("specializations")]
    return roles or specializations


def _parse_web(context: PayloadContext, result: ParseResult, values: dict[str, Any]) -> None:
    whole = Record(values)
    search, page, view = whole.record("search"), whole.record("page"), whole.record("view")
    company = _first(search.record("company"), view.record("company"))
    links = search.record("links")
    experience = clean_line(search.pop("workExperience")) or clean_line(view.pop("workExperience"))
    schedule = clean_line(search.pop("@workSchedule")) or clean_line(view.pop("@workSchedule"))
    published = _web_time(search.pop("publicationTime")) or page.pop("datePosted") or view.pop("publicationDate")
    formats = _web_formats(search.pop("workFormats")) or _web_formats(view.pop("workFormats"))
    employment = [
        search.pop("employmentForm") or view.pop("employmentForm") or _type(search.pop("employment")),
        _working_time(schedule),
        "internship" if search.pop("internship") else None,
    ]
    page_place = _page_places(page)
    description = plain_text(view.pop("description")) or plain_text(page.pop("description"))
    area = search.record("area").pop("name") or view.record("area").pop("name")
    city = search.record("address").pop("city") or view.record("address").pop("city")
    add_posting(
        context,
        result,
        title=search.pop("name") or view.pop("name") or page.pop("title"),
        url=canonical_address(links.pop("desktop") or context.url),
        company=_company_name(company) or page.record("hiringOrganization").pop("name"),
        company_id=company.pop("id"),
        description=description or _snippet_text(search.record("snippet")),
        published=published,
        expires=page.pop("validThrough"),
        salaries=[_web_salary(result, search.record("compensation"), view.record("compensation"))],
        experience_text=experience,
        experience_years=_years(experience),
        location_words=[area, city] if area else page_place[0],
        country_words=page_place[1],
        format_words=_formats(formats, schedule),
        employment_words=employment,
        skills=_web_skills(view.pop("keySkills")) or _web_skills(search.pop("keySkills")),
        category_words=_web_roles(search.pop("professionalRoleIds")) or _web_roles(view.pop("professionalRoleIds")),
        leftover_fields=whole.leftovers(ignored_fields("hh_web")),
    )


def _api_salary(result: ParseResult, newer: Record, older: Record) -> dict[str, Any] | None:
    stated = newer if newer else older
    mode = newer.record("mode").pop("id")
    return salary(
        result,
        minimum=stated.pop("from"),
        maximum=stated.pop("to"),
        currency=stated.pop("currency"),
        period=mode or "MONTH",
        tax=_tax(stated.pop("gross")),
    )


def _web_salary(result: ParseResult, listed_pay: Record, viewed_pay: Record) -> dict[str, Any] | None:
    stated = listed_pay if listed_pay else viewed_pay
    low, high = stated.pop("perModeFrom"), stated.pop("perModeTo")
    whole_low, whole_high = stated.pop("from"), stated.pop("to")
    if low is None and high is None:
        low, high = whole_low, whole_high
    return salary(
        result,
        minimum=low,
        maximum=high,
        currency=stated.pop("currencyCode"),
        period=stated.pop("mode") or "MONTH",
        tax=_tax(stated.pop("gross")),
    )


def _tax(gross: object) -> str | None:
    return _TAX.get(gross) if isinstance(gross, bool) else None


def _years(experience: str | None) -> tuple[float | None, float | None]:
    low, high = lookup("hh_words")["experience_years"].get(experience, (None, None))
    return low, high


def _formats(formats: list[Any], schedule: str | None) -> list[Any]:
    return formats or ([schedule] if schedule in lookup("hh_words")["format_schedules"] else [])


def _working_time(schedule: str | None) -> str | None:
    return None if schedule in lookup("hh_words")["format_schedules"] else schedule


def _snippet_text(snippet: Record) -> str | None:
    names = ("responsibility", "requirement", "resp", "req", "cond", "skill", "desc")
    return join_blocks(*(plain_text(snippet.pop(name)) for name in names))


def _first(*records: Record) -> Record:
    return next((record for record in records if record), records[0])


def _company_name(company: Record) -> str | None:
    """`visibleName` may carry a department after two colons."""
    visible = clean_line(company.pop("visibleName"))
    return clean_line(company.pop("name")) or (visible.split("::")[0] if visible else None)


def _type(value: object) -> object:
    return value.get("@type") if isinstance(value, dict) else value


def _web_time(value: object) -> object:
    return (value.get("$") or value.get("@timestamp")) if isinstance(value, dict) else value


def _web_formats(value: object) -> list[Any]:
    items = [item.get("workFormatsElement") if isinstance(item, dict) else item for item in listed(value)]
    return [element for item in items for element in listed(item)]


def _web_skills(value: object) -> list[Any]:
    named = value.get("keySkill") if isinstance(value, dict) else value
    return [item.get("name") if isinstance(item, dict) else item for item in listed(named)]


def _web_roles(value: object) -> list[Any]:
    names = lookup("hh_words")["professional_roles"]
    items = [item.get("professionalRoleId") if isinstance(item, dict) else item for item in listed(value)]
    ids = [element for item in items for element in listed(item)]
    return [names.get(int(role), f"professional role {role}") for role in ids if str(role).isdecimal()]


def _page_places(page: Record) -> tuple[list[Any], list[Any]]:
    places, countries = [], []
    for location in page.records("jobLocation"):
        address = location.record("address")
        places.append(address.pop("addressLocality") or address.pop("addressRegion"))
        country = address.pop("addressCountry")
        countries.append(country.get("name") if isinstance(country, dict) else country)
    return places, countries


PARSER = Parser(family="hh_ru", version="hh-2", parse=parse)
