"""A server of boards that misbehave, on loopback, and the registry that points to them.

Starting a crawling process costs seconds, so all faults are crawled at once, as a real day would be, and each test
looks at its own source. What holds for every one of them is checked for the healthy neighbours.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scrapers.crawl import crawl_sources
from scrapers.crawl_report import CrawlReport
from scrapers.landing import landed_crawls, read_observations, read_payloads, read_quarantine

FIRST_DAY, SECOND_DAY = date(2026, 3, 4), date(2026, 3, 5)


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0  # seconds before the answer
    promised_length: int | None = None  # Content-Length, when it is a lie
    drip: float = 0.0  # seconds between two bytes


Answer = Reply | Callable[[int], Reply]  # a function gets the number of the visit, from 1


class FaultServer:
    """Answers by path (with the query when such an answer exists); anything unknown is 404."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.visits: defaultdict[str, list[float]] = defaultdict(list)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path if self.path in server.answers else self.path.partition("?")[0]
                server.visits[path].append(time.monotonic())
                answer = server.answers.get(path, Reply(status=404))
                reply = answer(len(server.visits[path])) if callable(answer) else answer
                etag = reply.headers.get("ETag")
                if etag is not None and self.headers.get("If-None-Match") == etag:
                    reply = Reply(status=304)
                time.sleep(reply.wait)
                try:
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Type", reply.content_type)
                    length = len(reply.body) if reply.promised_length is None else reply.promised_length
                    self.send_header("Content-Length", str(length))
                    self.end_headers()
                    pieces = [reply.body[n : n + 1] for n in range(len(reply.body))] if reply.drip else [reply.body]
                    for piece in pieces:
                        self.wfile.write(piece)
                        time.sleep(reply.drip)
                except OSError:
                    pass  # the crawler gave up waiting, as it should

            def log_message(self, *args: Any) -> None:
                pass

        ThreadingHTTPServer.request_queue_size = 128  # all faults are asked for at once
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


CAPS = {"pages": 300, "page_bytes": 1_000_000, "request_seconds": 1}
FAMILY = """
family: {family}
platform: {spider}
kind: {kind}
spider: {spider}
address: {{base_url: "https://boards.example", market_path: /{path}}}
faces: {{api: {{base_url: "https://api.boards.example", market_path: /{path}-api}}}}
cadence: daily
caps: {caps}
floors: {{min_share_of_recent: 0.5, max_error_share: 0.2, min_fill: {{posting: 0.9, title: 0.9}}}}
market_min_listed: {floor}
robots: {{decision: obey, note: a test, checked_on: null}}
terms: {{decision: unknown, note: a test, checked_on: null}}
attribution: a test
retention: {{note: a test}}
enabled: true
reason: a test
options: {options}
sources: {sources}
"""


@dataclass
class Faults:
    """A home, a server and a registry; `reports` after `crawl`, by source."""

    home: Path
    registry: Path
    server: FaultServer
    reports: dict[str, CrawlReport] = field(default_factory=dict)
    second_day: date = SECOND_DAY

    def add_family(
        self,
        family: str,
        spider: str,
        boards: list[str] | None = None,
        kind: str = "census",
        floor: int = 1,
        seconds: int = 30,
        options: dict[str, Any] | None = None,
        **caps: int,
    ) -> None:
        text = FAMILY.format(
            family=family,
            spider=spider,
            kind=kind,
            path=family.replace("_", "-"),
            options=json.dumps(options or {}),
            floor=floor,
            caps=json.dumps(CAPS | {"seconds": seconds} | caps),
            sources=json.dumps([{"board": board} for board in boards] if boards else [{}]),
        )
        self.registry.mkdir(exist_ok=True)
        (self.registry / f"{family}.yaml").write_text(text, encoding="utf-8")

    def crawl(self, names: list[str], day: date = FIRST_DAY, market_url: str | None = None) -> None:
        reports = crawl_sources(self.home, day, names, market_url or self.server.url, self.registry)
        self.reports = {report.source: report for report in reports}

    def judged(self, source: str) -> tuple[str, str | None]:
        report = self.reports[source]
        return report.verdict, report.cause

    def observations(self, source: str, day: date = FIRST_DAY) -> dict[str, dict[str, Any]]:
        rows = read_observations(self._landed(source, day)).to_pylist()
        return {row["source_posting_id"]: row for row in rows}

    def payloads(self, source: str, day: date = FIRST_DAY) -> dict[str, dict[str, Any]]:
        return {row["source_posting_id"]: row for row in read_payloads(self._landed(source, day)).to_pylist()}

    def quarantine(self, source: str, day: date = FIRST_DAY) -> list[str]:
        return [row["reason"] for row in read_quarantine(self._landed(source, day)).to_pylist()]

    def _landed(self, source: str, day: date) -> list[Any]:
        return [crawl for crawl in landed_crawls(self.home, day) if crawl.source == source]


@pytest.fixture(scope="session", autouse=True)
def no_token() -> Iterator[None]:
    """Whoever runs the tests may have one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HH_API_TOKEN", raising=False)
        yield


@pytest.fixture(scope="module")
def fault_server() -> Any:
    server = FaultServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def faults(fault_server: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Faults:
    folder = tmp_path_factory.mktemp("faults")
    return Faults(folder / "home", folder / "registry", fault_server)


@pytest.fixture(scope="session")
def reply() -> type[Reply]:
    return Reply
