"""`jobmarts sources`: lists and filters, shows one source with its crawls, checks, proposes floors. No network."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.commands import sources
from scrapers.landing import CrawlReport, CrawlWriter
from scrapers.registry import Registry, load_registry
from scrapers.registry.check import check_sources
from scrapers.registry.schema import Source

PACKAGED = Path(__file__).parents[3] / "scrapers" / "registry"
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JOBMARTS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sources.console, "width", 300)
    return tmp_path / "home"


def jobmarts(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["sources", *arguments])


def land(home: Path, source: str, day: date, listed: int, is_simulated: bool = False, **changes: Any) -> None:
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    family = source.partition(":")[0]
    crawl_id = f"{day:%Y%m%d}T040000Z-00000000"
    report = CrawlReport(source, family, "census", crawl_id, day, at, at, listed=listed, pages=1)
    report.is_simulated = is_simulated
    for name, value in changes.items():
        setattr(report, name, value)
    with CrawlWriter(home, source, family, "census", crawl_id, day, at, is_simulated) as writer:
        writer.commit(report)


def registry_of(folder: Path, family: str, **change: Any) -> Registry:
    folder.mkdir(exist_ok=True)
    values = yaml.safe_load((PACKAGED / f"{family}.yaml").read_text(encoding="utf-8"))
    (folder / f"{family}.yaml").write_text(yaml.safe_dump({**values, **change}), encoding="utf-8")
    return load_registry(folder)


def found(registry: Registry, **environment: str) -> list[tuple[str, str, str]]:
    problems = check_sources(registry, ["lever", "hh_ru"], ["lever", "hh_ru"], {"title", "posting"}, environment)
    return [(problem.level, problem.source, problem.what) for problem in problems]


def test_a_crawl_is_shown_with_what_is_no_error_and_yet_worth_knowing(home: Path) -> None:
    land(home, "habr", DAY, listed=800, notes={"gone": 3, "unlisted": 41})
    assert "0 odd, 3 gone, 41 unlisted" in jobmarts("show", "habr").output


def test_the_list_is_filtered_by_all_that_is_asked_for_and_counted_by_family() -> None:
    result = jobmarts("list", "--family", "lever", "--country", "de", "--enabled", "--kind", "census")
    assert result.exit_code == 0
    assert "lever:pipedrive" in result.stdout
    assert "lever:blablacar" not in result.stdout  # in France
    assert "sim-" not in result.stdout
    assert "live sources" in result.stdout


def test_what_is_off_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [{"board": "gone", "enabled": False, "reason": "closed in 2026"}, {"board": "there"}]
    registry = registry_of(tmp_path / "registry", "lever", sources=entries)
    monkeypatch.setattr(sources, "_registry", lambda: registry)
    shown = jobmarts("list", "--disabled").stdout
    assert "closed in 2026" in shown
    assert "lever:there" not in shown


def test_a_narrow_terminal_still_shows_whether_a_source_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.console, "width", 80)
    lines = jobmarts("list", "--family", "teamtailor", "--enabled").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    first = next(line for line in lines if "teamtailor:" in line)
    assert [cell.strip() for cell in first.split("│")[5:7]] == ["on", "no"]


def test_a_fresh_home_is_told_what_to_do_first(home: Path) -> None:
    """No command needs anything to exist, and none makes a folder by looking."""
    assert jobmarts("list", "--family", "lever").exit_code == jobmarts("show", "lever:ajax").exit_code == 0
    floors = jobmarts("suggest-floors")
    assert (floors.exit_code, "no crawl of live addresses has landed" in floors.stderr) == (1, True)
    assert "history is too short" in jobmarts("suggest-floors", "lever").stdout
    health = CliRunner().invoke(app, ["health"])
    assert (health.exit_code, "`jobmarts run` takes landed days" in health.stderr) == (1, True)
    assert not home.exists()


def test_the_list_as_json_holds_everything_that_applies() -> None:
    listed = json.loads(jobmarts("list", "--family", "telegram", "--json").stdout)
    by_name = {source["name"]: source for source in listed}
    assert by_name["telegram:job_python"]["topic"] == "python"
    assert by_name["telegram:job_python"]["floors"]["min_listed"] == 1


def test_an_unknown_family_or_source_is_named_with_the_known_ones() -> None:
    assert "known: ashby" in jobmarts("list", "--family", "nosuch").stderr
    result = jobmarts("show", "lever:nosuch")
    assert result.exit_code == 2
    assert "unknown source 'lever:nosuch'" in result.stderr


def test_a_source_is_shown_with_its_rules_its_crawls_and_its_last_good_day(home: Path) -> None:
    land(home, "lever:ajax", DAY, 30)
    land(home, "lever:ajax", DAY + timedelta(days=1), 0, verdict="failed", cause="outage", reasons=["errors: timeout"])
    result = jobmarts("show", "lever:ajax")
    assert result.exit_code == 0
    for text in ("https://api.lever.co", "robots", "terms", "retention", "last good day: 2026-03-02"):
        assert text in result.stdout
    lines = result.stdout.splitlines()
    assert lines[-2].startswith("2026-03-03 failed (outage) 0 listed")
    assert lines[-1].startswith("2026-03-02 good 30 listed")


def test_a_source_without_crawls_says_so() -> None:
    assert "last good day: none" in jobmarts("show", "lever:ajax").stdout


def test_the_packaged_registry_has_no_errors() -> None:
    result = jobmarts("check")
    assert (result.exit_code, "error " in result.stdout) == (0, False), result.stdout


def test_errors_end_the_check_with_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = registry_of(tmp_path / "registry", "lever", spider="nosuch")
    monkeypatch.setattr(sources, "_registry", lambda: registry)
    result = jobmarts("check", "lever:ajax")
    assert result.exit_code == 1
    assert "error lever:ajax there is no spider nosuch" in result.stdout
    assert "1 live sources, 1 errors, 0 warnings" in result.stdout
    assert json.loads(jobmarts("check", "lever:ajax", "--json").stdout)[0]["level"] == "error"


def test_a_broken_registry_file_is_one_line_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lever.yaml").write_text("family: [", encoding="utf-8")
    monkeypatch.setattr("scrapers.registry.load_registry", lambda: load_registry(tmp_path))
    result = jobmarts("check")
    assert result.exit_code == 1
    assert "lever.yaml" in result.stderr


SECRET = {"variable": "SOME_TOKEN", "needed": "required", "how": "ask the board"}
FINDINGS: list[tuple[dict[str, Any], str]] = [
    ({"sources": [{"board": "a", "enabled": False}]}, "is off without a reason of its own"),
    ({"floors": {"min_fill": {"tittle": 0.9}, "evidence": "x"}}, "has a floor for tittle, which is no parsed column"),
    ({"floors": {"min_fill": {}}}, "has floors without evidence"),
    ({"spider": None}, "is on, and has no spider"),
    ({"address": None}, "is on, and has no address"),
    ({"credentials": [SECRET]}, "lever:a needs credentials: set SOME_TOKEN (ask the board)"),
    ({"sources": [{"board": "a", "name": "X"}, {"board": "b", "name": "x"}]}, "has the name 'x', as lever:b has"),
]


@pytest.mark.parametrize(("change", "what"), FINDINGS)
def test_each_kind_of_mistake_is_found(tmp_path: Path, change: dict[str, Any], what: str) -> None:
    values = {"sources": [{"board": "a"}], "floors": {"evidence": "one reply"}, **change}
    problems = found(registry_of(tmp_path, "lever", **values))
    assert [(source, text) for _, source, text in problems] == [("lever:a", what)]


def test_two_names_for_one_place_are_an_error_and_two_boards_of_one_host_are_not(tmp_path: Path) -> None:
    place = {"base_url": "https://jobs.example.org"}
    entries = [{"board": name, "address": place, "options": {"path": "/feed"}} for name in ("a", "b")]
    floors = {"evidence": "one reply"}
    assert found(registry_of(tmp_path, "lever", sources=entries, floors=floors)) == [
        ("error", "lever:a", "reads https://jobs.example.org /feed, as lever:b does")
    ]
    entries[1]["options"] = {"path": "/other"}
    assert found(registry_of(tmp_path, "lever", sources=entries, floors=floors)) == []


def test_a_secret_that_is_set_is_no_problem_and_never_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"sources": [{"board": "a"}], "floors": {"evidence": "one reply"}, "credentials": [SECRET]}
    registry = registry_of(tmp_path, "lever", **values)
    assert found(registry, SOME_TOKEN="hush") == []
    monkeypatch.setenv("SOME_TOKEN", "hush")
    facts = dict(sources._facts(next(iter(registry))))
    assert facts["credential"] == "SOME_TOKEN (required, set): ask the board"


def test_a_source_of_the_local_market_only_is_not_checked() -> None:
    simulated = [source for source in load_registry() if not source.is_live]
    assert simulated
    assert check_sources(simulated, [], [], [], {}) == []


def test_floors_are_proposed_as_yaml_that_the_registry_takes(home: Path, tmp_path: Path) -> None:
    for age in range(8):
        land(home, "lever:ajax", DAY + timedelta(days=age), 40, fields={"payload": 30, "title": 30})
    result = jobmarts("suggest-floors", "lever")
    assert result.exit_code == 0
    assert result.stdout.startswith("# lever: 8 good crawls of 1 source\n")
    proposed = yaml.safe_load(result.stdout)
    source: Source = registry_of(tmp_path / "registry", "lever", **proposed).source("lever:ajax")
    assert (source.floors.min_listed, source.floors.min_fill) == (20, {"title": 0.95})
    assert source.floors.evidence.startswith("8 good crawls of 1 source, 2026-03-02 to 2026-03-09")


def test_simulated_crawls_and_landed_files_say_nothing_about_live_floors(home: Path) -> None:
    for age in range(8):
        land(home, "lever:ajax", DAY + timedelta(days=age), 40, is_simulated=True)
        land(home, "lever:eleks", DAY + timedelta(days=age), 40, finish_reason="file")
    assert "history is too short" in jobmarts("suggest-floors", "lever").stdout
    failed = jobmarts("suggest-floors")
    assert failed.exit_code == 1
    assert "no crawl of live addresses has landed" in failed.stderr
    assert "min_listed: 20" in jobmarts("suggest-floors", "--simulated").stdout
