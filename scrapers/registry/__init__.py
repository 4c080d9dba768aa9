"""The registry: which sources exist, where they live, what was decided about them. One YAML file per family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from scrapers.registry.schema import FamilyFile, Floors, Source, SourceEntry

__all__ = ["Floors", "Registry", "RegistryError", "Source", "UnknownSourceError", "load_registry"]


# 1,700 sources take 0.07 s to read with libyaml; commands and every crawling process read them.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        folded: dict[str, str] = {}
        for source in sources:
            # No vendor tells boards apart by case; a board in two spellings would be crawled and counted twice.
            other = folded.setdefault(source.name.casefold(), source.name)
            if source.name in self._sources or other != source.name:
                also = f" (as {other})" if other != source.name else ""
                raise RegistryError(f"{source.name} is listed twice{also}")
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
            members = [source for source in self.enabled(market) if source.family == name]
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
        family = FamilyFile.model_validate(yaml.load(path.read_bytes(), Loader=_LOADER))  # noqa: S506  # both are safe loaders
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
    if is_live and entry.board and family.board_pattern and not family.board_pattern.fullmatch(entry.board):
        raise RegistryError(f"{name}: no name of a board here, those match {family.board_pattern.pattern}")
    own = entry.address or family.address
    try:
        address = own.of_board(entry.board) if own else None
        faces = {face: place.of_board(entry.board) for face, place in family.faces.items()}
    except ValueError as error:
        raise RegistryError(f"{name}: no address can be made of its board's name: {error}") from error
    source = Source(
        name=name,
        board=entry.board,
        label=entry.name or entry.board or family.platform,
        address=address,
        country=entry.country or family.country,
        language=entry.language or family.language,
        topic=entry.topic,
        enabled=is_live and family.enabled and entry.enabled,
        is_live=is_live,
        market=is_served and address is not None and address.market_path is not None,
        reason=entry.reason or (family.reason if is_live else "exists on the local market only"),
        is_off_by_itself=family.enabled and not entry.enabled,
        has_own_reason=bool(entry.reason),
        options={**family.options, **entry.options},
        family=family.family,
        platform=family.platform,
        kind=family.kind,
        spider=family.spider,
        faces=faces,
        cadence=entry.cadence or family.cadence,
        rate_limit=entry.rate_limit or family.rate_limit,
        caps=family.caps,
        floors=_floors(family.floors, entry.floors),
        market_min_listed=family.market_min_listed,
        robots=entry.robots or family.robots,
        terms=entry.terms or family.terms,
        permission=entry.permission or family.permission,
        credentials=family.credentials if entry.credentials is None else entry.credentials,
        attribution=entry.attribution or family.attribution,
        retention=family.retention,
    )
    if source.enabled and source.spider and source.prohibitions and not source.is_permitted:
        raise RegistryError(
            f"{name} is on although reading it is forbidden ({'; '.join(source.prohibitions)}): switch it off, "
            "or record who permitted it as `permission: {granted_by: ..., on: YYYY-MM-DD, note: ...}`"
        )
    return source


def _floors(family: Floors, entry: Floors | None) -> Floors:
    if entry is None:
        return family
    return family.model_copy(update={name: getattr(entry, name) for name in entry.model_fields_set})
