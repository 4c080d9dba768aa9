"""A job is over when everything of it has landed."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

import scrapers.crawl_worker as worker
from scrapers.crawl_job import CrawlJob


def test_a_crawl_that_finishes_while_others_are_landing_lands_too(monkeypatch: pytest.MonkeyPatch) -> None:
    landed: list[str] = []

    def land_slowly(_home: Any, _day: Any, _batch_id: str, crawls: Any) -> None:
        time.sleep(0.3)
        landed.extend(source.name for source, *_ in crawls)

    class Crawl(worker.FamilyCrawl):
        async def crawl_source(self, source: Any, crawl_id: str) -> Any:
            await asyncio.sleep(0.0 if source.name == "ashby:early" else 0.15)
            self._batch.append((source, cast(Any, SimpleNamespace(bytes=0)), cast(Any, None)))

    sources = {name: SimpleNamespace(name=name, family="ashby") for name in ("ashby:early", "ashby:late")}
    monkeypatch.setattr(worker, "SECONDS_TOGETHER", 0.01)
    monkeypatch.setattr(worker, "land_together", land_slowly)
    monkeypatch.setattr(worker, "registry_of", lambda _: SimpleNamespace(source=sources.__getitem__))
    crawls = [(name, f"crawl-{name}") for name in sources]
    asyncio.run(Crawl(CrawlJob("/nowhere", "2026-03-04", "http://market", None, crawls, 60.0)).run())
    assert sorted(landed) == ["ashby:early", "ashby:late"]
