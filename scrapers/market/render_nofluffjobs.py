"""NoFluffJobs: rows of the dump, one per city, and details, in the board's own fields."""

from __future__ import annotations

from typing import Any

from scrapers.market.lookup import cities, lookup, roles
from scrapers.market.model import Opening
from scrapers.market.postings import nofluffjobs_id
from scrapers.market.render_common import Ad, description_html

SENIORITY = {"Junior": "Junior", "Middle": "Mid", "Senior": "Senior", "Lead": "Expert"}
CONTRACT = {"b2b": "b2b", "employment": "permanent"}


def row(ad: Ad) -> dict[str, Any]:
    """A row of `GET /api/posting`."""
    opening, posting = ad.opening, ad.posting
    category = roles()[opening.slug or ""]["nfj"]
    item: dict[str, Any] = {
        "id": posting.posting_id,
        "name": opening.company.name,
        "location": _location(ad),
        "posted": _milliseconds(ad),
        "renewed": _milliseconds(ad) + 86_400_000 * 3,
        "title": opening.title,
        "technology": opening.technologies[0],
        "logo": {"original": "companies/logos/original/simulated.png"},
        "category": category,
        "seniority": _seniority(opening),
        "url": posting.posting_id.lower(),
        "regions": ["pl"],
        "fullyRemote": False,
        "salary": _salary(ad),
        "flavors": ["it"],
        "topInSearch": False,
        "highlighted": False,
        "help4Ua": False,
        "reference": posting.reference,
        "searchBoost": False,
        "onlineInterviewAvailable": True,
        "tiles": {
            "values": [
                {"value": category, "type": "category"},
                *({"value": name, "type": "requirement"} for name in opening.technologies[:3]),
            ]
        },
    }
    if opening.technologies[0] not in ("Java", "Python", "Go", ".NET", "PHP", "React", "Angular", "SQL", "C++"):
        del item["technology"]
    if item["salary"] is None:
        del item["salary"]
    return item


def detail(ad: Ad) -> dict[str, Any]:
    """`GET /api/posting/{url}`."""
    opening, pay, text = ad.opening, ad.pay, ad.text
    listed = row(ad)
    musts = [{"value": name, "type": "main"} for name in opening.technologies[:4]]
    essentials: dict[str, Any] = {"contract": {"start": "ASAP"}}
    if pay is not None:
        bounds = [value for value in (pay.minimum, pay.maximum) if value is not None]
        types = {CONTRACT[pay.contract]: {"period": pay.period.capitalize(), "range": bounds, "paidHoliday": False}}
        essentials["originalSalary"] = {
            "currency": pay.currency,
            "types": types,
            "disclosedAt": "VISIBLE",
            "flexibleUpperBound": False,
        }
    wanted = "".join(f"<li>{line}</li>" for line in text.requirements.lines)
    kept = ("id", "reference", "title", "posted", "regions", "flavors", "location")
    return {name: listed[name] for name in kept} | {
        "postingUrl": listed["url"],
        "status": "PUBLISHED",
        "expiresAt": _milliseconds(ad) + 86_400_000 * 60,
        "basics": {
            "category": listed["category"],
            "seniority": listed["seniority"],
            "technology": listed.get("technology"),
        },
        "company": {"name": opening.company.name, "url": ""},
        "essentials": essentials,
        "salary": listed.get("salary"),
        "specs": {"dailyTasks": list(text.responsibilities.lines)},
        "requirements": {
            "musts": musts,
            "nices": [{"value": name, "type": "main"} for name in opening.technologies[4:]],
            "description": f"<ul>{wanted}</ul>",
            "langs": [{"code": "en", "level": "B2"}] if opening.language == "en" else [{"code": "pl"}],
        },
        "details": {"description": description_html(text, ("about", "stack", "benefits"))},
        "benefits": {"benefits": list(text.benefits.lines)},
    }


def _salary(ad: Ad) -> dict[str, Any] | None:
    if ad.pay is None:
        return None
    shown = {
        "from": ad.pay.minimum,
        "to": ad.pay.maximum,
        "type": CONTRACT[ad.pay.contract],
        "currency": ad.pay.currency,
    }
    if ad.pay.period == "hour":
        shown["period"] = "Hour"
    return shown | {"disclosedAt": "VISIBLE", "flexibleUpperBound": False}


def _seniority(opening: Opening) -> list[str]:
    order = list(SENIORITY)
    index = order.index(opening.real_grade or "Middle")
    both = index in (0, 1) and int(opening.text_key.rsplit("-", 1)[-1].replace("twin", "1")) % 9 == 0
    return [SENIORITY[order[index]], *([SENIORITY[order[index + 1]]] if both else [])]


def _location(ad: Ad) -> dict[str, Any]:
    opening = ad.opening
    country = lookup("places")["countries"][opening.country]
    places: list[dict[str, Any]] = []
    for number, index in enumerate(opening.city_index):
        city = cities()[opening.country][index]
        places.append(
            {
                "country": {"code": country["alpha3"], "name": country["en"]},
                "city": city.get("pl", city["en"]),
                "street": "",
                "postalCode": f"{city['postal']}01",
                "geoLocation": {"latitude": city["latitude"], "longitude": city["longitude"]},
                "url": nofluffjobs_id(opening, number, ad.posting.reference).lower(),
            }
        )
    is_remote = "remote" in opening.work_formats
    if is_remote:
        places.append({"city": "Remote", "url": nofluffjobs_id(opening, -1, ad.posting.reference).lower()})
    own = ad.posting.city
    places.sort(
        key=lambda place: place["url"] != ad.posting.posting_id.lower() if own >= 0 else place["city"] != "Remote"
    )
    hybrid = "2 days in the office" if "hybrid" in opening.work_formats else ""
    return {"places": places, "fullyRemote": is_remote, "covidTimeRemotely": False, "hybridDesc": hybrid}


def _milliseconds(ad: Ad) -> int:
    return int(ad.posting.published_at.timestamp() * 1000)
