"""The command line: help everywhere, one clear line for an error, no tracebacks."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from orchestration import runner as chain
from orchestration.cli import app
from orchestration.commands import doctor
from orchestration.settings import Settings
from scrapers.landing import CrawlReport, CrawlWriter, LandedPosting, landed_crawls

COMMANDS = [
    [],
    ["land"],
    ["run"],
    ["market"],
    ["market", "serve"],
    ["market", "history"],
    ["publish"],
    ["doctor"],
    ["demo"],
    ["sources"],
    ["sources", "list"],
    ["ui"],
    ["why"],
]
DAY = date(2025, 3, 4)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JOBMARTS_HOME", "relative/home")
    monkeypatch.delenv("JOBMARTS_MARKET_URL", raising=False)
    monkeypatch.delenv("JOBMARTS_PG_URL", raising=False)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "unused"))
    return tmp_path / "relative" / "home"


def jobmarts(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def complaint(result: Result) -> str:
    """The error of a failed command, which must be one line and no traceback."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    record = {
        "source": "json_ld",
        "source_posting_id": "1",
        "url": "https://jobs.invalid/1",
        "fetched_at": "2025-03-04T05:00:00Z",
        "payload_format": "json",
        "payload": json.dumps({"@type": "JobPosting", "title": "Python Developer", "description": "Services."}),
    }
    path = tmp_path / "dump.jsonl.gz"
    path.write_bytes(gzip.compress((json.dumps(record) + "\n").encode()))
    return path


def land_simulated(home: Path) -> None:
    started = datetime(2025, 3, 4, 5, tzinfo=UTC)
    with CrawlWriter(home, "json_ld", "json_ld", "census", "simulated-1", DAY, started, True) as writer:
        writer.add(LandedPosting("1", None, b"{}", "json", None, started))
        writer.commit(
            CrawlReport("json_ld", "json_ld", "census", "simulated-1", DAY, started, started, is_simulated=True)
        )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: list[str]) -> None:
    result = jobmarts(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_a_dump_lands_once_in_a_home_given_as_a_relative_path(home: Path, dump: Path) -> None:
    first = jobmarts("land", "json_ld", str(dump))
    assert first.exit_code == 0, first.output
    assert "1 new payloads" in first.output
    assert [crawl.source for crawl in landed_crawls(home, DAY)] == ["json_ld"]
    assert "landed before" in jobmarts("land", "json_ld", str(dump)).output
    assert len(landed_crawls(home, DAY)) == 1


def test_a_partial_dump_is_not_a_complete_crawl(home: Path, dump: Path) -> None:
    jobmarts("land", "json_ld", str(dump), "--partial")
    assert [crawl.report.is_complete for crawl in landed_crawls(home, DAY)] == [False]


def test_real_data_is_not_mixed_with_simulated_data_unless_asked_for(home: Path, dump: Path) -> None:
    land_simulated(home)
    assert "JOBMARTS_HOME" in complaint(jobmarts("land", "json_ld", str(dump)))
    assert len(landed_crawls(home, DAY)) == 1
    assert jobmarts("land", "json_ld", str(dump), "--allow-mixed").exit_code == 0
    assert len(landed_crawls(home, DAY)) == 2


def test_simulated_history_is_not_mixed_with_real_data(home: Path, dump: Path) -> None:
    jobmarts("land", "json_ld", str(dump))
    assert "holds real data" in complaint(jobmarts("market", "history", "--from", "2025-03-03", "--to", "2025-03-03"))
    assert "holds real data" in complaint(jobmarts("demo"))


def test_an_unknown_source_is_named_together_with_the_known_ones(dump: Path) -> None:
    assert "hh_ru" in complaint(jobmarts("land", "nosuch", str(dump)))


def test_running_an_empty_home_says_how_to_fill_it() -> None:
    assert "jobmarts land" in complaint(jobmarts("run"))


def test_publishing_an_empty_home_says_what_comes_first() -> None:
    assert "jobmarts run" in complaint(jobmarts("publish"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--from", "2025-02-30"],
        ["run", "--from", "2025-03-05", "--to", "2025-03-04"],
        ["land", "json_ld", "no-such-file"],
        ["nosuch"],
    ],
)
def test_a_misused_command_ends_with_code_2_and_no_traceback(arguments: list[str]) -> None:
    result = jobmarts(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_wrong_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch, dump: Path) -> None:
    monkeypatch.setenv("JOBMARTS_FIRST_DAY", "yesterday")
    assert "JOBMARTS_FIRST_DAY" in complaint(jobmarts("land", "json_ld", str(dump)))


def test_an_unforeseen_error_is_one_line_unless_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("orchestration.settings.read_settings", broken)
    assert complaint(jobmarts("run")) == "Error: RuntimeError: two lines"
    monkeypatch.setenv("JOBMARTS_DEBUG", "1")
    assert isinstance(jobmarts("run").exception, RuntimeError)


class TestRun:
    """What `run` asks the runner for."""

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch, dump: Path) -> dict[str, object]:
        jobmarts("land", "json_ld", str(dump))
        found: dict[str, object] = {}

        def run_days(
            home: Path, days: list[date], workers: int, progress: chain.Progress, crawl: bool, with_marts: bool
        ) -> chain.RangeOutcome:
            found.update(days=days, crawl=crawl, with_marts=with_marts)
            stopped = found.get("stopped")
            return chain.RangeOutcome(
                {day: chain.RunOutcome(str(day), not stopped, 0.1, reason=str(stopped)) for day in days}
            )

        monkeypatch.setattr(chain, "run_days", run_days)
        return found

    def test_new_days_run_without_being_named(self, asked: dict[str, object]) -> None:
        assert jobmarts("run").exit_code == 0
        assert asked == {"days": [DAY], "crawl": False, "with_marts": True}

    def test_days_outside_the_range_are_left_alone(self, asked: dict[str, object]) -> None:
        assert "nothing has landed" in complaint(jobmarts("run", "--from", "2025-03-05"))
        assert asked == {}

    def test_today_is_crawled_from_a_market_by_itself_and_live_only_when_asked(
        self, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        jobmarts("run", "--crawl")
        assert asked["crawl"] is True
        monkeypatch.setenv("JOBMARTS_MARKET_URL", "http://127.0.0.1:1")
        jobmarts("run")
        assert asked["crawl"] is True
        jobmarts("run", "--no-crawl")
        assert asked["crawl"] is False

    def test_a_stopped_day_is_named_with_its_gate_and_ends_with_code_1(self, asked: dict[str, object]) -> None:
        asked["stopped"] = "raw_payloads: a_crawl_landed"
        result = jobmarts("run")
        assert result.exit_code == 1
        assert "2025-03-04 stopped: raw_payloads: a_crawl_landed" in result.output
        assert "last good release stays" in result.output


class TestDoctor:
    """Each thing it looks at can be wrong, and then says what to do."""

    @pytest.fixture
    def settings(self, home: Path) -> Settings:
        return Settings(home=home, dagster_home=home / "dagster")

    def test_a_sound_set_up_passes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "check_dbt", lambda settings: [doctor.Finding("ok", "dbt")])
        result = jobmarts("doctor")
        assert result.exit_code == 0, result.output
        assert "Everything needed is there" in result.output

    def test_old_python_is_a_problem(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "MIN_PYTHON", (99, 0))
        assert doctor.check_python(settings)[0].level == "problem"

    def test_a_wrong_and_a_missing_package_are_named(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "PACKAGES", {"duckdb": "0.1", "no-such-package": ""})
        finding = doctor.check_packages(settings)[0]
        assert "needs 0.1" in finding.what
        assert "no-such-package is missing" in finding.what

    def test_a_home_that_is_a_file_cannot_be_written(self, settings: Settings) -> None:
        settings.home.parent.mkdir(parents=True)
        settings.home.write_text("")
        assert doctor.check_home(settings)[0].level == "problem"

    def test_a_full_disk_is_a_problem(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "MIN_FREE_BYTES", 1 << 62)
        assert doctor.check_home(settings)[1].level == "problem"

    def test_an_unreachable_postgresql_says_so(self, settings: Settings) -> None:
        unreachable = Settings(settings.home, settings.dagster_home, postgres_url="postgresql://127.0.0.1:1/none")
        finding = doctor.check_storage(unreachable)[0]
        assert finding.level == "problem"
        assert "JOBMARTS_PG_URL" in finding.remedy

    def test_a_market_that_does_not_answer_says_how_to_start_it(self, settings: Settings) -> None:
        silent = Settings(settings.home, settings.dagster_home, market_url="http://127.0.0.1:1")
        assert "jobmarts market serve" in doctor.check_market(silent)[0].remedy

    def test_a_problem_ends_with_code_1(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "CHECKS", (lambda settings: [doctor.Finding("problem", "x", "mend x")],))
        result = jobmarts("doctor")
        assert result.exit_code == 1
        assert "mend x" in result.output
