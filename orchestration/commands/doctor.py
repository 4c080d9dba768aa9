"""`jobmarts doctor`: is everything there that a run needs, and if not, what to do."""

from __future__ import annotations

import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Literal

import typer
from rich.markup import escape

from orchestration.commands.output import console
from orchestration.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from scrapers.registry.schema import Credential

MIN_PYTHON = (3, 11)
# What a run of the demo takes, with its releases, is under 1 GB; below this even that would not fit.
MIN_FREE_BYTES = 2 * 1024**3
PACKAGES = {
    "dagster": "1.13.",
    "dagster-dbt": "0.29.",
    "dagster-postgres": "0.29.",
    "dbt-core": "1.11.",
    "dbt-duckdb": "1.11.",
    "duckdb": "1.5.5",
    "great-expectations": "1.24.",
    "scrapy": "2.19.",
    "pandas": "3.",
    "pyarrow": "",
}
USER_AGENT = "JOBMARTS_USER_AGENT"
# Silent sources named; `jobmarts health` lists all.
SHOWN = 5
Level = Literal["ok", "optional", "problem"]
_MARKS: dict[Level, str] = {"ok": "[green]ok[/]", "optional": "[yellow]--[/]", "problem": "[red]no[/]"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `remedy` says what to do when the level is not ok."""

    level: Level
    what: str
    remedy: str = ""


def doctor() -> None:
    """Check the set-up and say what to fix. Exit code 1 when something needed is missing."""
    try:
        settings = read_settings()
    except SettingsError as error:
        findings = [Finding("problem", "settings", str(error))]
    else:
        findings = [finding for check in CHECKS for finding in check(settings)]
    for finding in findings:
        remedy = f" -> {escape(finding.remedy)}" if finding.remedy else ""
        console.print(f"{_MARKS[finding.level]}  {escape(finding.what)}{remedy}", soft_wrap=True)
    problems = sum(finding.level == "problem" for finding in findings)
    console.print("Everything needed is there" if not problems else f"{problems} things to fix")
    raise typer.Exit(1 if problems else 0)


def check_python(_: Settings) -> list[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < MIN_PYTHON:
        return [Finding("problem", f"Python {found}", "install Python 3.11 or newer and run `make setup PYTHON=...`")]
    return [Finding("ok", f"Python {found}")]


def check_packages(_: Settings) -> list[Finding]:
    wrong = []
    for name, wanted in PACKAGES.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        if not found.startswith(wanted):
            wrong.append(f"{name} is {found}, needs {wanted}*")
    if wrong:
        return [Finding("problem", "packages: " + ", ".join(wrong), "run `make setup`")]
    return [Finding("ok", "packages: " + ", ".join(f"{name} {version(name)}" for name in PACKAGES))]


def check_home(settings: Settings) -> list[Finding]:
    home = settings.home
    there = next(path for path in (home, *home.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        return [Finding("problem", f"home {home} cannot be written", "set JOBMARTS_HOME to a folder of yours")]
    free = shutil.disk_usage(there).free
    level: Level = "ok" if free >= MIN_FREE_BYTES else "problem"
    remedy = "" if level == "ok" else "free some space or set JOBMARTS_HOME to another disk"
    return [Finding("ok", f"home {home}"), Finding(level, f"disk: {free / 1024**3:.1f} GB free", remedy)]


def check_dbt(_: Settings) -> list[Finding]:
    from orchestration.dbt_manifest import DbtParseError, ensure_manifest

    try:
        manifest = ensure_manifest()
    except DbtParseError as error:
        return [Finding("problem", "dbt manifest", str(error))]
    return [Finding("ok", f"dbt manifest {manifest}")]


def check_storage(settings: Settings) -> list[Finding]:
    """Opens the run storage; an unreachable PostgreSQL shows here and not in the middle of a run."""
    name = "PostgreSQL (JOBMARTS_PG_URL)" if settings.postgres_url else f"SQLite in {settings.dagster_home}"
    if settings.postgres_url:
        import psycopg2  # type: ignore[import-untyped]

        try:
            psycopg2.connect(settings.postgres_url.replace("+psycopg2", "", 1), connect_timeout=5).close()
        except psycopg2.Error as error:
            reason = str(error).strip().splitlines()[0]
            return [Finding("problem", f"{name}: {reason}", "start it, mend the address, or unset JOBMARTS_PG_URL")]
    return [Finding("ok", f"run storage: {name}")]


def check_market(settings: Settings) -> list[Finding]:
    if not settings.market_url:
        return [Finding("ok", "JOBMARTS_MARKET_URL is not set: crawls read the live boards")]
    try:
        urllib.request.urlopen(f"{settings.market_url}/robots.txt", timeout=3).close()  # noqa: S310 our own address
    except (urllib.error.URLError, OSError, ValueError) as error:
        remedy = "start it with `jobmarts market serve`, or unset JOBMARTS_MARKET_URL"
        return [Finding("problem", f"local market {settings.market_url}: {error}", remedy)]
    return [Finding("ok", f"local market {settings.market_url}: crawls are simulated")]


def check_credentials(settings: Settings) -> list[Finding]:
    """The name that live crawls give, and the secrets that sources of the registry ask for."""
    from scrapers.registry import RegistryError, load_registry

    if os.environ.get(USER_AGENT, "").strip():
        findings = [Finding("ok", f"{USER_AGENT} is set")]
    else:
        findings = [Finding("optional", f"{USER_AGENT} is not set", "live crawls need it: a name and a contact")]
    try:
        registry = load_registry()
    except RegistryError as error:
        return [*findings, Finding("problem", "registry of sources", str(error))]
    asked: dict[str, tuple[Credential, list[str]]] = {}
    for source in registry:
        for secret in source.credentials if source.enabled else ():
            known, names = asked.setdefault(secret.variable, (secret, []))
            # The same secret may be a must for one source only.
            asked[secret.variable] = (secret if secret.needed == "required" else known, [*names, source.name])
    return [*findings, *(_secret(*entry, is_live=not settings.market_url) for entry in asked.values())]


def _secret(secret: Credential, names: list[str], is_live: bool) -> Finding:
    """The local market asks nobody for secrets."""
    if os.environ.get(secret.variable, "").strip():
        return Finding("ok", f"{secret.variable} is set")
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    what = f"{secret.variable} is not set ({secret.needed} for {', '.join(names[:SHOWN])}{more})"
    return Finding("problem" if is_live and secret.needed == "required" else "optional", what, secret.how)


def check_sources(settings: Settings) -> list[Finding]:
    """Sources without a usable crawl for too long, as of the newest day that was run."""
    from orchestration.commands.source_health import LAYER, silent_now
    from orchestration.resources.lake import Lake

    lake = Lake(settings.home / "lake")
    days = lake.days(LAYER) if (lake.root / LAYER).exists() else []
    if not days:
        return [Finding("optional", "sources: no day has been run", "`jobmarts run`")]
    silent = silent_now(lake, lake.read(LAYER, days[-1], columns=["is_simulated"]), days[-1])
    if not silent:
        return [Finding("ok", f"sources: none is silent on {days[-1]}")]
    named = ", ".join(f"{each.source} (last good day {each.last_good})" for each in silent[:SHOWN])
    more = f" and {len(silent) - SHOWN} more" if len(silent) > SHOWN else ""
    return [Finding("optional", f"sources: {len(silent)} silent on {days[-1]}: {named}{more}", "`jobmarts health`")]


def check_compiled(_: Settings) -> list[Finding]:
    from orchestration import compiled

    if compiled.is_used():
        return [Finding("ok", "reading of ads is compiled")]
    if compiled.current().is_dir():
        return [Finding("optional", f"reading of ads is compiled, but {compiled.PURE_PYTHON} is set", "unset it")]
    return [Finding("optional", "reading of ads is not compiled", "`jobmarts compile` reads a quarter more a second")]


def check_browser(_: Settings) -> list[Finding]:
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return [Finding("ok", "Chromium")]
    return [Finding("optional", "Chromium is not installed", "only the browser tests need it")]


CHECKS: tuple[Callable[[Settings], list[Finding]], ...] = (
    check_python,
    check_packages,
    check_home,
    check_dbt,
    check_storage,
    check_market,
    check_credentials,
    check_sources,
    check_compiled,
    check_browser,
)
