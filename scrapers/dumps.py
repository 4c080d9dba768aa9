"""Landing files: dumps of real payloads exactly as a crawl would land them, and official rate files.

A dump gives one crawl per source and day. Its id is made of the file's content, so landing a file twice changes
nothing; its times are those of the records, so the same file always lands the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import BinaryIO

from scrapers.crawl_report import CrawlReport
from scrapers.dump_documents import LONGEST_LINE, document_records, is_document
from scrapers.dump_lines import TABLE, DumpPosting, read_line
from scrapers.dump_tables import is_table, table_rows
from scrapers.identity import family_of, file_crawl_id
from scrapers.landed_rates import LandedRates, land_rates
from scrapers.landing import CrawlWriter, KnownListing, LandedCrawl, known_listings, line_key
from scrapers.parsers import RATE_PARSERS
from scrapers.parsers.base import Unreadable
from scrapers.registry import load_registry

Progress = Callable[[int], None]
_REPORT_EVERY = 500  # lines between two calls of the progress callback


def land_file(
    home: Path,
    source: str,
    path: Path,
    day: date | None = None,
    progress: Progress | None = None,
    complete: bool = True,
) -> list[LandedCrawl | LandedRates]:
    """Land a file: JSON lines of payloads, a JSON document, a table (plain or gzip), or rates of `ecb`, `cbr` or `nbu`.

    `source` is a source or a family whose records name their board. The day is `day`, or the UTC day of each record's
    `fetched_at`; a day after today is refused, no run would ever build it. `progress` is called with the number of
    lines read since its last call. `complete` says whether the dump holds everything the source listed: absence from
    it then counts as closed.
    Bad lines are quarantined with their line number. Raises ValueError when nothing in the file can be landed.
    """
    if source in RATE_PARSERS:
        return [land_rates_file(home, source, path)]
    family = family_of(source)
    registry = load_registry()
    families = {entry.family: entry.kind for entry in registry}
    if family not in families:
        raise ValueError(f"unknown source {source!r}; known: {', '.join([*sorted(families), *RATE_PARSERS])}")
    today = datetime.now(UTC).date()
    if day is not None and day > today:
        raise ValueError(f"{day} is after today, {today} UTC: give the day on which {path.name} was read")
    boards_share_ids = family not in (TABLE, *(entry.family for entry in registry if entry.board is None))
    dump = _Dump(home, source, families[family], path, _content_hash(path), today, boards_share_ids)
    days = [day] if day is not None else dump.days(progress)
    landed: list[LandedCrawl | LandedRates] = []
    for each in days:
        landed.extend(dump.land(each, day, complete, progress if day is not None else None, is_first=each == days[0]))
    return landed


def land_rates_file(home: Path, authority: str, path: Path) -> LandedRates:
    """Land a file of official quotes. Raises ValueError, with the reason, when it holds none."""
    raw = path.read_bytes()
    result = RATE_PARSERS[authority](raw, path.name)
    if result.quotes.num_rows == 0:
        reasons = "; ".join(f"{reject.reason}: {reject.detail}" for reject in result.rejects[:3])
        raise ValueError(f"{path.name} gives no quotes ({reasons})")
    return land_rates(home, authority, result.quotes, raw, result.rejects)


@dataclass
class _Crawl:
    """One source and day of a dump while it is being landed."""

    writer: CrawlWriter
    first_at: datetime | None = None
    last_at: datetime | None = None
    bytes_read: int = 0
    repeats: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, found: DumpPosting) -> None:
        posting = found.posting
        before = self.writer.observed
        self.writer.add(posting)
        self.repeats += self.writer.observed == before
        self.bytes_read += len(posting.payload or b"")
        self.first_at = min(self.first_at or posting.fetched_at, posting.fetched_at)
        self.last_at = max(self.last_at or posting.fetched_at, posting.fetched_at)


class _Dump:
    def __init__(
        self, home: Path, source: str, kind: str, path: Path, content_sha256: str, today: date, boards_share_ids: bool
    ) -> None:
        self.home, self.source, self.kind, self.path, self.content_sha256 = home, source, kind, path, content_sha256
        self.today, self.boards_share_ids = today, boards_share_ids
        self._days_of_line: dict[int, set[date]] = {}  # so that a dump of many days is decoded once per line and day

    def days(self, progress: Progress | None) -> list[date]:
        """UTC days of the records, oldest first. Raises ValueError when no line can be read."""
        found: set[date] = set()
        reasons: Counter[str] = Counter()
        first = ""
        for number, line in _lines(self.path, progress):
            try:
                self._days_of_line[number] = {posting.day for posting in self._read(line, None)}
                found |= self._days_of_line[number]
            except Unreadable as outcome:
                reasons[outcome.reason] += 1
                first = first or f"; line {number}: {outcome.detail}"
        if not found:
            why = ", ".join(f"{count} × {reason}" for reason, count in reasons.most_common()) or "the file is empty"
            raise ValueError(f"{self.path.name}: no line can be landed ({why}){first}")
        return sorted(found)

    def _read(self, line: bytes, given: date | None) -> Iterator[DumpPosting]:
        for posting in read_line(line, self.source, given, boards_share_ids=self.boards_share_ids):
            if posting.day > self.today:
                raise Unreadable("future_date", f"fetched on {posting.day}, after today: no run would ever build it")
            yield posting

    def land(
        self, day: date, given: date | None, complete: bool, progress: Progress | None, is_first: bool
    ) -> Iterator[LandedCrawl]:
        """Land the records of one day. Bad lines belong to the source of the good line before them."""
        crawls: dict[str, _Crawl] = {}
        bad: list[tuple[str | None, int, bytes, Unreadable]] = []
        current: str | None = None
        with ExitStack() as stack:
            for number, line in _lines(self.path, progress):
                if not is_first and day not in self._days_of_line.get(number, ()):
                    continue
                try:
                    for found in self._read(line, given):
                        current = found.source
                        if found.day == day:
                            if current not in crawls:
                                crawls[current] = self._open(stack, current, day)
                            crawls[current].add(found)
                except Unreadable as outcome:
                    if is_first:
                        bad.append((current, number, line, outcome))
            if not crawls:
                crawls[self.source] = self._open(stack, self.source, day)
            fallback = next(iter(crawls.values()))
            for source, number, line, why in bad:
                crawl = crawls.get(source or "", fallback)
                crawl.errors[why.reason] += 1
                detail = f"{self.path.name} line {number}: {why.detail}"
                crawl.writer.quarantine(f"line:{number}", why.reason, detail, line_key(line))
            landed = [crawl.writer.commit(self._report(crawl, complete)) for crawl in crawls.values()]
        yield from landed

    def _open(self, stack: ExitStack, source: str, day: date) -> _Crawl:
        known: dict[str, KnownListing] = known_listings(self.home, source, day)
        crawl_id = file_crawl_id(source, day, self.content_sha256)
        midnight = datetime.fromisoformat(f"{day}T00:00:00+00:00")
        family = family_of(source)
        writer = CrawlWriter(self.home, source, family, self.kind, crawl_id, day, midnight, False, known, "dump-1")
        return _Crawl(stack.enter_context(writer))

    def _report(self, crawl: _Crawl, complete: bool) -> CrawlReport:
        writer, unreadable = crawl.writer, sum(crawl.errors.values())
        reasons = [f"{count} lines: {reason}" for reason, count in sorted(crawl.errors.items())]
        if crawl.repeats:
            reasons.append(f"{crawl.repeats} lines repeat a posting of the same day")
        return CrawlReport(
            source=writer.source,
            family=writer.family,
            kind=writer.kind,
            crawl_id=writer.crawl_id,
            crawled_on=writer.day,
            started_at=crawl.first_at or writer.started_at,
            finished_at=crawl.last_at or writer.started_at,
            listed=writer.observed,
            errors=dict(crawl.errors),
            bytes_fetched=crawl.bytes_read,
            finish_reason="file",
            is_complete=complete and writer.observed > 0,
            verdict=("degraded" if writer.observed else "failed") if unreadable else "good",
            cause="unreadable_lines" if unreadable else None,
            reasons=reasons,
        )


def _lines(path: Path, progress: Progress | None = None) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line) of the lines that hold something; a broken archive ends with an unreadable line."""
    number = reported = 0
    with _open_binary(path) as stream:
        is_whole = is_document(path, stream)
    with _open_binary(path) as stream:
        read = table_rows if is_table(path) else document_records if is_whole else _plain_lines
        for number, line in read(stream):
            yield number, line
            if progress is not None and number - reported >= _REPORT_EVERY:
                progress(number - reported)
                reported = number
    if progress is not None and number > reported:
        progress(number - reported)


def _plain_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number in count(1):
        try:
            line = stream.readline(LONGEST_LINE)
        except (EOFError, OSError, zlib.error) as error:
            yield number, f"(archive broken here: {error})".encode()
            return
        if not line:
            return
        if line.strip():
            yield number, line.rstrip(b"\r\n")


def _content_hash(path: Path) -> str:
    """Of what is inside, so that a file and its gzip are one."""
    total = hashlib.sha256()
    with _open_binary(path) as stream:
        try:
            while chunk := stream.read(1 << 20):
                total.update(chunk)
        except (EOFError, OSError, zlib.error):
            total.update(b"broken")
    return total.hexdigest()


def _open_binary(path: Path) -> BinaryIO:
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if is_gzip else path.open("rb")  # type: ignore[return-value]
