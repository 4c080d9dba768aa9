"""Invented payloads in the real shapes, one or more per family. Nobody's ad: names and numbers are made up."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.parsers import ParseResult, PayloadContext, parse_payload

FETCHED_AT = datetime(2026, 9, 1, 12, tzinfo=UTC)

HH_API: dict[str, Any] = {
    "id": "1",
    "name": "Разработчик Go",
    "area": {"id": "1", "name": "Москва", "url": "https://api.hh.ru/areas/1"},
    "salary": {"from": 1, "to": 2, "currency": "EUR", "gross": False},
    "salary_range": {
        "from": 250000,
        "to": None,
        "currency": "RUR",
        "gross": True,
        "mode": {"id": "SHIFT", "name": "За\u00a0смену"},
        "frequency": None,
    },
    "experience": {"id": "between3And6", "name": "От 3 до 6 лет"},
    "schedule": {"id": "remote", "name": "Удаленная работа"},
    "employment_form": {"id": "FULL", "name": "Полная"},
    "work_format": [{"id": "REMOTE", "name": "Удалённо"}, {"id": "HYBRID", "name": "Гибрид"}],
    "employer": {"id": "77", "name": "Пример", "trusted": True},
    "published_at": "2026-08-30T10:00:00+0300",
    "alternate_url": "https://hh.ru/vacancy/1",
    "description": "<p>Мы делаем <strong>склады</strong>.</p><ul><li>Go</li><li>gRPC</li></ul>",
    "branded_description": "<style>.a{color:red}</style><p>Бренд</p>",
    "key_skills": [{"name": "Go"}, {"name": "gRPC"}],
    "professional_roles": [{"id": "96", "name": "Программист, разработчик"}],
    "archived": False,
}

HH_WEB: dict[str, Any] = {
    "search": {
        "vacancyId": 2,
        "name": "Тестировщик",
        "company": {"id": 5, "visibleName": "Пример::Отдел"},
        "area": {"name": "Минск"},
        "compensation": {
            "to": 3000,
            "currencyCode": "BYR",
            "gross": False,
            "perModeTo": 3000,
            "mode": "MONTH",
            "frequency": "TWICE_PER_MONTH",
        },
        "workExperience": "noExperience",
        "workFormats": [{"workFormatsElement": ["ON_SITE", "HYBRID"]}, {}],
        "employmentForm": "FULL",
        "publicationTime": {"@timestamp": 1788000000, "$": "2026-08-29T13:20:00.000+03:00"},
        "links": {"desktop": "https://rabota.by/vacancy/2"},
    },
    "page": {"@type": "JobPosting", "title": "Тестировщик", "description": "<p>Проверять кассы</p>"},
    "view": {"keySkills": {"keySkill": ["SQL"]}, "professionalRoleIds": [{"professionalRoleId": [124]}]},
}

NOFLUFFJOBS: dict[str, Any] = {
    "id": "java-dev-example-Gdansk",
    "url": "java-dev-example-gdansk",
    "reference": "ABCD1234",
    "name": "Example",
    "title": "Java Developer",
    "category": "backend",
    "technology": "Java",
    "seniority": ["Mid", "Senior"],
    "salary": {"from": 18000.0, "to": 24000.0, "type": "b2b", "currency": "PLN", "period": "Month"},
    "posted": 1785967265137,
    "location": {
        "places": [
            {"country": {"code": "POL", "name": "Poland"}, "city": "Gdańsk", "street": ""},
            {"city": "Remote"},
            {"country": {"code": "POL", "name": "Poland"}, "province": "masovian", "provinceOnly": True},
        ],
        "fullyRemote": True,
        "hybridDesc": "",
    },
    "fullyRemote": False,
    "tiles": {"values": [{"value": "backend", "type": "category"}, {"value": "Spring", "type": "requirement"}]},
}

NOFLUFFJOBS_DETAIL: dict[str, Any] = {
    "id": "x",
    "title": "QA",
    "company": {"name": "Example"},
    "basics": {"category": "testing", "seniority": ["Junior"]},
    "essentials": {
        "originalSalary": {
            "currency": "EUR",
            "types": {
                "b2b": {"period": "Hour", "range": [20, 30]},
                "permanent": {"period": "Month", "range": [3000]},
            },
        },
        "convertedSalary": {"currency": "PLN", "types": {"b2b": {"period": "Month", "range": [14000, 21000]}}},
    },
    "details": {"description": "<p>Testy</p>"},
    "specs": {"dailyTasks": ["Pisać testy", "Czytać logi"]},
    "requirements": {"musts": [{"value": "SQL", "type": "main"}], "nices": [], "description": "Umowa"},
}

ASHBY: dict[str, Any] = {
    "id": "0b1",
    "title": "Backend Engineer",
    "department": "Engineering",
    "team": "Core",
    "employmentType": "FullTime",
    "location": "Berlin Office",
    "secondaryLocations": [
        {"location": "Remote - EU", "address": {"postalAddress": {"addressCountry": "European Union"}}}
    ],
    "address": {"postalAddress": {"addressCountry": "Germany", "addressLocality": "Berlin"}},
    "isRemote": True,
    "workplaceType": "Hybrid",
    "publishedAt": "2026-08-20T10:00:00.000+00:00",
    "descriptionHtml": "<h2>Role</h2><p>Build <b>things</b></p>",
    "jobUrl": "https://jobs.ashbyhq.com/example/0b1",
    "compensation": {
        "compensationTierSummary": "€80K – €90K • 0.1% • Bonus",
        "compensationTiers": [
            {
                "title": "Germany",
                "components": [
                    {
                        "summary": "€80K – €90K",
                        "compensationType": "Salary",
                        "interval": "1 YEAR",
                        "currencyCode": "EUR",
                        "minValue": 80000,
                        "maxValue": 90000,
                    },
                    {
                        "compensationType": "EquityPercentage",
                        "interval": "NONE",
                        "minValue": 0.1,
                        "maxValue": 0.1,
                    },
                ],
            },
            {
                "title": "Spain",
                "components": [
                    {
                        "compensationType": "Salary",
                        "interval": "1 YEAR",
                        "currencyCode": "EUR",
                        "minValue": 60000,
                        "maxValue": 70000,
                    },
                    {"compensationType": "Bonus", "interval": "1 YEAR", "currencyCode": "EUR", "minValue": 5000},
                ],
            },
        ],
        "summaryComponents": [
            {
                "compensationType": "Salary",
                "interval": "1 YEAR",
                "currencyCode": "EUR",
                "minValue": 60000,
                "maxValue": 90000,
            }
        ],
    },
}

JSON_LD: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Data Engineer",
    "description": "&lt;p&gt;Pipelines&lt;/p&gt;&lt;ul&gt;&lt;li&gt;SQL&lt;/li&gt;&lt;/ul&gt;",
    "datePosted": "2026-08-15",
    "validThrough": "2035-11-06T00:00:00+00:00",
    "hiringOrganization": {"@type": "Organization", "name": "Example", "sameAs": ["https://example.com"]},
    "jobLocation": [
        {
            "@type": "Place",
            "address": {
                "addressLocality": "Tallinn",
                "addressCountry": {"@type": "Country", "name": ["Estonia", "Estonia"]},
            },
        },
        {"address": "Riga, Latvia"},
    ],
    "jobLocationType": "TELECOMMUTE",
    "applicantLocationRequirements": [{"@type": "Country", "name": "Poland"}],
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"minValue": "4000", "maxValue": "5000.50", "unitText": "MONTH"},
    },
    "identifier": {"@type": "PropertyValue", "name": "Example", "value": "R-17"},
    "skills": "SQL, Python; dbt",
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": "36"},
}


def message(text: str, post: str = "example_jobs/10", when: str = "2026-08-31T09:00:00+00:00") -> bytes:
    """A channel post as the preview shows it."""
    body = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>' if text else ""
    return (
        f'<div class="tgme_widget_message js-widget_message" data-post="{post}" data-view="abc">{body}'
        f'<span class="tgme_widget_message_views">1.2K</span><a class="tgme_widget_message_date" '
        f'href="https://t.me/{post}"><time datetime="{when}" class="time">09:00</time></a></div>'
    ).encode()


TELEGRAM = message(
    "#vacancy #python<br>🔥 <b>Senior Python Developer</b><br>Компания: Пример<br>ЗП: 300 000 – 400 000 ₽<br>"
    'Локация: Белград / Москва<br><br>Пишем сервисы доставки. <a href="https://example.com/jobs/1">Откликнуться</a>'
)

PAYLOADS: dict[str, bytes] = {
    "hh_ru api": json.dumps(HH_API).encode(),
    "hh_ru web": json.dumps(HH_WEB, ensure_ascii=False).encode(),
    "nofluffjobs": json.dumps(NOFLUFFJOBS).encode(),
    "nofluffjobs detail": json.dumps(NOFLUFFJOBS_DETAIL).encode(),
    "ashby:example": json.dumps(ASHBY).encode(),
    "json_ld": json.dumps(JSON_LD).encode(),
    "telegram:example_jobs": TELEGRAM,
}
# Boards in several shapes: `justjoin.candidate.json` is "justjoin candidate".
BOARDS = sorted((Path(__file__).parent / "board_payloads").iterdir())
PAYLOADS |= {path.stem.replace(".", " "): path.read_bytes() for path in BOARDS}
# Employers' systems: one file each, named after the family.
EMPLOYERS = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "employer_payloads").iterdir())}
PAYLOADS |= {f"{family}:example": payload for family, payload in EMPLOYERS.items()}


def context(source: str, payload: bytes | dict[str, Any], **changes: Any) -> PayloadContext:
    values: dict[str, Any] = {
        "source": source.split(" ")[0],
        "source_posting_id": "10",
        "url": None,
        "payload": payload if isinstance(payload, bytes) else json.dumps(payload).encode(),
        "payload_format": "html" if source.startswith("telegram") else "json",
        "published_text": None,
        "fetched_at": FETCHED_AT,
        "payload_hash": "f" * 32,
        "landed_on": date(2026, 9, 1),
    }
    return PayloadContext(**(values | changes))


def parse(source: str, payload: bytes | dict[str, Any], **changes: Any) -> ParseResult:
    return parse_payload(context(source, payload, **changes))


def only(source: str, payload: bytes | dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The one posting of a payload that must give exactly one."""
    result = parse(source, payload, **changes)
    assert len(result.postings) == 1, result.rejects
    return result.postings[0]


@pytest.fixture(scope="session")
def ads() -> SimpleNamespace:
    """The example payloads and the ways to parse them."""
    return SimpleNamespace(
        hh_api=HH_API,
        hh_web=HH_WEB,
        nofluffjobs=NOFLUFFJOBS,
        nofluffjobs_detail=NOFLUFFJOBS_DETAIL,
        ashby=ASHBY,
        json_ld=JSON_LD,
        telegram=TELEGRAM,
        employers=EMPLOYERS,
        payloads=PAYLOADS,
        fetched_at=FETCHED_AT,
        message=message,
        context=context,
        parse=parse,
        only=only,
    )
