"""A simulated lake of any size, straight in the layers that dbt reads. For equality and speed tests, not for truth."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from .lake_rows import LakeBuilder, days

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
SOURCES = ("hh_ru", "nofluffjobs", "ashby:acme", "telegram:python_jobs")


def simulated_lake(postings: int, first: date, last: date, seed: int = 7) -> LakeBuilder:
    """Postings of the four sources spread over the days, with links, edits, rejects, failed crawls and salaries."""
    rng = random.Random(seed)
    with (SEEDS / "specializations.csv").open(encoding="utf-8") as file:
        specializations = [(row["direction_slug"], row["slug"]) for row in csv.DictReader(file)]
    lake = LakeBuilder()
    calendar = days(first, last)
    failed = {(source, day) for source in SOURCES for day in calendar if rng.random() < 0.03}
    for day in calendar:
        lake.rate(day, "PLN", 0.25 + rng.random() / 100)
        for source in SOURCES:
            bad = (source, day) in failed
            lake.crawl(source, day, is_complete=not bad, verdict="failed" if bad else "good")
    earlier: list[str] = []
    for number in range(postings):
        source = rng.choices(SOURCES, (5, 3, 1, 1))[0]
        key = f"{source}/{number}"
        published = first - timedelta(days=20) + timedelta(days=rng.randrange(len(calendar) + 20))
        stays = 1 if source.startswith("telegram") else 1 + int(rng.expovariate(1 / 25))
        seen = [
            day
            for day in days(max(published, first), min(published + timedelta(days=stays), last))
            if (source, day) not in failed
        ]
        if not seen:
            continue
        direction, specialization = rng.choice(specializations[: 6 if rng.random() < 0.6 else None])
        is_it = rng.random() < 0.95
        pay = round(rng.lognormvariate(8.2, 0.5))
        stated = rng.random() < 0.5
        lake.posting(
            key,
            seen,
            published_on=published,
            direction=direction if is_it else None,
            specialization=specialization if is_it else None,
            rejected_reason="course" if rng.random() < 0.02 else None,
            country=rng.choice(("PL", "RU", "DE", "UA", "US", None)),
            grade=rng.choice(("Junior", "Middle", "Senior", "Lead", None)),
            grade_basis="title",
            work_format=rng.choice(("remote", "hybrid", "office", None)),
            technologies=rng.sample(("Python", "Java", "Go", "PostgreSQL", "Docker", "Kafka", "AWS"), rng.randrange(5)),
            salary_point=4 * pay if stated else None,
            salary_month=4 * pay if stated else None,
            salary_currency="PLN" if stated else None,
            salary_period="month" if stated else None,
            salary_usd_month=float(pay) if stated else None,
            is_outlier=stated and not 500 <= pay <= 50_000,
        )
        if earlier and rng.random() < 0.15:
            lake.link(key, rng.choice(earlier[-200:]), seen[0])
        earlier.append(key)
    return lake
