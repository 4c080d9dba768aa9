"""What can be wrong with a registry that every file's own schema lets pass. No network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from scrapers.registry.schema import BOARD, Source

Level = Literal["error", "warning"]
RATES = "rates"  # official rates, which land without a parser of postings


@dataclass(frozen=True)
class Problem:
    """One finding; a warning is for a person to look at, an error has to be mended."""

    level: Level
    source: str
    what: str


def check_sources(
    sources: Iterable[Source],
    spiders: Collection[str],
    parsers: Collection[str],
    columns: Collection[str],
    environment: Mapping[str, str],
) -> list[Problem]:
    """Findings about live sources, in their order.

    `columns`: names that floors of fill rates may use; `environment`: where secrets are looked for, None are read out.
    """
    live = [source for source in sources if source.is_live]
    found = [problem for source in live for problem in _of_source(source, spiders, parsers, columns, environment)]
    return [*found, *_duplicates(live)]


def _of_source(
    source: Source,
    spiders: Collection[str],
    parsers: Collection[str],
    columns: Collection[str],
    environment: Mapping[str, str],
) -> Iterator[Problem]:
    def error(what: str) -> Problem:
        return Problem("error", source.name, what)

    if source.spider and source.spider not in spiders:
        yield error(f"there is no spider {source.spider}")
    if source.family != RATES and source.family not in parsers:
        yield error(f"there is no parser of {source.family}")
    if source.is_off_by_itself and not source.has_own_reason:
        yield error("is off without a reason of its own")
    for column in sorted(set(source.floors.min_fill) - set(columns)):
        yield error(f"has a floor for {column}, which is no parsed column")
    if not source.enabled:
        return
    if source.spider is None:
        yield error("is on, and has no spider")
    if source.address is None:
        yield error("is on, and has no address")
    elif BOARD in source.address.base_url:
        yield error(f"has no readable address: {source.address.base_url}")
    if (missing := source.missing_credentials(environment)) is not None:
        yield error(missing)
    if source.spider and not source.floors.evidence:
        yield Problem("warning", source.name, "has floors without evidence")


def _duplicates(sources: Iterable[Source]) -> Iterator[Problem]:
    """The same place under two names is an error; the same employer or board on two systems is worth a look."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    employers: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        if not source.enabled:
            continue
        if (place := _place(source)) is not None:
            places[source.family, place].append(source.name)
        if source.board and source.kind == "census":
            employers[source.label.casefold()].append(source.name)
    for (_, place), names in places.items():
        if len(names) > 1:
            yield Problem("error", names[0], f"reads {place}, as {', '.join(names[1:])} does")
    for label, names in employers.items():
        if len(names) > 1:
            yield Problem("warning", names[0], f"has the name {label!r}, as {', '.join(names[1:])} has")


def _place(source: Source) -> str | None:
    """What is read, as one text: the address, the path below it, and the board where many share the address."""
    if source.address is None:
        return None
    path = source.options.get("path")
    own = path or (source.board if source.board and source.board not in source.address.base_url else "")
    return f"{source.address.base_url} {own}".strip().casefold()
