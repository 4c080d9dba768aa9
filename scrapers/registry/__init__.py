"""The registry: which sources exist, where they live, what was decided about them. One YAML file per family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from scrapers.registry.schema import FamilyFile, Floors, Source, SourceEntry

__all__ = ["Floors", "Registry", "RegistryError", "Source", "UnknownSourceError", "load_registry"]


class RegistryError(ValueError):
    """A registry file is wrong; the message names the file and the key."""


class UnknownSourceError(KeyError):
    """No registry file lists the source."""

    def __str__(self) -> str:
        return str(self.args[0])


class Registry:
    """All sources by name, in the order of the files."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources: dict[str, Source] = {}
        for source in sources:
            if source.name in self._sources:
                raise RegistryError(f"{source.name} is listed twice")
            self._sources[source.name] = source

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def __len__(self) -> int:
        return len(self._sources)

    def source(self, name: str) -> Source:
        """Raises UnknownSourceError with the names of the family when there is no such source."""
        if name in self._sources:
            return self._sources[name]
        family = name.split(":", 1)[0]
        known = [source.name for source in self if source.family == family] or self.families()
        raise UnknownSourceError(f"unknown source {name!r}; known: {', '.join(known[:30])}")

    def families(self) -> list[str]:
        return list(dict.fromkeys(source.family for source in self))

    def family(self, name: str) -> list[Source]:
        return [source for source in self if source.family == name]

    def enabled(self, market: bool) -> list[Source]:
        """Sources to crawl: what the local market serves, or what is on for live crawling."""
        return [source for source in self if source.spider and (source.market if market else source.enabled)]

    def expand(self, names: Iterable[str], market: bool) -> list[Source]:
        """Names as given on a command line: a source, or a family for all its enabled sources."""
        chosen: dict[str, Source] = {}
        for name in names:
            members = [source for source in self.enabled(market) if source.family == name and source.board]
            for source in members or [self.source(name)]:
                chosen[source.name] = source
        return list(chosen.values())


def load_registry(folder: Path | None = None) -> Registry:
    """Read every YAML file of the folder (default: the packaged one). Raises RegistryError."""
    files = sorted((folder or Path(__file__).parent).glob("*.yaml"))
    if not files:
        raise RegistryError(f"no registry files in {folder}")
    return Registry(source for path in files for source in _sources(path))


def _sources(path: Path) -> Iterator[Source]:
    try:
        family = FamilyFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise RegistryError(f"{path.name}: {error}") from error
    if family.family != path.stem:
        raise RegistryError(f"{path.name}: the file must carry its family's name, {family.family}.yaml")
    for entry in family.sources:
        yield _merge(family, entry, is_live=True, is_served=not family.simulated)
    for entry in family.simulated:
        yield _merge(family, entry, is_live=False, is_served=True)


def _merge(family: FamilyFile, entry: SourceEntry, is_live: bool, is_served: bool) -> Source:
    name = f"{family.family}:{entry.board}" if entry.board else family.family
    own = entry.address or family.address
    try:
        address = own.of_board(entry.board) if own else None
        faces = {face: place.of_board(entry.board) for face, place in family.faces.items()}
    except ValidationError as error:
        raise RegistryError(f"{name}: the board's name makes no address: {error}") from error
    return Source(
        name=name,
        board=entry.board,
        label=entry.name or entry.board or family.platform,
        address=address,
        country=entry.country or family.country,
        language=entry.language or family.language,
        enabled=is_live and family.enabled and entry.enabled,
        market=is_served and address is not None and address.market_path is not None,
        reason=entry.reason or (family.reason if is_live else "exists on the local market only"),
        options={**family.options, **entry.options},
        family=family.family,
        platform=family.platform,
        kind=family.kind,
        spider=family.spider,
        faces=faces,
        cadence=family.cadence,
        rate_limit=family.rate_limit,
        caps=family.caps,
        floors=family.floors,
        market_min_listed=family.market_min_listed,
        robots=family.robots,
        terms=family.terms,
        attribution=family.attribution,
        retention=family.retention,
    )
