"""Homes with a few landed days, and the real graph on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.instance import prepare_home
from orchestration.settings import Settings
from scrapers.landing import CrawlReport, CrawlWriter, LandedPosting

MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)
Land = Callable[..., None]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("JOBMARTS_HOME", "DAGSTER_HOME", "JOBMARTS_MARKET_URL", "JOBMARTS_PG_URL"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    settings = Settings(home=home, dagster_home=home / "dagster", first_day=MONDAY)
    monkeypatch.setenv("JOBMARTS_HOME", str(home))
    monkeypatch.setenv("JOBMARTS_FIRST_DAY", MONDAY.isoformat())
    monkeypatch.setenv("DAGSTER_HOME", str(settings.dagster_home))
    prepare_home(settings)
    return settings


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as instance:
        yield instance


@pytest.fixture
def definitions(settings: Settings) -> dg.Definitions:
    return build_definitions(settings)


@pytest.fixture
def land(settings: Settings) -> Land:
    """Lands JSON-LD ads on a day: title -> description."""

    def land_ads(day: date, ads: dict[str, str], **report: object) -> None:
        started = datetime.combine(day, time(5), UTC)
        crawl_id = f"test-{day}-{len(ads)}"
        with CrawlWriter(settings.home, "json_ld", "json_ld", "census", crawl_id, day, started, True) as writer:
            for number, (title, text) in enumerate(ads.items()):
                ad = posting(title, text, day)
                writer.add(
                    LandedPosting(f"{day}-{number}", f"https://jobs.invalid/{day}/{number}", ad, "json", None, started)
                )
            facts = {"is_complete": True, "is_simulated": True, **report}
            writer.commit(CrawlReport("json_ld", "json_ld", "census", crawl_id, day, started, started, **facts))  # type: ignore[arg-type]

    return land_ads


def posting(title: str, text: str, day: date) -> bytes:
    return json.dumps(
        {
            "@context": "https://schema.org/",
            "@type": "JobPosting",
            "title": title,
            "description": text,
            "datePosted": day.isoformat(),
            "hiringOrganization": {"@type": "Organization", "name": "Invented Works"},
            "jobLocation": {"@type": "Place", "address": {"addressLocality": "Warsaw", "addressCountry": "PL"}},
        }
    ).encode()


def replay(definitions: dg.Definitions, instance: dg.DagsterInstance, day: date) -> dg.ExecuteInProcessResult:
    return definitions.resolve_job_def("replay_job").execute_in_process(
        instance=instance, partition_key=day.isoformat(), raise_on_error=False
    )
