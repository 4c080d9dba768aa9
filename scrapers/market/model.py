"""What the simulated market consists of: openings, the postings that advertise them, and the pay they state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

HOURS_PER_MONTH, DAYS_PER_MONTH, WEEKS_PER_MONTH, MONTHS_PER_YEAR = 168.0, 21.0, 52 / 12, 12.0
MONTHS = {
    "hour": HOURS_PER_MONTH,
    "day": DAYS_PER_MONTH,
    "week": WEEKS_PER_MONTH,
    "month": 1.0,
    "year": 1 / MONTHS_PER_YEAR,
}


@dataclass(frozen=True, slots=True)
class Pay:
    """One stated pay. Amounts are in `currency` (ISO 4217) per `period`; one of the bounds can be missing."""

    minimum: float | None
    maximum: float | None
    currency: str
    period: str  # hour | day | month | year
    tax: str  # gross | net | unknown
    contract: str  # employment | b2b | unknown

    @property
    def point(self) -> float:
        """Midpoint of the bounds, or the one that is stated."""
        bounds = [bound for bound in (self.minimum, self.maximum) if bound is not None]
        return sum(bounds) / len(bounds)

    @property
    def per_month(self) -> float:
        return self.point * MONTHS[self.period]

    def scaled(self, factor: float) -> Pay:
        """The same pay changed by `factor`, in whole units."""
        bounds = (None if bound is None else float(round(bound * factor)) for bound in (self.minimum, self.maximum))
        minimum, maximum = bounds
        return replace(self, minimum=minimum, maximum=maximum)


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    company_id: int


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening and everything true about it. `grade` is what its ads state, None when they state none."""

    opening_id: str
    home: str  # source that it is first published at
    company: Company
    title: str
    language: str
    slug: str | None  # specialization; None for not IT
    grade: str | None
    real_grade: str | None  # what the pay follows, also when the ads do not say it
    pay: Pay | None
    country: str
    city_index: tuple[int, ...]  # places of the country's list; several for NoFluffJobs copies
    work_formats: tuple[str, ...]
    technologies: tuple[str, ...]
    published_on: date
    days_open: int
    text_key: str  # two openings with the same key and role share their sentences
    hh_roles: tuple[int, ...] = ()
    negative_of: str | None = None  # opening that this one looks like without being it
    negative_kind: str | None = None  # level | role | technology | employer
    is_outlier: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    on: date
    kind: str  # pay | words


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing that a source lists: a posting, or a channel post with several jobs, or with none."""

    source: str
    posting_id: str
    kind: str  # original | city_copy | cross_post | repost | spam | not_it
    openings: tuple[Opening, ...]
    published_at: datetime  # UTC
    first_listed_on: date
    last_listed_on: date
    edits: tuple[Edit, ...] = ()
    city: int = 0  # which of the opening's cities this copy is for; -1 is the remote one
    reference: str = ""  # shared by city copies
    link: str | None = None  # address of the ad that a channel post points to
    is_cut: bool = False  # the channel post shows only part of the text
    noise: str | None = None  # text of a post that is no ad
    noise_kind: str | None = None
    repeats: int = 0  # how often the ad was published before

    @property
    def opening(self) -> Opening:
        return self.openings[0]

    @property
    def key(self) -> str:
        return f"{self.source}/{self.posting_id}"

    def version(self, day: date) -> int:
        """Number of edits made by the end of `day`."""
        return sum(edit.on <= day for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Source:
    """A row of `GET /_market/sources.json`."""

    source: str
    family: str
    kind: str


@dataclass(slots=True)
class Pair:
    key: str
    other: str
    relation: str  # duplicate | hard_negative
    why: str = field(default="")
