"""Draws openings. Every opening has its own random numbers, so it is the same whatever range of days is generated."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from scrapers.market.faces import face_of
from scrapers.market.lookup import board_rules, cities, company_names, lookup, roles, weighted
from scrapers.market.model import MONTHS, Company, Opening, Pay
from scrapers.market.rates import Rates

OUTLIER_BELOW, OUTLIER_ABOVE = 500.0, 50_000.0  # USD per month, as the definitions of the figures have it
LONGEST_DAYS = 60
FEED_DAYS = 30  # a feed closes by age
STEPS: dict[str, dict[str, int]] = {
    "month": {"RUB": 5000, "KZT": 10000, "UAH": 1000, "CZK": 1000},
    "year": {},
    "hour": {},
    "day": {},
}


class OpeningMaker:
    """Makes the openings of one market. `seed` and the opening's id decide everything."""

    def __init__(self, seed: int, rates: Rates) -> None:
        self.seed, self.rates = seed, rates

    def of_day(self, day: date, source: str, count: int, place: dict[str, Any]) -> list[Opening]:
        """`count` openings first published on `day` at `source`; `place` holds the source's countries, languages…"""
        made: list[Opening] = []
        for number in range(count):
            opening = self._draw(f"{source}-{day:%y%m%d}-{number}", day, source, place)
            made.append(opening)
            rng = Random(f"{self.seed}:twin:{opening.opening_id}")
            if opening.slug and rng.random() < lookup("sources")["hard_negative"]:
                made.append(self._twin(rng, opening))
        return made

    def _draw(self, opening_id: str, day: date, source: str, place: dict[str, Any]) -> Opening:
        rng = Random(f"{self.seed}:{opening_id}")
        if "company" in place:
            company = Company(place["company"], _company_id(place["company"]))
        else:
            name = rng.choice(company_names())
            company = Company(name, _company_id(name))
        country = weighted(rng, place["countries"])
        days_open = _days_open(rng, place["median_days"])
        if _closes_by_age(source):
            days_open = FEED_DAYS
        if rng.random() < place["not_it"]:
            return self._not_it(rng, opening_id, day, source, company, country, days_open)
        language = weighted(rng, place["languages"])
        slug = weighted(rng, _role_weights(language, tuple(place["roles"])))
        pay_rules = lookup("pay")
        real_grade = weighted(rng, pay_rules["grades"])
        is_stated = place["stated_grade"] >= 1 or rng.random() >= 1 - place["stated_grade"]
        grade = real_grade if is_stated else None
        work_formats = _work_formats(rng)
        count = len(cities()[country])
        is_copied = place["city_copies"] > 0 and rng.random() < place["city_copies"]
        wanted = min(count, rng.randint(2, 4)) if is_copied else 1
        city_index = _distinct_cities(rng, country, wanted)
        technologies = _technologies(rng, slug)
        title = _title(rng, slug, grade, language)
        pay, is_outlier = self._pay(rng, slug, real_grade, country, source, day)
        return Opening(
            opening_id=opening_id,
            home=source,
            company=company,
            title=title,
            language=language,
            slug=slug,
            grade=grade,
            real_grade=real_grade,
            pay=pay,
            country=country,
            city_index=city_index,
            work_formats=work_formats,
            technologies=technologies,
            published_on=day,
            days_open=days_open,
            text_key=opening_id,
            hh_roles=(roles()[slug]["hh"],),
            is_outlier=is_outlier,
        )

    def _not_it(
        self, rng: Random, opening_id: str, day: date, source: str, company: Company, country: str, days_open: int
    ) -> Opening:
        job = rng.choice(lookup("not_it")["titles"])
        low, high = lookup("not_it")["pay_rub_month"]
        amount = float(rng.randrange(low, high, 5000))
        factor = self.rates.price("RUB", _local(country), day)
        pay = Pay(amount, amount + 20000.0, "RUB", "month", rng.choice(["gross", "net"]), "employment")
        if country != "RU":
            pay = replace(pay.scaled(factor), currency=_local(country))
        return Opening(
            opening_id=opening_id,
            home=source,
            company=company,
            title=job["title"],
            language="ru",
            slug=None,
            grade=None,
            real_grade=None,
            pay=pay if rng.random() < 0.7 else None,
            country=country,
            city_index=_distinct_cities(rng, country, 1),
            work_formats=("office",),
            technologies=(),
            published_on=day,
            days_open=days_open,
            text_key=opening_id,
            hh_roles=tuple(job["hh"]),
            is_outlier=False,
        )

    def _twin(self, rng: Random, opening: Opening) -> Opening:
        """Another opening that shares the text of `opening` and differs in what makes it another job."""
        kind = rng.choices(["level", "role", "technology", "employer"], [4, 2, 3, 1])[0]
        if opening.grade is None and kind == "level":
            kind = "technology"
        if kind == "employer" and "company" in board_rules(opening.home):
            kind = "role"
        day, slug, grade, real, company = (
            opening.published_on,
            opening.slug or "",
            opening.grade,
            opening.real_grade,
            opening.company,
        )
        twin_rng = Random(f"{self.seed}:{opening.opening_id}:twin")
        if kind == "level":
            real = grade = rng.choice([level for level in lookup("pay")["grades"] if level != grade])
        elif kind == "employer":
            # "Pelmenoid" and "Pelmenoid Labs" with one text are one employer to any reader.
            stem = company.name.split(" ")[0]
            name = rng.choice([name for name in company_names() if not name.startswith(stem)])
            company = Company(name, _company_id(name))
        else:
            here = roles()[slug]
            others = [
                name
                for name in _role_weights(opening.language, ())
                if name != slug
                and (roles()[name]["group"] == here["group"]) == (kind == "technology")
                and (kind != "technology" or roles()[name]["main"][0] != here["main"][0])
            ]
            slug = rng.choice(others or ["qa-manual"])
        technologies = opening.technologies
        if slug != opening.slug:
            main = tuple(roles()[slug]["main"])
            spare = [
                name
                for name in opening.technologies
                if name not in roles()[opening.slug or ""]["main"] and name not in main
            ]
            technologies = (main + tuple(spare))[: max(len(opening.technologies), len(main))]
        pay, is_outlier = None, False
        if opening.pay is not None:
            pay, is_outlier = self._pay(twin_rng, slug, real or "Middle", opening.country, opening.home, day)
        return replace(
            opening,
            opening_id=f"{opening.opening_id}-twin",
            company=company,
            title=_title(twin_rng, slug, grade, opening.language),
            slug=slug,
            grade=grade,
            real_grade=real,
            pay=pay,
            technologies=technologies,
            hh_roles=(roles()[slug]["hh"],),
            negative_of=opening.opening_id,
            negative_kind=kind,
            is_outlier=is_outlier,
            days_open=opening.days_open
            if _closes_by_age(opening.home)
            else max(3, opening.days_open - rng.randint(0, 8)),
        )

    def _pay(self, rng: Random, slug: str, grade: str, country: str, source: str, day: date) -> tuple[Pay | None, bool]:
        """What the ad says about pay and whether it is an outlier. Draws alike whether or not it is stated."""
        rules, place = lookup("pay"), board_rules(source)
        is_stated = rng.random() < place["stated_pay"]
        usd = rules["base_usd_month"][grade] * roles()[slug]["pay"] * rules["country"][country]
        usd *= math.exp(rng.gauss(0, rules["noise"]))
        currency = _local(country)
        if rng.random() < rules["other_currency_share"] and place["other_currency"]:
            currency = rng.choice(rules["other_currency"].get(currency, [currency]))
        period, tax, contract = _terms(rng, place, source.partition(":")[0], country, currency)
        if is_stated and rng.random() < rules["outlier"]:
            usd *= rng.choice([0.04, 25.0, 40.0])  # a zero too few or too many
        amount = usd / self.rates.usd_per_unit(currency, day) / MONTHS[period]
        half = rng.uniform(*rules["half_width"])
        low, high = _rounded(amount * (1 - half), currency, period), _rounded(amount * (1 + half), currency, period)
        bound = weighted(rng, rules["bounds"]) if place["bounds"] == "all" else "range"
        if not is_stated:
            return None, False
        minimum, maximum = (low if bound != "to" else None), (high if bound != "from" else None)
        pay = Pay(minimum, maximum, currency, period, tax, contract)
        month = pay.per_month * self.rates.usd_per_unit(currency, day)
        return pay, not OUTLIER_BELOW <= month <= OUTLIER_ABOVE


def _closes_by_age(source: str) -> bool:
    """Feeds that list a posting for a month; a channel's posts never leave it."""
    return face_of(source).kind == "feed" and not face_of(source).is_archive


def _terms(rng: Random, place: dict[str, Any], family: str, country: str, currency: str) -> tuple[str, str, str]:
    """Period, tax and contract as the kind of source states them."""
    if "periods" in place:
        return weighted(rng, place["periods"]), weighted(rng, place["taxes"]), weighted(rng, place["contracts"])
    chance = rng.random()
    if family == "nofluffjobs":
        contract = "b2b" if rng.random() < 0.62 else "employment"
        return (
            ("hour" if contract == "b2b" and chance < 0.14 else "month"),
            ("net" if contract == "b2b" else "gross"),
            contract,
        )
    if family == "ashby":
        return ("hour" if chance < 0.05 else "month" if chance < 0.1 else "year"), "unknown", "employment"
    tax = rng.choices(["gross", "net", "unknown"], [4, 5, 0 if family == "hh_ru" else 4])[0]
    if family == "telegram" and country in ("DE", "GB", "NL", "CH", "ES", "PT"):
        return ("year" if chance < 0.6 else "month"), "gross", "unknown"
    if family == "telegram" and chance < 0.05 and currency in ("USD", "EUR"):
        return "hour", tax, "unknown"
    return "month", tax, "unknown" if family == "telegram" else "employment"


def _rounded(amount: float, currency: str, period: str) -> float:
    step = STEPS[period].get(currency) or {"month": 50, "year": 1000, "hour": 1, "day": 10}[period]
    return float(max(step, round(amount / step) * step)) if amount >= step else float(max(1, round(amount)))


def _local(country: str) -> str:
    return str(lookup("pay")["local_currency"][country])


@lru_cache(maxsize=1024)
def _company_id(name: str) -> int:
    return 900000 + Random(f"company:{name}").randrange(90000)


@lru_cache(maxsize=64)
def _role_weights(language: str, directions: tuple[str, ...]) -> dict[str, float]:
    return {
        slug: role["weight"]
        for slug, role in roles().items()
        if language in role["titles"] and (not directions or role["direction"] in directions)
    }


def _title(rng: Random, slug: str, grade: str | None, language: str) -> str:
    name: str = rng.choice(roles()[slug]["titles"][language])
    position = rng.random()
    if grade is None:
        return name
    word: str = rng.choice(lookup("roles")["levels"][grade][language])
    if position < 0.72 or word.endswith("."):
        return f"{word} {name}"
    return f"{name} ({word})" if "(" not in name else f"{name}, {word}"


def _technologies(rng: Random, slug: str) -> tuple[str, ...]:
    role = roles()[slug]
    return (*role["main"], *rng.sample(role["pool"], min(len(role["pool"]), rng.randint(3, 6))))


def _work_formats(rng: Random) -> tuple[str, ...]:
    main = weighted(rng, lookup("sources")["formats"])
    if main == "none":
        return ()
    return ("remote", "hybrid") if main == "remote" and rng.random() < 0.15 else (main,)


def _days_open(rng: Random, median: int) -> int:
    return max(3, min(LONGEST_DAYS, round(rng.lognormvariate(math.log(median), 0.6))))


def _distinct_cities(rng: Random, country: str, wanted: int) -> tuple[int, ...]:
    weights = {index: city["weight"] for index, city in enumerate(cities()[country])}
    chosen: list[int] = []
    while len(chosen) < wanted:
        chosen.append(weighted(rng, weights))
        del weights[chosen[-1]]
    return tuple(chosen)
