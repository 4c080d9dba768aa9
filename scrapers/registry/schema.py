"""What a registry file may say. A typo in a key is an error, not a silently ignored wish."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, field_validator

Kind = Literal["census", "feed"]
Share = Annotated[float, Field(ge=0, le=1)]
_URL = TypeAdapter(HttpUrl)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cadence(StrEnum):
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Address(Strict):
    """Where a source lives, and under which path the local market serves it.

    `{board}` stands for the board's name where every board has a host of its own.
    """

    base_url: str
    market_path: str | None = Field(default=None, pattern=r"^/[a-z0-9-]+(/(\{board\}|[\w.%-]+))?$")  # None: not served

    @field_validator("base_url")
    @classmethod
    def _is_https(cls, value: str) -> str:
        url = _URL.validate_python(value.replace("{board}", "board"))
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
        """The address of one board of the family."""
        values = {name: value and value.replace("{board}", board or "") for name, value in self.model_dump().items()}
        return Address.model_validate(values)


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
    request_seconds: int = Field(default=30, ge=1)


class Decision(Strict):
    """What was decided about robots.txt or terms, with the reason. `checked_on` null: not looked at by a person yet."""

    decision: Literal["obey", "unknown"] = "obey"
    note: str
    checked_on: date | None


class Retention(Strict):
    raw_days: int | None = Field(default=None, ge=1)  # None: kept until a person decides otherwise
    note: str


class SourceEntry(Strict):
    """One board or channel of a family; what is not said here is the family's."""

    board: str | None = None
    name: str | None = None  # for people
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    address: Address | None = None
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
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    cadence: Cadence
    rate_limit: RateLimit = RateLimit()
    caps: Caps = Caps()
    floors: Floors = Floors()
    market_min_listed: int = Field(default=1, ge=0)
    robots: Decision
    terms: Decision
    attribution: str
    retention: Retention
    enabled: bool
    reason: str  # why live crawling is on or off
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
    cadence: Cadence
    rate_limit: RateLimit
    caps: Caps
    floors: Floors
    market_min_listed: int
    robots: Decision
    terms: Decision
    attribution: str
    retention: Retention
    enabled: bool
    market: bool
    reason: str
    options: dict[str, Any]

    def floors_for(self, market: bool) -> Floors:
        """The local market is small: only the count differs there, the shares stay."""
        return self.floors.model_copy(update={"min_listed": self.market_min_listed}) if market else self.floors
