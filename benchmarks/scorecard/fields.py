"""What is compared for every field of a gold ad, and the bars."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from benchmarks.scorecard.counts import OPTIONAL, Outcome, compare
from benchmarks.scorecard.gold import GoldAd, gold_ads, pay_amounts, pay_key, read_pay
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.work_format_sentences import ORDER as FORMATS

TOP = 100
# Field -> least precision and recall.
BARS: dict[str, tuple[float, float]] = {
    "salary_text": (0.98, 0.95),
    "salary_structured": (1.0, 1.0),
    "grade": (0.97, 0.93),
    "country": (0.98, 0.95),
    "work_format": (0.96, 0.92),
    "technologies_top100": (0.97, 0.92),
    "specialization": (0.92, 0.92),
    "it": (0.97, 0.97),
    "rejected": (0.95, 0.90),
}
CONFUSIONS = ("grade", "specialization", "work_format")


_NOTHING_READ: dict[str, Any] = dict.fromkeys(("grade", "grade_basis", "track", "city", "work_format", "direction"))
_NOTHING_READ |= {"specialization": None} | {
    name: [] for name in ("salaries", "grades", "countries", "work_formats", "technologies")
}


@cache
def top_technologies() -> frozenset[str]:
    """The names that most gold ads ask for; of equal counts the first in the alphabet."""
    counted = Counter(name for ad in gold_ads() for name in ad.expect.get("technologies", []))
    return frozenset(sorted(counted, key=lambda name: (-counted[name], name))[:TOP])


@cache
def _direction_of() -> dict[str, str]:
    return {
        slug: direction for direction, slugs in load_yaml("specializations")["directions"].items() for slug in slugs
    }


def _specialization(expect: dict[str, Any]) -> frozenset[str]:
    """Accepted slugs; "null" among them, or nothing but null, says not IT."""
    slugs = str(expect["specialization"] or "null").split("|")
    return frozenset(OPTIONAL if slug == "null" else slug for slug in slugs)


def _stated(accepted: frozenset[str]) -> list[frozenset[str]]:
    return [] if accepted == {OPTIONAL} else [accepted]


def _salary_outcomes(expect: dict[str, Any], normalized: dict[str, Any], basis: str) -> dict[str, Outcome]:
    """The whole offer, its amounts, and, for offers whose amounts are right, the rest."""
    stated = [read_pay(label) for label in expect.get("salaries", [])]
    offers = normalized["salaries"]
    amounts = [pay_amounts(offer["min"], offer["max"]) for offer in offers]
    stated_amounts = [pay_amounts(pay.minimum, pay.maximum) for pay in stated]
    outcomes = {
        basis: compare(
            [f"{pay.key}|{OPTIONAL}" if pay.is_optional else pay.key for pay in stated],
            [pay_key(offer["min"], offer["max"], offer["currency"], offer["period"]) for offer in offers],
        ),
        "salary_amounts": compare(
            [
                f"{amount}|{OPTIONAL}" if pay.is_optional else amount
                for amount, pay in zip(stated_amounts, stated, strict=True)
            ],
            amounts,
        ),
    }
    right = set(stated_amounts) & set(amounts)
    for name in ("currency", "period", "tax", "contract"):
        wanted = [
            frozenset(
                f"{amount}: {OPTIONAL if one in ('unknown', 'none') else one}" for one in getattr(pay, name).split("|")
            )
            for amount, pay in zip(stated_amounts, stated, strict=True)
            if amount in right
        ]
        wanted = [
            frozenset(OPTIONAL if one.endswith(OPTIONAL) else one for one in alternatives) for alternatives in wanted
        ]
        read = [
            f"{amount}: {offer[name]}"
            for amount, offer in zip(amounts, offers, strict=True)
            if amount in right and offer[name] not in (None, "unknown")
        ]
        outcomes[f"salary_{name}"] = compare([one for one in wanted if one != {OPTIONAL}], read)
    return outcomes


def outcomes_of(ad: GoldAd, normalized: dict[str, Any]) -> dict[str, Outcome]:
    """Field -> outcome. What is not an ad is judged as such and by its language only."""
    expect, reason = ad.expect, normalized["rejected_reason"]
    language = compare([ad.language], [normalized["language"]] if normalized["language"] else [])
    if wanted := expect.get("rejected"):
        return {
            "rejected": compare(["rejected"], ["rejected"] if reason else []),
            "rejected_reason": compare([reason or "any"] if wanted == "any" else [wanted], [reason] if reason else []),
            "language": language,
        }
    if "salaries" not in normalized:  # the parser took an ad for none
        normalized = _NOTHING_READ | normalized
    slug, slugs = normalized["specialization"], _specialization(expect)
    directions = frozenset(_direction_of().get(one, one) for one in slugs)
    explicit = normalized["grades"] if normalized["grade_basis"] != "experience" else []
    by_years = normalized["grades"] if normalized["grade_basis"] == "experience" else []
    technologies = expect.get("technologies", [])
    top = top_technologies()
    is_it = frozenset(OPTIONAL if one == OPTIONAL else "it" for one in slugs)
    return {
        **_salary_outcomes(expect, normalized, "salary_structured" if ad.fields.get("salaries") else "salary_text"),
        "grade": compare(expect.get("grades", []), explicit),
        "grade_years": compare([expect["years_grade"]] if "years_grade" in expect else [], by_years),
        "management": compare(
            [expect["track"]] if "track" in expect else [],
            ["management"] if normalized["track"] == "management" else [],
        ),
        "country": compare(expect.get("countries", []), normalized["countries"]),
        "city": compare(
            [expect["city"]] if "city" in expect else [], [normalized["city"]] if normalized["city"] else []
        ),
        "work_format": compare(expect.get("formats", []), normalized["work_formats"]),
        "technologies": compare(technologies, normalized["technologies"]),
        "technologies_top100": compare(
            [name for name in technologies if name.split("|")[0] in top],
            [name for name in normalized["technologies"] if name in top],
        ),
        "direction": compare(_stated(directions), [normalized["direction"]] if normalized["direction"] else []),
        "specialization": compare(_stated(slugs), [slug] if slug else []),
        "it": compare(_stated(is_it), ["it"] if slug else []),
        "rejected": compare([], ["rejected"] if reason else []),
        "rejected_reason": compare([], [reason] if reason else []),
        "language": language,
    }


def confusion_pair(name: str, ad: GoldAd, normalized: dict[str, Any]) -> tuple[str, str] | None:
    """(truth, reading) of a field with one main value; None where the ad is not judged by it."""
    if ad.expect.get("rejected") or "salaries" not in normalized:
        return None
    if name == "grade":
        truth = next(iter(ad.expect.get("grades", [])), None)
        return str(truth), str(None if normalized["grade_basis"] == "experience" else normalized["grade"])
    if name == "work_format":
        stated = [one for one in ad.expect.get("formats", []) if OPTIONAL not in one.split("|")]
        return str(next((one for one in FORMATS if one in stated), None)), str(normalized["work_format"])
    accepted, slug = _specialization(ad.expect), normalized["specialization"]
    read = slug or OPTIONAL
    truth = read if read in accepted else next(iter(sorted(accepted)))
    return ("not IT" if truth == OPTIONAL else truth), ("not IT" if slug is None else str(slug))
