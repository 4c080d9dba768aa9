"""Where a release comes from: lake partitions, simulated or real, exchange rates, code and package versions."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import asdict, dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from orchestration.resources.lake import EMPTY_STEM, VERSION_KEY
from orchestration.schemas import LAYERS

# What shapes the figures or the files; the whole environment is in requirements.lock of the code version.
PACKAGES = (
    "jobmarts", "dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "pyarrow", "scrapy",
    "rensa", "altair", "vl-convert-python", "jinja2",
)  # fmt: skip


@dataclass(frozen=True)
class Simulation:
    """How many postings behind a release come from a generator. `state` is none | mixed | all."""

    simulated: int
    total: int
    sources: tuple[str, ...] = ()  # the simulated ones

    @property
    def state(self) -> str:
        if self.simulated == 0:
            return "none"
        return "all" if self.simulated == self.total else "mixed"

    def as_dict(self) -> dict[str, Any]:
        return {"state": self.state, **asdict(self)}


@dataclass(frozen=True)
class RateSource:
    """Quotes of one authority that stand behind USD values, by day of the quote."""

    name: str
    first_day: date
    last_day: date
    currencies: int
    is_simulated: bool

    def as_dict(self) -> dict[str, Any]:
        days = {"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}
        return {**asdict(self), **days}


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lake_inputs(lake: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """layer → day → {sha256, bytes, rows, code_version} of every partition below `lake`, oldest day first."""
    inputs: dict[str, dict[str, dict[str, Any]]] = {}
    for layer in LAYERS:
        paths = sorted(path for path in (lake / layer).glob("*.parquet") if path.stem != EMPTY_STEM)
        inputs[layer] = {path.stem: _partition(path) for path in paths}
    return inputs


def _partition(path: Path) -> dict[str, Any]:
    footer = pq.read_metadata(path)
    version = (footer.metadata or {}).get(VERSION_KEY, b"").decode()
    return {
        "sha256": sha256_of(path),
        "bytes": path.stat().st_size,
        "rows": footer.num_rows,
        "code_version": version or None,
    }


def simulation(lake: Path) -> Simulation:
    """Counted over every posting version that was normalized; a lake without postings is `none` of 0."""
    rows = _query(
        lake,
        "normalized_postings",
        "select source, count(*) filter (is_simulated), count(*) from {files} group by source order by source",
    )
    return Simulation(
        simulated=sum(row[1] for row in rows),
        total=sum(row[2] for row in rows),
        sources=tuple(row[0] for row in rows if row[1]),
    )


def rate_sources(lake: Path) -> tuple[RateSource, ...]:
    """Authorities whose quotes are in the lake, in name order."""
    rows = _query(
        lake,
        "exchange_rates",
        "select rate_source, min(rate_on), max(rate_on), count(distinct currency), bool_or(is_simulated) from {files} "
        "where rate_source is not null and rate_on is not null group by rate_source order by rate_source",
    )
    return tuple(RateSource(*row) for row in rows)


def _query(lake: Path, layer: str, query: str) -> list[tuple[Any, ...]]:
    files = sorted(str(path) for path in (lake / layer).glob("*.parquet"))
    if not files:
        return []
    with duckdb.connect() as connection:
        return connection.execute(query.format(files="read_parquet($files)"), {"files": files}).fetchall()


def package_versions() -> dict[str, str]:
    """Installed versions of the packages that shape a release."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def code_version(root: Path | None = None) -> str:
    """`git <commit>` (with `-modified` when tracked files differ) of the working copy, else `jobmarts <version>`."""
    folder = root or Path(__file__).resolve().parents[2]
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return f"jobmarts {metadata.version('jobmarts')}"
    return f"git {commit[:12]}{'-modified' if changed else ''}"


def _git(folder: Path, *arguments: str) -> str:
    if not (folder / ".git").exists():
        raise FileNotFoundError(folder / ".git")
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True, timeout=30
    )
    return done.stdout.strip()
