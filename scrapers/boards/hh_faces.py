"""The two faces of hh.ru: the API for registered applications and the public pages with their embedded state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from scrapy.http import Response

from scrapers.boards.embedded_state import json_ld, page_text, template_state
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.boards.sliced_search import SearchPage
from scrapers.boards.slicing import Slice
from scrapers.items import Listing

TOKEN_VARIABLE = "HH_API_TOKEN"  # noqa: S105 - the name of a variable
STATE = "HH-Lux-InitialState"
_TOKEN_ERRORS = ("bad_authorization", "token_expired", "token_revoked", "oauth")


class Face(Protocol):
    name: str
    headers: dict[str, str]

    def search_url(self, part: Slice, page: int, per_page: int) -> str: ...

    def read_search(self, response: Response) -> SearchPage: ...

    def read_detail(self, response: Response, listing: Listing) -> bytes: ...

    def explain_refusal(self, response: Response) -> tuple[str, str] | None: ...


class ApiFace:
    """`GET /vacancies` and `GET /vacancies/{id}`; the detail is the payload as it came."""

    name = "api"

    def __init__(self, base_url: str, live_url: str, countries: Sequence[int], token: str | None) -> None:
        self.base_url, self.live_url, self.countries, self.token = base_url, live_url, countries, token
        self.headers = {"Accept": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def search_url(self, part: Slice, page: int, per_page: int) -> str:
        query = {**_common(part, page, self.countries), "per_page": per_page}
        return f"{self.base_url}/vacancies?{urlencode(query, doseq=True)}"

    def read_search(self, response: Response) -> SearchPage:
        data = read_json(response.body)
        if not isinstance(data, dict) or not isinstance(data.get("items"), list) or "found" not in data:
            raise PageError("missing_field", "no items and found in the search reply")
        items = [item for item in data["items"] if isinstance(item, dict)]
        listings = [
            Listing(
                source_posting_id=_identity(item.get("id")),
                url=f"{self.live_url}/vacancy/{item.get('id')}",
                entry=write_json(item),
                published_text=item.get("published_at"),
                detail_url=f"{self.base_url}/vacancies/{item.get('id')}",
            )
            for item in items
        ]
        return SearchPage(int(data["found"]), int(data.get("pages") or 0), listings, len(items))

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        data = read_json(response.body)
        if not isinstance(data, dict) or _identity(data.get("id")) != listing.source_posting_id:
            raise PageError("missing_field", f"the reply is not vacancy {listing.source_posting_id}")
        return response.body

    def explain_refusal(self, response: Response) -> tuple[str, str] | None:
        if response.status not in (401, 403):
            return None
        try:
            kinds = json.dumps(json.loads(response.body).get("errors", []))
        except (ValueError, AttributeError):
            kinds = ""
        if "captcha_required" in kinds:
            return "captcha", "the API asks for a captcha"
        if not self.token:
            return "credentials", f"the API refuses anonymous reading: set {TOKEN_VARIABLE} to an application token"
        if response.status == 401 or any(word in kinds for word in _TOKEN_ERRORS):
            return "credentials", f"the API refuses the token in {TOKEN_VARIABLE}"
        return None


class WebFace:
    """`/search/vacancy` and `/vacancy/{id}`; the payload joins the search entry, the JobPosting and the page state."""

    name = "web"

    def __init__(self, base_url: str, live_url: str, countries: Sequence[int]) -> None:
        self.base_url, self.live_url, self.countries = base_url, live_url, countries
        self.headers = {"Accept": "text/html"}

    def search_url(self, part: Slice, page: int, per_page: int) -> str:
        query = {**_common(part, page, self.countries), "text": "", "items_on_page": per_page}
        return f"{self.base_url}/search/vacancy?{urlencode(query, doseq=True)}"

    def read_search(self, response: Response) -> SearchPage:
        state = template_state(page_text(response.body, _encoding(response)), STATE)
        result = state.get("vacancySearchResult") if isinstance(state, dict) else None
        if not isinstance(result, dict) or not isinstance(result.get("vacancies"), list):
            raise PageError("missing_state", "no vacancySearchResult.vacancies in the page state")
        if "totalResults" not in result:
            raise PageError("missing_field", "no totalResults in the page state")
        items = [item for item in result["vacancies"] if isinstance(item, dict)]
        last = ((result.get("paging") or {}).get("lastPage") or {}).get("page")
        listings = [self._listing(item) for item in items if not item.get("@isAdv")]
        return SearchPage(int(result["totalResults"]), int(last or 0) + 1, listings, len(items))

    def _listing(self, item: dict[str, Any]) -> Listing:
        key = _identity(item.get("vacancyId"))
        published = item.get("publicationTime")
        return Listing(
            source_posting_id=key,
            url=f"{self.live_url}/vacancy/{key}",
            entry=write_json(item),
            published_text=published.get("$") if isinstance(published, dict) else None,
            detail_url=f"{self.base_url}/vacancy/{key}",
        )

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        text = page_text(response.body, _encoding(response))
        posting = json_ld(text, "JobPosting")
        try:
            state = template_state(text, STATE)
        except PageError as error:
            if posting is None or error.code != "missing_state":
                raise
            state = {}
        view = state.get("vacancyView") if isinstance(state, dict) else None
        if posting is None and not isinstance(view, dict):
            raise PageError("missing_state", "neither a JobPosting nor vacancyView in the page")
        shown = _identity(view.get("vacancyId")) if isinstance(view, dict) else ""
        if shown and shown != listing.source_posting_id:
            raise PageError("missing_field", f"the page is not vacancy {listing.source_posting_id}")
        return write_json({"search": json.loads(listing.entry), "page": posting, "view": view})

    def explain_refusal(self, response: Response) -> tuple[str, str] | None:
        return None


def _common(part: Slice, page: int, countries: Sequence[int]) -> dict[str, Any]:
    """Without an area a site may take the visitor's own; so a search of everywhere names all countries."""
    query: dict[str, Any] = {"professional_role": part.role, "page": page, "order_by": "publication_time"}
    query["area"] = list(countries) if part.area is None else part.area
    if part.start is not None:
        query["date_from"] = _moment(part.start)
    if part.end is not None:
        query["date_to"] = _moment(part.end)
    return query


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _identity(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _encoding(response: Response) -> str:
    return getattr(response, "encoding", None) or "utf-8"
