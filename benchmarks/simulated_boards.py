"""Simulated boards of employers' systems for the crawling benchmark: prerendered replies, and a server that only sends.

    python -m benchmarks.simulated_boards PAGES_FILE      # serves, prints its port

Nothing here is a real job. Sizes follow what boards show: half of them list fewer than a dozen jobs, a few hundreds.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import pickle
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

MEDIAN_JOBS, SPREAD, MOST_JOBS = 12, 1.1, 800
TEXT_WORDS = 550  # about 3,800 characters
WORDS = [a + b + c for a in ("de", "ser", "pro", "con") for b in ("vi", "gra", "ta", "lo") for c in ("ce", "ment", "r")]
Pages = dict[bytes, bytes]


@dataclass(frozen=True)
class Family:
    """`path`: list page of a board; `detail`: path of a job where the list does not hold the text."""

    name: str
    share: float
    path: str
    detail: str | None = None
    page_size: int | None = None


FAMILIES = (
    Family("greenhouse", 0.30, "/v1/boards/{board}/jobs?content=true&pay_transparency=true"),
    Family("ashby", 0.15, "/posting-api/job-board/{board}?includeCompensation=true"),
    Family("workable", 0.15, "/api/v1/widget/accounts/{board}?details=true"),
    Family(
        "smartrecruiters",
        0.40,
        "/v1/companies/{board}/postings?limit=100&offset={offset}",
        "/v1/companies/{board}/postings/{id}",
        page_size=100,
    ),
)


def boards_of(family: Family, sources: int) -> list[str]:
    return [f"sim{number}" for number in range(round(sources * family.share))]


def jobs_of(family: Family, board: str, day: int, news: float) -> list[int]:
    """Numbers of the jobs open on day 0 or 1: overnight a share of them is closed and as many are opened."""
    rng = random.Random(f"{family.name} {board}")
    count = min(max(round(rng.lognormvariate(0, SPREAD) * MEDIAN_JOBS), 1), MOST_JOBS)
    changed = round(count * news * day + rng.random() - 0.5) if day else 0
    return list(range(max(changed, 0), count + max(changed, 0)))


def job(family: Family, board: str, number: int, whole: bool = True) -> dict[str, Any]:
    rng = random.Random(f"{family.name} {board} {number}")
    text = "<p>" + " ".join(rng.choices(WORDS, k=TEXT_WORDS)) + "</p>"
    key, title, place = f"{board}-{number}", f"Engineer {number}", "Berlin, Germany"
    at, url = "2026-03-01T10:00:00Z", f"https://boards.example/{board}/{number}"
    shapes: dict[str, dict[str, Any]] = {
        "greenhouse": {
            "id": 4_000_000 + number,
            "title": title,
            "absolute_url": url,
            "first_published": at,
            "updated_at": at,
            "company_name": board,
            "location": {"name": place},
            "content": text,
        },
        "ashby": {
            "id": key,
            "title": title,
            "location": place,
            "publishedAt": at,
            "jobUrl": url,
            "descriptionHtml": text,
            "descriptionPlain": text[3:-4],
        },
        "workable": {
            "shortcode": key,
            "title": title,
            "url": url,
            "published_on": at[:10],
            "country": "Germany",
            "city": "Berlin",
            "description": text,
        },
        "smartrecruiters": {
            "id": key,
            "name": title,
            "company": {"identifier": board, "name": board},
            "releasedDate": at,
            "location": {"city": "Berlin", "country": "de", "remote": False},
            **({"jobAd": {"sections": {"jobDescription": {"text": text}}}} if whole else {}),
        },
    }
    return shapes[family.name]


def board_pages(family: Family, board: str, day: int, news: float) -> Iterator[tuple[str, bytes]]:
    """Path and body of everything a crawl of the board asks for."""
    jobs = jobs_of(family, board, day, news)
    step = family.page_size or len(jobs)
    for offset in range(0, len(jobs), step):
        listed = [job(family, board, number, whole=family.detail is None) for number in jobs[offset : offset + step]]
        data: dict[str, Any] = {"content" if family.detail else "jobs": listed}
        if family.detail:
            data |= {"totalFound": len(jobs), "offset": offset, "limit": step}
        yield family.path.format(board=board, offset=offset), json.dumps(data).encode()
    if family.detail:
        for number in jobs:
            path = family.detail.format(board=board, id=f"{board}-{number}")
            yield path, json.dumps(job(family, board, number)).encode()


def pages_of(sources: int, news: float) -> list[Pages]:
    """Whole replies by request target, for both days. Both know every detail page of the two days."""
    days: list[Pages] = []
    for day in (0, 1):
        pages: Pages = {b"/robots.txt": reply(b"User-agent: *\nDisallow: /private\n", "text/plain")}
        for family in FAMILIES:
            for board in boards_of(family, sources):
                for path, body in board_pages(family, board, day, news):
                    pages[f"/{family.name}{path}".encode()] = reply(body)
        days.append(pages)
    return days


def reply(body: bytes, content_type: str = "application/json") -> bytes:
    etag = hashlib.blake2b(body, digest_size=8).hexdigest()
    head = f'HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\nETag: "{etag}"\r\n\r\n'
    return head.encode() + body


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n"
SECOND_DAY = date(2026, 3, 5)


class Sender(asyncio.Protocol):
    """Answers requests of one connection. `/-/counts` says how many pages and details were sent, and starts anew."""

    days: list[Pages]
    sent: int = 0
    details: int = 0
    not_modified: int = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while (end := self.waiting.find(b"\r\n\r\n")) >= 0:
            head, self.waiting = self.waiting[:end], self.waiting[end + 4 :]
            self.transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        target = head.split(b" ", 2)[1]
        if target == b"/-/counts":
            counts = {"sent": Sender.sent, "details": Sender.details, "not_modified": Sender.not_modified}
            Sender.sent = Sender.details = Sender.not_modified = 0
            return reply(json.dumps(counts).encode())
        pages = self.days[SECOND_DAY.isoformat().encode() in head]
        found = pages.get(target, NOT_FOUND)
        Sender.sent += 1
        if b"If-None-Match: " in head:
            etag = head.partition(b"If-None-Match: ")[2].partition(b"\r\n")[0]
            if b"ETag: " + etag + b"\r\n" in found[:300]:
                Sender.not_modified += 1
                return NOT_MODIFIED
        Sender.details += b"/postings/" in target
        return found


async def serve(days: list[Pages]) -> None:
    Sender.days = days
    server = await asyncio.get_running_loop().create_server(Sender, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(pickle.loads(Path(sys.argv[1]).read_bytes())))
