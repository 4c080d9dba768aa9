"""What a crawl says about itself: counts, errors and how it ended. The verdict is judged from this alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


@dataclass
class CrawlReport:
    """Report of one crawl of one source, stored beside what it landed.

    `listed` counts postings the source showed, `new_payloads` contents never landed before, `changed` those of them
    that replace an earlier text, `bytes_fetched` bytes over the wire. `verdict` is good, degraded or failed; `cause`
    names the main reason when it is not good and `reasons` all that were seen. `fields` counts, over a sample of the
    new payloads, how many were parsed (`payload`), gave a posting (`posting`) and stated each parsed column.

    `listed_before` counts postings of the last day before this one on which the source was read (at most a week ago),
    `vanished` those of them that are not listed any more, `first_seen` the listed ones that no earlier day knows.
    `notes` counts what is no error and yet worth knowing: `repeats` of ids within the listing, ads `gone` between the
    listing and the visit, ads that the site counts and leaves `unlisted`, posts `ignored/<kind>`.
    `not_modified` counts replies 304, `latency_ms` is the mean time to the first byte of a reply.
    """

    source: str
    family: str
    kind: str  # census | feed
    crawl_id: str
    crawled_on: date
    started_at: datetime
    finished_at: datetime
    listed: int = 0
    new_payloads: int = 0
    changed: int = 0
    quarantined: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    http_status: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    bytes_fetched: int = 0
    pages: int = 0
    listed_before: int = 0
    vanished: int = 0
    first_seen: int = 0
    not_modified: int = 0
    latency_ms: float | None = None
    finish_reason: str | None = None
    is_complete: bool = False
    verdict: str = "good"
    cause: str | None = None
    reasons: list[str] = field(default_factory=list)
    is_simulated: bool = False

    def to_json(self) -> bytes:
        return (json.dumps(self._values(), ensure_ascii=False, indent=1) + "\n").encode()

    def to_line(self) -> bytes:
        """The same as one line."""
        return (json.dumps(self._values(), ensure_ascii=False) + "\n").encode()

    def _values(self) -> dict[str, Any]:
        values = asdict(self)
        for name in ("started_at", "finished_at"):
            values[name] = values[name].astimezone(UTC).isoformat()
        values["crawled_on"] = self.crawled_on.isoformat()
        return values

    @classmethod
    def from_json(cls, data: bytes) -> CrawlReport:
        """Unknown names are ignored, so that older code reads newer reports."""
        values = json.loads(data)
        known = {item.name for item in fields(cls)}
        values = {name: value for name, value in values.items() if name in known}
        for name in ("started_at", "finished_at"):
            values[name] = datetime.fromisoformat(values[name])
        values["crawled_on"] = date.fromisoformat(values["crawled_on"])
        return cls(**values)

    @classmethod
    def read(cls, path: Path) -> CrawlReport:
        return cls.from_json(path.read_bytes())
