"""Boards of employers' systems: one address lists all open jobs of one employer, at some vendors page by page.

A subclass names the address and the fields; whatever a vendor does differently it overrides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from scrapers.boards.base import BoardSpider
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.extensions.own_addresses import is_within
from scrapers.items import Listing, QuarantineItem


class EmployerBoardSpider(BoardSpider):
    """Reads a list of jobs; the entries hold the whole posting unless `detail_url` says where to read it."""

    list_path: ClassVar[str]  # below the address; `{board}`, `{offset}` and `{language}` are filled in
    accept: ClassVar[str] = "application/json"
    page_size: ClassVar[int | None] = None  # None: the first page holds everything
    jobs_field: ClassVar[str | None] = "jobs"  # None: the reply is the list
    total_path: ClassVar[tuple[str, ...]] = ()  # where the reply says how many jobs there are
    id_field: ClassVar[str] = "id"
    url_field: ClassVar[str] = "url"
    published_field: ClassVar[str] = "published_at"
    # Where vendors lead visitors of boards that do not exist; other redirects abroad stay what they are.
    vendor_domains: ClassVar[tuple[str, ...]] = ()

    @property
    def board(self) -> str:
        return quote(self.source.board or "", safe="")

    def first_pages(self) -> Iterator[Request]:
        yield self._list_page(0)

    def _list_page(self, offset: int) -> Request:
        language = self.source.language or "en"
        url = self.base_url + self.list_path.format(board=self.board, offset=offset, language=language)
        return self.page(url, headers={"Accept": self.accept}, meta={"offset": offset})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        jobs, promised = self.read_jobs(response.body)
        seen_before = len(self.seen)
        for job in jobs:
            listing = self.read_entry(job)
            yield self.odd_entry(self.entry_bytes(job)) if listing is None else listing
        read = response.meta["offset"] + len(jobs)
        is_more = read < promised if promised is not None else len(jobs) == self.page_size
        if not is_more:
            return
        if self.page_size is None or not jobs:
            raise PageError("short_listing", f"{read} jobs in the listing, {promised} are promised")
        if len(self.seen) == seen_before:
            raise PageError("short_listing", f"the page from {response.meta['offset']} repeats what came before it")
        yield self._list_page(read)

    def read_jobs(self, body: bytes) -> tuple[list[Any], int | None]:
        """The jobs of a page and how many the source says there are, if it does."""
        data = read_json(body)
        jobs = data
        if self.jobs_field is not None:
            jobs = data.get(self.jobs_field) if isinstance(data, dict) else None
        if not isinstance(jobs, list):
            raise PageError("missing_field", f"no {self.jobs_field or 'list of jobs'} in the reply")
        promised = data
        for name in self.total_path:
            promised = promised.get(name) if isinstance(promised, dict) else None
        return jobs, promised if isinstance(promised, int) else None

    def read_entry(self, job: Any) -> Listing | None:
        """One job of the listing; None when it has no id."""
        key = identity_text(job.get(self.id_field)) if isinstance(job, dict) else None
        if key is None:
            return None
        content = self.entry_bytes(job)
        detail_url = self.detail_url(key)
        return Listing(
            source_posting_id=key,
            url=self.job_url(job, key),
            entry=content,
            published_text=identity_text(job.get(self.published_field)),
            detail_url=detail_url,
            payload=content if detail_url is None else None,
        )

    def entry_bytes(self, job: Any) -> bytes:
        return write_json(job)

    def job_url(self, job: dict[str, Any], key: str) -> str | None:
        """The address people open."""
        url = job.get(self.url_field)
        return url if isinstance(url, str) else None

    def detail_url(self, key: str) -> str | None:
        return None

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        if not isinstance(data := read_json(response.body), dict) or not data:
            raise PageError("missing_field", "the detail is not a posting")
        return response.body

    def explain(self, failure: Failure) -> tuple[str, str]:
        code, detail = super().explain(failure)
        if code in ("offsite", "moved") and isinstance(failure.value, IgnoreRequest):
            host = urlsplit(failure.request.url).hostname or ""  # type: ignore[attr-defined]
            if is_within(host, list(self.vendor_domains)):
                return "unknown_board", f"{detail} (the vendor's own site)"
        return code, detail


def identity_text(value: object) -> str | None:
    """A text or whole number as text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None
