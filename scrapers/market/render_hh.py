"""hh.ru: API items and details, and what the public pages embed, in the board's own fields."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from html import escape
from random import Random
from typing import Any

from scrapers.market.lookup import lookup
from scrapers.market.model import Opening, Pay
from scrapers.market.render_common import GENERATOR, GENERATOR_COMMENT, Ad, whole

MOSCOW = timezone(timedelta(hours=3))
DEPTH_CAP = 2000
CURRENCY = {"RUB": "RUR", "BYN": "BYR"}  # the board's own codes
SITE, API = "https://hh.ru", "https://api.hh.ru"
FORMATS = {
    "remote": ("REMOTE", "Удалённо"),
    "hybrid": ("HYBRID", "Гибрид"),
    "office": ("ON_SITE", "На месте работодателя"),
}
EXPERIENCE = {
    "noExperience": "Нет опыта",
    "between1And3": "От 1 года до 3 лет",
    "between3And6": "От 3 до 6 лет",
    "moreThan6": "Более 6 лет",
}
_GRADE_EXPERIENCE = {"Junior": "noExperience", "Middle": "between1And3", "Senior": "between3And6", "Lead": "moreThan6"}


def experience_id(opening: Opening) -> str:
    return _GRADE_EXPERIENCE.get(
        opening.real_grade or "", "between1And3" if len(opening.text_key) % 2 else "noExperience"
    )


def moment(at: datetime) -> str:
    """The API's spelling: Moscow time, offset without a colon."""
    return at.astimezone(MOSCOW).strftime("%Y-%m-%dT%H:%M:%S%z")


def web_moment(at: datetime) -> dict[str, Any]:
    return {"@timestamp": int(at.timestamp()), "$": at.astimezone(MOSCOW).isoformat(timespec="milliseconds")}


def company_name(opening: Opening) -> str:
    """Some employers put their legal form before the name, always the same one."""
    return _registered_name(opening.company.name)


@lru_cache(maxsize=1024)
def _registered_name(name: str) -> str:
    rules = lookup("companies")
    rng = Random(f"legal:{name}")
    return f"{rng.choice(rules['legal']['ru'])} {name}" if rng.random() < rules["legal_share"] else name


def api_item(ad: Ad) -> dict[str, Any]:
    """An item of `GET /vacancies`."""
    opening, key = ad.opening, ad.posting.posting_id
    pay = _api_pay(ad.pay)
    published = moment(ad.posting.published_at)
    employer = opening.company.company_id
    return {
        "id": key,
        "premium": False,
        "name": opening.title,
        "department": None,
        "has_test": False,
        "response_letter_required": False,
        "area": _area(ad),
        "salary": pay and {k: pay[k] for k in ("from", "to", "currency", "gross")},
        "salary_range": pay,
        "type": {"id": "open", "name": "Открытая"},
        "address": None,
        "response_url": None,
        "sort_point_distance": None,
        "published_at": published,
        "created_at": published,
        "archived": False,
        "apply_alternate_url": f"{SITE}/applicant/vacancy_response?vacancyId={key}",
        "show_logo_in_search": None,
        "insider_interview": None,
        "url": f"{API}/vacancies/{key}?host=hh.ru",
        "alternate_url": f"{SITE}/vacancy/{key}",
        "relations": [],
        "employer": {
            "id": str(employer),
            "name": company_name(opening),
            "url": f"{API}/employers/{employer}",
            "alternate_url": f"{SITE}/employer/{employer}",
            "logo_urls": None,
            "vacancies_url": f"{API}/vacancies?employer_id={employer}",
            "accredited_it_employer": opening.slug is not None,
            "trusted": True,
        },
        "snippet": {"requirement": ad.text.requirements.lines[0], "responsibility": ad.text.responsibilities.lines[0]},
        "contacts": None,
        "schedule": {"id": "fullDay", "name": "Полный день"},
        "working_days": [],
        "working_time_intervals": [],
        "working_time_modes": [],
        "accept_temporary": False,
        "fly_in_fly_out_duration": [],
        "work_format": [{"id": FORMATS[name][0], "name": FORMATS[name][1]} for name in opening.work_formats],
        "working_hours": [{"id": "HOURS_8", "name": "8\u00a0часов"}],
        "work_schedule_by_days": [{"id": "FIVE_ON_TWO_OFF", "name": "5/2"}],
        "night_shifts": False,
        "professional_roles": _roles(opening),
        "accept_incomplete_resumes": False,
        "experience": {"id": experience_id(opening), "name": EXPERIENCE[experience_id(opening)]},
        "employment": {"id": "full", "name": "Полная занятость"},
        "employment_form": {"id": "FULL", "name": "Полная"},
        "internship": False,
        "adv_response_url": None,
        "is_adv_vacancy": False,
        "adv_context": None,
    }


def api_detail(ad: Ad) -> dict[str, Any]:
    """`GET /vacancies/{id}`: the item without its snippet, with the text and the skills."""
    detail = {name: value for name, value in api_item(ad).items() if name not in ("snippet", "sort_point_distance")}
    return detail | {
        "description": ad.description,
        "branded_description": None,
        "key_skills": [{"name": name} for name in ad.opening.technologies],
        "languages": [],
        "driver_license_types": [],
        "expires_at": moment(ad.posting.published_at + timedelta(days=30)),
        "initial_created_at": moment(ad.posting.published_at),
        "approved": True,
        "code": None,
        "test": None,
        "hidden": False,
        "billing_type": {"id": "standard", "name": "Стандарт"},
    }


def search_reply(items: list[dict[str, Any]], found: int, page: int, per_page: int) -> dict[str, Any]:
    pages = -(-min(found, DEPTH_CAP) // per_page)
    return {
        "items": items,
        "found": found,
        "pages": pages,
        "page": page,
        "per_page": per_page,
        "clusters": None,
        "arguments": None,
        "fixes": None,
        "suggests": None,
        "alternate_url": f"{SITE}/search/vacancy?enable_snippets=true",
    }


def web_item(ad: Ad, views: int = 0) -> dict[str, Any]:
    """An entry of `vacancySearchResult.vacancies`. `views` moves a counter that says nothing about the ad."""
    opening, key = ad.opening, ad.posting.posting_id
    name = company_name(opening)
    return {
        "@workSchedule": "fullDay",
        "@showContact": False,
        "@responseLetterRequired": False,
        "@isAdv": False,
        "vacancyId": int(key),
        "name": opening.title,
        "company": {"id": opening.company.company_id, "name": name, "visibleName": name},
        "compensation": _web_pay(ad.pay),
        "publicationTime": web_moment(ad.posting.published_at),
        "area": {"@id": ad.city["hh"], "name": ad.city["ru"], "path": f".{_tree(opening)}.{ad.city['hh']}."},
        "acceptTemporary": False,
        "creationTime": ad.posting.published_at.astimezone(MOSCOW).isoformat(timespec="milliseconds"),
        "responsesCount": views % 40,
        "totalResponsesCount": views,
        "employment": {"@type": "FULL"},
        "employmentForm": "FULL",
        "workExperience": experience_id(opening),
        "workFormats": _web_formats(opening),
        "links": {"desktop": f"{SITE}/vacancy/{key}", "mobile": f"https://m.hh.ru/vacancy/{key}"},
        "snippet": {
            "req": ad.text.requirements.lines[0],
            "resp": ad.text.responsibilities.lines[0],
            "skill": ", ".join(opening.technologies[:3]),
        },
        "professionalRoleIds": [{"professionalRoleId": list(opening.hh_roles)}],
    }


def web_view(ad: Ad, views: int = 0) -> dict[str, Any]:
    """`vacancyView` of the ad's page."""
    opening = ad.opening
    skills: dict[str, Any] = (
        {"keySkills": {"keySkill": list(opening.technologies)}} if opening.technologies else {"keySkills": None}
    )
    return {
        "vacancyId": int(ad.posting.posting_id),
        "name": opening.title,
        "description": ad.description,
        "compensation": _web_pay(ad.pay),
        "publicationDate": web_moment(ad.posting.published_at)["$"],
        "workExperience": experience_id(opening),
        "@workSchedule": "fullDay",
        "employmentForm": "FULL",
        "workFormats": _web_formats(opening),
        "area": {"@id": ad.city["hh"], "name": ad.city["ru"]},
        "professionalRoleIds": [{"professionalRoleId": list(opening.hh_roles)}],
        "company": {
            "id": opening.company.company_id,
            "name": company_name(opening),
            "visibleName": company_name(opening),
        },
        **skills,
    }


def web_page(ad: Ad) -> dict[str, Any]:
    """The schema.org JobPosting of the ad's page."""
    pay, opening = ad.pay, ad.opening
    page: dict[str, Any] = {
        "@context": "http://schema.org/",
        "@type": "JobPosting",
        "title": opening.title,
        "description": ad.description,
        "datePosted": web_moment(ad.posting.published_at)["$"],
        "validThrough": web_moment(ad.posting.published_at + timedelta(days=30))["$"],
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": company_name(opening)},
        "identifier": {"@type": "PropertyValue", "name": company_name(opening), "value": ad.posting.posting_id},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": ad.city["ru"], "addressCountry": opening.country},
        },
    }
    if pay is not None:
        bounds = {"minValue": whole(pay.minimum), "maxValue": whole(pay.maximum)}
        value = {
            "@type": "QuantitativeValue",
            "unitText": pay.period.upper(),
            **{k: v for k, v in bounds.items() if v is not None},
        }
        page["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": CURRENCY.get(pay.currency, pay.currency),
            "value": value,
        }
    return page


def search_page(items: list[dict[str, Any]], found: int, page: int, per_page: int) -> bytes:
    """The public search page: the data stands HTML-escaped in the state template."""
    last = max(0, -(-min(found, DEPTH_CAP) // per_page) - 1)
    paging = None if last == 0 else {"pages": [], "lastPage": {"page": last, "disabled": False}}
    state = {
        "vacancySearchResult": {
            "vacancies": items,
            "totalResults": found,
            "itemsOnPage": per_page,
            "paging": paging,
            "page": page,
        }
    }
    cards = "".join(
        f'<div data-qa="vacancy-serp__vacancy"><a data-qa="serp-item__title" href="{SITE}/vacancy/{item["vacancyId"]}">'
        f'<span data-qa="serp-item__title-text">{escape(item["name"])}</span></a></div>'
        for item in items
    )
    return _page("Работа", f'<main data-qa="vacancy-serp__results">{cards}</main>', state)


def vacancy_page(ad: Ad, views: int = 0) -> bytes:
    ld = json.dumps(web_page(ad), ensure_ascii=False).replace("</", "<\\/")
    body = (
        f'<script type="application/ld+json">{ld}</script><h1 data-qa="vacancy-title">{escape(ad.opening.title)}</h1>'
        f'<a data-qa="vacancy-company-name" href="/employer/{ad.opening.company.company_id}">'
        f"{escape(company_name(ad.opening))}</a>"
        f'<div data-qa="vacancy-description">{ad.description}</div>'
    )
    return _page(ad.opening.title, body, {"vacancyView": web_view(ad, views)})


def _page(title: str, body: str, state: dict[str, Any]) -> bytes:
    data = escape(json.dumps(state, ensure_ascii=False, separators=(",", ":")))
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><meta name="generator" content="{GENERATOR}">'
        f"{GENERATOR_COMMENT}<title>{escape(title)}</title></head>"
        f'<body>{body}<template id="HH-Lux-InitialState">{data}</template></body></html>'
    ).encode()


def _api_pay(pay: Pay | None) -> dict[str, Any] | None:
    if pay is None:
        return None
    return {
        "from": whole(pay.minimum),
        "to": whole(pay.maximum),
        "currency": CURRENCY.get(pay.currency, pay.currency),
        "gross": pay.tax == "gross",
        "mode": {"id": pay.period.upper(), "name": "За\u00a0месяц" if pay.period == "month" else "За\u00a0час"},
        "frequency": {"id": "TWICE_PER_MONTH", "name": "Два раза в\u00a0месяц"},
    }


def _web_pay(pay: Pay | None) -> dict[str, Any]:
    if pay is None:
        return {"noCompensation": {}}
    bounds = {
        "from": whole(pay.minimum),
        "to": whole(pay.maximum),
        "perModeFrom": whole(pay.minimum),
        "perModeTo": whole(pay.maximum),
    }
    stated = {name: value for name, value in bounds.items() if value is not None}
    return stated | {
        "currencyCode": CURRENCY.get(pay.currency, pay.currency),
        "gross": pay.tax == "gross",
        "mode": pay.period.upper(),
        "frequency": "TWICE_PER_MONTH",
    }


def _web_formats(opening: Opening) -> list[dict[str, Any]]:
    return (
        [{"workFormatsElement": [FORMATS[name][0] for name in opening.work_formats]}] if opening.work_formats else [{}]
    )


def _roles(opening: Opening) -> list[dict[str, str]]:
    names = lookup("roles")["hh_roles"]
    return [{"id": str(role), "name": names[role]} for role in opening.hh_roles]


def _area(ad: Ad) -> dict[str, str]:
    return {"id": str(ad.city["hh"]), "name": ad.city["ru"], "url": f"{API}/areas/{ad.city['hh']}"}


def _tree(opening: Opening) -> int:
    return int(lookup("places")["countries"][opening.country]["hh_tree"])
