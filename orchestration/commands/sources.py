"""`jobmarts sources`: what the registry knows, whether it is sound, and what its floors should be."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from orchestration.commands.output import Failed, Misused, console

if TYPE_CHECKING:
    from scrapers.crawl_report import CrawlReport
    from scrapers.floors import Suggestion
    from scrapers.registry import Registry, Source

app = typer.Typer(no_args_is_help=True, help="The registry of sources.")
SHOWN_CRAWLS = 10
_MARKS = {"good": "[green]good[/]", "degraded": "[yellow]degraded[/]", "failed": "[red]failed[/]"}
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Simulated = Annotated[bool, typer.Option("--simulated", help="Of crawls of the local market.")]


@app.command("list")
def list_sources(
    family: Annotated[list[str] | None, typer.Option("--family", help="Only this family; may be repeated.")] = None,
    country: Annotated[str | None, typer.Option("--country", help="Only this country, as DE.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="census or feed.")] = None,
    enabled: Annotated[bool | None, typer.Option("--enabled/--disabled", help="Only what is on, or off, live.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sources with kind, country, and whether they are crawled live and by the local market; counts by family."""
    registry = _registry()
    if unknown := set(family or ()) - set(registry.families()):
        raise Misused(f"unknown family {', '.join(sorted(unknown))}; known: {', '.join(registry.families())}")
    chosen = [
        source
        for source in registry
        if (not family or source.family in family)
        and (country is None or source.country == country.upper())
        and (kind is None or source.kind == kind.lower())
        and (enabled is None or (source.is_live and _is_crawled(source) == enabled))
    ]
    if as_json:
        print(json.dumps([_as_json(source) for source in chosen], ensure_ascii=False, indent=1))
        return
    table = Table("source", "name", "kind", "place", "live", "market", "why off")
    # A narrow terminal folds names and reasons, and nothing of whether a source is on.
    for column, width in zip(table.columns, (18, 8, 6, 5, 4, 6, 10), strict=True):
        column.min_width, column.overflow = width, "fold"
    table.columns[1].max_width = 24
    for source in chosen:
        table.add_row(
            source.name,
            escape(source.label),
            source.kind,
            " ".join(filter(None, (source.country, source.language))),
            "on" if _is_crawled(source) else "off",
            "yes" if source.market and source.spider else "no",
            "" if _is_crawled(source) else escape(source.reason),
        )
    console.print(table)
    console.print(_counts(chosen))


@app.command("show")
def show_source(
    name: Annotated[str, typer.Argument(metavar="SOURCE", help="A name of `jobmarts sources list`.")],
    as_json: AsJson = False,
) -> None:
    """Everything that applies to one source, its last crawls with their verdicts, and its last good day."""
    from scrapers.crawl_history import source_reports

    source = _named(_registry(), [name])[0]
    reports = source_reports(_home(), source.name)
    if as_json:
        crawls = [json.loads(report.to_json()) for report in reports[-SHOWN_CRAWLS:]]
        print(json.dumps(_as_json(source) | {"crawls": crawls}, ensure_ascii=False, indent=1))
        return
    table = Table(show_header=False, box=None)
    for label, text in _facts(source):
        table.add_row(label, escape(text))
    console.print(table)
    good = [report.crawled_on for report in reports if report.verdict == "good"]
    console.print(f"last good day: {max(good)}" if good else "last good day: none")
    for report in reports[: -SHOWN_CRAWLS - 1 : -1]:
        console.print(_crawl_line(report), soft_wrap=True)


@app.command("check")
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources or families.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look for mistakes in the registry, without any network. Exit code 1 when there are errors."""
    from scrapy.settings import Settings as ScrapySettings
    from scrapy.spiderloader import SpiderLoader

    from scrapers.parsers import PARSERS
    from scrapers.registry.check import check_sources
    from scrapers.schemas import PARSED_POSTINGS

    registry = _registry()
    chosen = _named(registry, names) if names else list(registry)
    spiders = SpiderLoader.from_settings(ScrapySettings({"SPIDER_MODULES": ["scrapers.spiders"]})).list()
    problems = check_sources(chosen, spiders, PARSERS, {*PARSED_POSTINGS.names, "posting"}, os.environ)
    if as_json:
        print(json.dumps([vars(problem) for problem in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            mark = "[red]error[/]" if problem.level == "error" else "[yellow]warning[/]"
            console.print(f"{mark} {escape(problem.source)} {escape(problem.what)}", soft_wrap=True)
    count = Counter(problem.level for problem in problems)
    live = sum(source.is_live for source in chosen)
    if not as_json:
        console.print(f"{live} live sources, {count['error']} errors, {count['warning']} warnings")
    raise typer.Exit(1 if count["error"] else 0)


@app.command("suggest-floors")
def suggest(
    families: Annotated[list[str] | None, typer.Argument(metavar="[FAMILY]...", help="Default: all.")] = None,
    simulated: Simulated = False,
) -> None:
    """Propose floors from the good crawls that have landed, as YAML to paste into the registry."""
    from scrapers.crawl_history import source_reports
    from scrapers.floors import suggest_floors

    registry, home = _registry(), _home()
    if unknown := set(families or ()) - set(registry.families()):
        raise Misused(f"unknown family {', '.join(sorted(unknown))}; known: {', '.join(registry.families())}")
    said = False
    for family in families or registry.families():
        members = [source for source in registry.family(family) if source.spider]
        reports = [
            report
            for report in source_reports(home, *(source.name for source in members))
            if report.is_simulated == simulated and report.finish_reason != "file"
        ]
        if reports or families:
            max_error_share = members[0].floors.max_error_share if members else 0.2
            print(_floors_yaml(suggest_floors(family, reports, max_error_share)))
            said = True
    if not said:
        which = "the local market" if simulated else "live addresses"
        raise Failed(f"no crawl of {which} has landed in {home}; {'drop' if simulated else 'try'} --simulated")


def _floors_yaml(suggestion: Suggestion) -> str:
    import yaml

    from scrapers.floors import counted_sources

    head = f"# {suggestion.family}: {suggestion.crawls} good crawls of {counted_sources(suggestion.sources)}"
    note = f"; {suggestion.note}" if suggestion.note else ""
    if suggestion.floors is None:
        return f"{head}{note}"
    values = suggestion.floors.model_dump(exclude_none=True)
    return f"{head}{note}\n{yaml.safe_dump({'floors': values}, sort_keys=False, allow_unicode=True, width=120)}"


def _registry() -> Registry:
    from scrapers.registry import RegistryError, load_registry

    try:
        return load_registry()
    except RegistryError as error:
        raise Failed(f"the registry is wrong: {error}") from None


def _home() -> Path:
    from orchestration.settings import read_settings

    return read_settings().home


def _named(registry: Registry, names: Iterable[str]) -> list[Source]:
    from scrapers.registry import UnknownSourceError

    found: list[Source] = []
    for name in names:
        try:
            found += registry.family(name) or [registry.source(name)]
        except UnknownSourceError as error:
            raise Misused(str(error)) from None
    return found


def _is_crawled(source: Source) -> bool:
    return source.enabled and source.spider is not None


def _counts(sources: Iterable[Source]) -> Table:
    listed: dict[str, Counter[str]] = {}
    for source in sources:
        count = listed.setdefault(source.family, Counter())
        count["live"] += source.is_live
        count["on"] += _is_crawled(source)
        count["market"] += source.market and source.spider is not None
    table = Table("family", "live sources", "of them on", "local market")
    for family, count in listed.items():
        table.add_row(family, *(str(count[name]) for name in ("live", "on", "market")))
    table.add_section()
    table.add_row("all", *(str(sum(count[name] for count in listed.values())) for name in ("live", "on", "market")))
    return table


def _as_json(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json")


def _facts(source: Source) -> list[tuple[str, str]]:
    """What applies to a source, as labels and lines for a person."""
    from scrapers.registry.schema import Decision

    def decision(rule: Decision) -> str:
        checked = f"checked {rule.checked_on}" if rule.checked_on else "not checked by a person"
        return f"{rule.decision} ({checked}{f', by {rule.by}' if rule.by else ''}): {rule.note}"

    floors, limit, caps, kept = source.floors, source.rate_limit, source.caps, source.retention
    fill = ", ".join(f"{name} {share:.0%}" for name, share in floors.min_fill.items())
    share = "" if floors.min_share_of_recent is None else f", {floors.min_share_of_recent:.0%} of the recent median"
    facts = [
        ("source", f"{source.name} ({source.label})"),
        ("platform", f"{source.platform}, {source.kind}, crawled {source.cadence} by {source.spider or 'nobody'}"),
        ("address", source.address.base_url if source.address else "none"),
        *((f"face {name}", place.base_url) for name, place in source.faces.items()),
        ("place", " ".join(filter(None, (source.country, source.language, source.topic))) or "not stated"),
        ("live", f"{'on' if _is_crawled(source) else 'off'}: {source.reason}"),
        ("local market", "served" if source.market else "not served"),
        ("rate limit", f"{limit.delay_seconds:g} s between requests, {limit.concurrency} at a time"),
        ("caps", f"{caps.pages} pages, {caps.seconds} s, {caps.page_bytes / 1e6:g} MB a page"),
        ("floors", f"{floors.min_listed} listed{share}, at most {floors.max_error_share:.0%} errors"),
        ("fill floors", fill or "none"),
        ("evidence", floors.evidence or "none"),
        ("robots", decision(source.robots)),
        ("terms", decision(source.terms)),
        ("attribution", source.attribution),
        ("retention", f"{f'{kept.raw_days} days' if kept.raw_days else 'until decided'}: {kept.note}"),
    ]
    facts += [("forbidden", text) for text in source.prohibitions]
    if (leave := source.permission) is not None:
        facts.append(("permission", f"{leave.granted_by}, {leave.on}: {leave.note}"))
    for secret in source.credentials:
        is_set = "set" if os.environ.get(secret.variable) else "not set"
        facts.append(("credential", f"{secret.variable} ({secret.needed}, {is_set}): {secret.how}"))
    return facts


def _crawl_line(report: CrawlReport) -> str:
    cause = f" ({report.cause})" if report.cause else ""
    simulated = " simulated" if report.is_simulated else ""
    reasons = f": {'; '.join(report.reasons[:3])}" if report.reasons else ""
    mark = _MARKS.get(report.verdict, report.verdict)
    counts = f"{report.listed} listed, {report.new_payloads} new, {report.changed} changed, {report.quarantined} odd"
    notes = "".join(f", {count} {name}" for name, count in report.notes.items())
    return f"{report.crawled_on} {mark}{cause}{simulated} {counts}{escape(notes)}{escape(reasons)}"
