"""What a registry file may say. A typo in a key is an error, not a silently ignored wish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, field_validator, model_validator

Kind = Literal["census", "feed"]
Share = Annotated[float, Field(ge=0, le=1)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
BOARD = "{board}"
_URL = TypeAdapter(HttpUrl)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cadence(StrEnum):
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Address(Strict):
    """Where a source lives, and under which path the local market serves it.

    `{board}` stands for the board's name where every board has a host of its own. `forbidden` says what forbids reading
    this address (a line of robots.txt, terms): who reads it all the same has to record a permission.
    """

    base_url: str
    market_path: str | None = Field(default=None, pattern=r"^/[a-z0-9-]+(/(\{board\}|[\w.%-]+))?$")  # None: not served
    forbidden: str | None = None

    @field_validator("base_url")
    @classmethod
    def _is_https(cls, value: str) -> str:
        url = _URL.validate_python(value.replace(BOARD, "board"))
        if url.scheme != "https" or value.endswith("/"):
            raise ValueError(f"{value}: an https address without a closing slash is needed")
        return value

    def under(self, market_url: str | None) -> str:
        """The address to crawl: live, or below `market_url`. Raises ValueError when nothing is served there."""
        if not market_url:
            return self.base_url
        if self.market_path is None:
            raise ValueError(f"{self.base_url} is not served by the local market")
        return f"{market_url.rstrip('/')}{self.market_path}"

    def of_board(self, board: str | None) -> Address:
        """The address of one board of the family. Raises ValueError when it asks for a board and there is none."""
        if BOARD not in f"{self.base_url}{self.market_path}":
            return self
        if not board:
            raise ValueError(f"{self.base_url} names a board, the source has none")
        path = self.market_path and self.market_path.replace(BOARD, board)
        base_url = self.base_url.replace(BOARD, board)
        return Address(base_url=base_url, market_path=path, forbidden=self.forbidden)


class Floors(Strict):
    """Below these a crawl is not trusted. `evidence` says where the numbers come from."""

    min_listed: int = Field(default=0, ge=0)
    min_share_of_recent: Share | None = None  # of the median of recent good crawls; None for feeds
    max_error_share: Share = 0.2  # errors per page or posting read; above it the crawl failed
    min_fill: dict[str, Share] = Field(default_factory=dict)  # parsed field -> share of new payloads stating it
    evidence: str = ""


class RateLimit(Strict):
    """Politeness on live addresses: the start of AutoThrottle and its ceiling in parallel requests."""

    delay_seconds: float = Field(default=1.0, gt=0)
    concurrency: int = Field(default=1, ge=1, le=8)


class Caps(Strict):
    """No crawl of one source goes beyond these; one that hits them is incomplete, never endless."""

    pages: int = Field(default=2000, ge=1)
    seconds: int = Field(default=1800, ge=1)
    page_bytes: int = Field(default=8_000_000, ge=1)  # unpacked
    item_bytes: int = Field(default=4_000_000, ge=1)  # of one posting; the largest real ones have a tenth of it
    total_bytes: int = Field(default=4_000_000_000, ge=1)  # of all pages, unpacked
    request_seconds: int = Field(default=30, ge=1)


class Decision(Strict):
    """What was decided about robots.txt or terms, with the reason.

    obey: robots.txt is asked for and obeyed at every crawl; allowed: reading was found to be allowed; forbidden: it was
    found to be forbidden; unknown: nobody has decided. `checked_on` null: not looked at by a person yet; `by` says who
    looked, or in what record it was read.
    """

    decision: Literal["obey", "allowed", "forbidden", "unknown"] = "obey"
    note: str
    checked_on: date | None
    by: str | None = None

    @model_validator(mode="after")
    def _is_backed(self) -> Decision:
        if self.decision in ("allowed", "forbidden") and self.checked_on is None:
            raise ValueError(f"{self.decision}: say when it was checked (checked_on)")
        return self


class Permission(Strict):
    """Leave to read what robots.txt or terms forbid, as the operator recorded it.

    `faces` null: wherever the source is read now; else only where `options.face` is one of them.
    """

    granted_by: str = Field(min_length=1)
    on: date
    note: str = Field(min_length=1)
    faces: tuple[str, ...] | None = None


class Credential(Strict):
    """A secret a source asks for. It is read from the environment and never stands in a file."""

    variable: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    needed: Literal["optional", "required"]
    how: str = Field(min_length=1)  # where an operator gets it, and what it changes


class Retention(Strict):
    raw_days: int | None = Field(default=None, ge=1)  # None: kept until a person decides otherwise
    note: str


class SourceEntry(Strict):
    """One board or channel of a family; what is not said here is the family's. Of floors only the named ones differ."""

    board: str | None = None
    name: str | None = None  # for people
    country: Country | None = None
    language: Language | None = None
    topic: str | None = None  # what a channel is about
    address: Address | None = None
    cadence: Cadence | None = None
    rate_limit: RateLimit | None = None
    floors: Floors | None = None
    robots: Decision | None = None
    terms: Decision | None = None
    permission: Permission | None = None
    credentials: tuple[Credential, ...] | None = None
    attribution: str | None = None
    enabled: bool = True
    reason: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)


class FamilyFile(Strict):
    """One YAML file of the registry."""

    family: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    platform: str
    kind: Kind
    spider: str | None  # None: nothing to crawl, postings come from files
    address: Address | None
    faces: dict[str, Address] = Field(default_factory=dict)  # further addresses of the same source
    board_pattern: re.Pattern[str] | None = None  # the vendor's rule for names of boards
    country: Country | None = None
    language: Language | None = None
    cadence: Cadence
    rate_limit: RateLimit = RateLimit()
    caps: Caps = Caps()
    floors: Floors = Floors()
    market_min_listed: int = Field(default=1, ge=0)
    robots: Decision
    terms: Decision
    permission: Permission | None = None
    credentials: tuple[Credential, ...] = ()
    attribution: str
    retention: Retention
    enabled: bool
    reason: str = Field(min_length=1)  # why live crawling is on or off
    options: dict[str, Any] = Field(default_factory=dict)
    sources: list[SourceEntry]
    # What the local market serves instead of the sources above; empty: it serves those under their own names.
    simulated: list[SourceEntry] = Field(default_factory=list)


class Source(Strict):
    """One source with everything that applies to it: what spiders, verdicts and pages read."""

    name: str  # hh_ru, telegram:job_python
    family: str
    board: str | None
    label: str
    platform: str
    kind: Kind
    spider: str | None
    address: Address | None
    faces: dict[str, Address]
    country: str | None
    language: str | None
    topic: str | None = None
    cadence: Cadence
    rate_limit: RateLimit
    caps: Caps
    floors: Floors
    market_min_listed: int
    robots: Decision
    terms: Decision
    permission: Permission | None = None
    credentials: tuple[Credential, ...] = ()
    attribution: str
    retention: Retention
    enabled: bool  # crawled live; what a spider reads is the spider's
    is_live: bool = True  # False: exists on the local market only
    market: bool
    reason: str
    is_off_by_itself: bool = False  # off while its family is on
    has_own_reason: bool = True  # said of this source, not of its family
    options: dict[str, Any]

    @property
    def prohibitions(self) -> tuple[str, ...]:
        """What forbids reading the source where it is read now; empty when nothing is known to."""
        found = [f"{name}: {rule.note}" for name, rule in self._rules() if rule.decision == "forbidden"]
        return (*found, *(f"{place.base_url}: {place.forbidden}" for place in self._read() if place.forbidden))

    @property
    def is_permitted(self) -> bool:
        """The operator has recorded leave to read the source where it is read now."""
        leave = self.permission
        return leave is not None and (leave.faces is None or self.options.get("face") in leave.faces)

    @property
    def is_robots_lifted(self) -> bool:
        """robots.txt need not be asked: it is known to forbid what is read, and there is leave to read it all the same.

        Leave to copy what terms forbid is none to go where robots.txt forbids.
        """
        is_forbidden = self.robots.decision == "forbidden" or any(place.forbidden for place in self._read())
        return is_forbidden and self.is_permitted

    def _read(self) -> list[Address]:
        """The addresses that are read now."""
        return list(filter(None, [self.address, self.faces.get(str(self.options.get("face")))]))

    def _rules(self) -> tuple[tuple[str, Decision], ...]:
        return ("robots", self.robots), ("terms", self.terms)

    def missing_credentials(self, environment: Mapping[str, str]) -> str | None:
        """Which required secrets the environment lacks and how to get them, as one sentence; None when it has all."""
        missing = [
            f"set {item.variable} ({item.how})"
            for item in self.credentials
            if item.needed == "required" and not environment.get(item.variable, "").strip()
        ]
        return f"{self.name} needs credentials: {'; '.join(missing)}" if missing else None

    def floors_for(self, market: bool) -> Floors:
        """The local market is small: only the count differs there, the shares stay."""
        return self.floors.model_copy(update={"min_listed": self.market_min_listed}) if market else self.floors
