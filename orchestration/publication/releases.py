"""Releases: immutable folders of marts, files to download and pages, and the `current` link that readers follow.

A release is built aside and renamed, then the link is swapped in one step, so a reader sees the old release or the
new one, and a failure at any point leaves the old one live.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from orchestration.publication import provenance
from orchestration.publication.about import ReleaseFacts
from orchestration.publication.dictionary import FILE as DICTIONARY
from orchestration.publication.dictionary import describe_tables, read_dictionary, tables_of
from orchestration.publication.facts_copy import FOLDER as FACTS_FOLDER
from orchestration.publication.facts_copy import copy_facts
from orchestration.publication.marts_copy import copy_marts, mart_files
from orchestration.publication.reading_scores import read_scores
from orchestration.publication.site_files import write_site
from orchestration.publication.texts import languages
from orchestration.publication.why_page import build_why_page

MANIFEST = "manifest.json"
_BUILDING = ".building-"
_HASH_LENGTH = 12


class PublishError(RuntimeError):
    """There is nothing fit to publish; `current` was not touched."""


class BrokenRelease(RuntimeError):
    """A release folder does not hold what its manifest says."""


@dataclass(frozen=True)
class Release:
    """One published release. `marts` counts rows per table; `is_noop` when it was live already and nothing changed."""

    id: str
    path: Path
    created_at: datetime
    is_noop: bool
    message: str
    files: int
    bytes: int
    marts: dict[str, int] = field(default_factory=dict)
    weeks: tuple[str, ...] = ()
    is_simulated: str = "none"
    pages: tuple[str, ...] = ()
    manifest: dict[str, Any] = field(default_factory=dict, repr=False)


def publish_release(
    home: Path,
    *,
    code_version: str,
    created_at: datetime,
    dbt_manifest: Path | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Release:
    """Publish what stands in `home`/warehouse/warehouse.duckdb as a new release and make it current.

    `created_at` must be aware; of `dbt_manifest`, the models are what is published and the descriptions become
    dictionary.json. Run it after dbt has closed
    the warehouse. When marts, inputs and code are those of the current release nothing is written and that release is
    returned with `is_noop`. Raises PublishError when there is
    no warehouse or no mart, contradictions.Contradiction when the figures cannot all be true; `current` then stays.
    """
    home = Path(home)
    created_at = created_at.astimezone(UTC)
    releases = home / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with _lock(releases):
        for abandoned in releases.glob(f"{_BUILDING}*"):
            shutil.rmtree(abandoned)
        building = releases / f"{_BUILDING}{uuid4().hex}"
        try:
            return _publish(home, building, code_version, created_at, dbt_manifest, progress)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def _publish(
    home: Path,
    building: Path,
    code_version: str,
    created_at: datetime,
    dbt_manifest: Path | None,
    progress: Callable[[str], None],
) -> Release:
    warehouse = home / "warehouse" / "warehouse.duckdb"
    if not warehouse.exists():
        raise PublishError(f"no warehouse at {warehouse}: run the marts first")
    progress("marts")
    building.mkdir()
    try:
        tables = copy_marts(warehouse, building, tables_of(dbt_manifest) if dbt_manifest is not None else None)
        facts = copy_facts(warehouse, building)
    except duckdb.Error as error:
        raise PublishError(f"cannot read {warehouse}: {error}") from error
    if not any(name.startswith("mart_") for name in tables):
        raise PublishError(f"{warehouse} holds no mart")
    if not tables.get("mart_market_summary"):
        raise PublishError(f"{warehouse}: mart_market_summary has no rows; an empty market is never published")

    if dbt_manifest is not None:
        words = describe_tables(dbt_manifest, [*tables, *facts])
        (building / DICTIONARY).write_text(json.dumps(words, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    progress("inputs")
    inputs = provenance.lake_inputs(home / "lake")
    packages = provenance.package_versions()
    content = _content_hash(building, inputs, code_version, packages)
    live = current_release(home)
    if live is not None and live.manifest.get("content_hash") == content:
        return _as_noop(live)

    release_id = f"{created_at:%Y%m%dT%H%M%SZ}-{content[:_HASH_LENGTH]}"
    final = home / "releases" / release_id
    if final.exists():  # built before, but the run ended between its rename and the swap of the link
        verify_release(final)
        _point_current(home, final)
        return _release(final, is_noop=False, message=f"release {release_id} is now current")

    simulation, rates = provenance.simulation(home / "lake"), provenance.rate_sources(home / "lake")
    about = ReleaseFacts(
        id=release_id,
        created_at=created_at,
        code_version=code_version,
        simulation=simulation,
        rates=rates,
        files=tuple(mart_files(building, tables)),
        scores=read_scores(),
        dictionary=read_dictionary(building),
    )
    progress("pages")
    marts = building / "marts.duckdb"
    write_site(marts, building / "pages", about, processes=os.cpu_count() or 1, progress=progress)
    build_why_page(building / "pages", about.dictionary, release_id)
    with duckdb.connect(str(marts), read_only=True) as connection:
        weeks = connection.execute("select distinct week_start from mart_weekly_demand order by 1").fetchall()
    manifest = {
        "id": release_id,
        "created_at": created_at.isoformat(),
        "content_hash": content,
        "code_version": code_version,
        "packages": packages,
        "languages": languages(),
        "is_simulated": simulation.as_dict(),
        "rate_sources": [rate.as_dict() for rate in rates],
        "weeks": [week.isoformat() for (week,) in weeks],
        "tables": tables,
        "facts": facts,
        "files": _describe_files(building),
        "inputs": inputs,
    }
    (building / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    progress("swap")
    _seal(building)
    building.rename(final)
    _sync(final.parent)
    _point_current(home, final)
    return _release(final, is_noop=False, message=f"published release {release_id}")


def current_release(home: Path) -> Release | None:
    """The live release, or None before the first. Raises BrokenRelease when the link leads to no release."""
    link = Path(home) / "current"
    if not link.is_symlink() and not link.exists():
        return None
    return _release(link.resolve(), is_noop=False, message="")


def verify_release(path: Path) -> dict[str, Any]:
    """Recompute every hash of a release folder and return its manifest. Raises BrokenRelease naming each difference."""
    manifest = _read_manifest(Path(path))
    expected, found = manifest["files"], _describe_files(Path(path))
    wrong = [f"{name}: missing" for name in sorted(expected.keys() - found.keys())]
    wrong += [f"{name}: not in the manifest" for name in sorted(found.keys() - expected.keys())]
    wrong += [f"{name}: changed" for name in sorted(found.keys() & expected.keys()) if found[name] != expected[name]]
    if wrong:
        raise BrokenRelease(f"{path}: {'; '.join(wrong)}")
    return manifest


def _content_hash(building: Path, inputs: dict[str, Any], code_version: str, packages: dict[str, str]) -> str:
    """Of everything that shapes a release but the moment it is built."""
    parts = {
        **{
            folder: {path.name: provenance.sha256_of(path) for path in sorted((building / folder).iterdir())}
            for folder in ("parquet", FACTS_FOLDER)
        },
        "inputs": inputs,
        "code_version": code_version,
        "packages": packages,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _describe_files(folder: Path) -> dict[str, dict[str, Any]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return {
        path.relative_to(folder).as_posix(): {"sha256": provenance.sha256_of(path), "bytes": path.stat().st_size}
        for path in paths
    }


def _seal(folder: Path) -> None:
    """Files become read-only and reach the disk before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
            _sync(path)
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point_current(home: Path, release: Path) -> None:
    temporary = home / f".current-{uuid4().hex}"
    temporary.symlink_to(release.relative_to(home), target_is_directory=True)
    try:
        temporary.replace(home / "current")
    finally:
        temporary.unlink(missing_ok=True)
    _sync(home)


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenRelease(f"{path}: no readable manifest ({error})") from error
    return manifest


def _release(path: Path, *, is_noop: bool, message: str) -> Release:
    manifest = _read_manifest(path)
    files = manifest["files"]
    return Release(
        id=manifest["id"],
        path=path,
        created_at=datetime.fromisoformat(manifest["created_at"]),
        is_noop=is_noop,
        message=message,
        files=len(files),
        bytes=sum(entry["bytes"] for entry in files.values()),
        marts=manifest["tables"],
        weeks=tuple(manifest["weeks"]),
        is_simulated=manifest["is_simulated"]["state"],
        pages=tuple(name for name in files if name.startswith("pages/")),
        manifest=manifest,
    )


def _as_noop(live: Release) -> Release:
    message = f"nothing changed since release {live.id}: marts, inputs and code are the same"
    return _release(live.path, is_noop=True, message=message)


@contextmanager
def _lock(releases: Path) -> Iterator[None]:
    """One publisher at a time; the lock ends with the process, so a killed one blocks nobody."""
    with (releases / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
