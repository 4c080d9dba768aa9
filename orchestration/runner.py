"""Runs a range of days from the command line, in parallel processes, on the same instance the UI shows.

One run per day, so a bad day is red alone and stops nobody; then one run for all weeks they touch, and the release.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.days import today, weeks_to_build
from orchestration.dbt_manifest import ensure_manifest
from orchestration.instance import prepare_home
from orchestration.job_names import CRAWL_JOB, REPLAY_JOB, WEEKLY_JOB
from orchestration.processes import (
    close_dead_runs,
    owner_tags,
    start_worker,
    warm_up,
    worker_context,
    worker_environment,
)
from orchestration.settings import Settings, read_settings
from scrapers.landing import landed_days

if TYPE_CHECKING:
    import dagster as dg

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_PUBLISHED = ("normalized_postings", "duplicate_links")  # the last layers of a day
WEEKS, CRAWL = "weeks", "crawl"


@dataclass(frozen=True)
class RunOutcome:
    """How one run ended. `what` is a day, "crawl" or "weeks"; `reason` names the gate or step that stopped it."""

    what: str
    succeeded: bool
    seconds: float
    run_id: str | None = None
    reason: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass
class RangeOutcome:
    """Outcomes of a range: by day, of today's crawl, and of the weeks with the release (None: not run)."""

    days: dict[date, RunOutcome] = field(default_factory=dict)
    crawl: RunOutcome | None = None
    weeks: RunOutcome | None = None

    @property
    def failed(self) -> list[RunOutcome]:
        return [run for run in [*self.days.values(), self.crawl, self.weeks] if run is not None and not run.succeeded]


Progress = Callable[[RunOutcome], None]


def run_range(
    home: Path,
    first: date,
    last: date,
    workers: int = 2,
    progress: Progress = lambda outcome: None,
    crawl: bool = False,
    with_marts: bool = True,
) -> RangeOutcome:
    """Run every landed day of [first, last] (and crawl today when asked), then the weeks they touch and the release."""
    days = [day for day in landed_days(home) if first <= day <= last]
    return run_days(home, days, workers, progress, crawl, with_marts)


def run_days(
    home: Path,
    days: Sequence[date],
    workers: int = 2,
    progress: Progress = lambda outcome: None,
    crawl: bool = False,
    with_marts: bool = True,
) -> RangeOutcome:
    """Run these days, oldest first; see run_range. A failed day never stops another."""
    settings = _prepare(home)
    outcome = RangeOutcome()
    replayed = sorted(set(days) - ({today()} if crawl else set()))
    with ExitStack() as stack:
        pool = stack.enter_context(Workers(settings, workers))
        pool.result(pool.submit(_clear_dead_runs), "start")
        # A crawl mostly waits, so it goes on beside the days, and today follows when it has landed.
        crawling = None
        if crawl:
            crawler = stack.enter_context(Workers(settings, 1))
            crawling = crawler.submit(_run_day, today().isoformat(), CRAWL_JOB)
        _replay(pool, replayed, outcome, progress)
        if crawling is not None:
            outcome.crawl = pool.result(crawling, CRAWL)
            progress(outcome.crawl)
            _replay(pool, [today()], outcome, progress)
        if with_marts and any(run.succeeded for run in outcome.days.values()):
            weeks = pool.submit(_run_weeks, *_weeks(settings, outcome.days))
            outcome.weeks = pool.result(weeks, WEEKS)
            progress(outcome.weeks)
    return outcome


def run_weeks(home: Path, days: Iterable[date]) -> RunOutcome:
    """Only the marts of the weeks that changes on these days can move, and the release."""
    settings = _prepare(home)
    with Workers(settings, 1) as pool:
        pool.result(pool.submit(_clear_dead_runs), "start")
        return pool.result(pool.submit(_run_weeks, *_weeks(settings, days)), WEEKS)


class Workers:
    """Processes that run jobs; each loads the definitions once. Survives the death of one of them."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._count = max(1, count)
        self._log = settings.dagster_home / "logs" / "workers.log"

    def __enter__(self) -> Workers:
        self._start(self._count)
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, function: Callable[..., RunOutcome], *arguments: str) -> Future[RunOutcome]:
        try:
            return self._pool.submit(function, *arguments)
        except BrokenProcessPool:
            self._start(1)
            return self._pool.submit(function, *arguments)

    def result(self, future: Future[RunOutcome], what: str) -> RunOutcome:
        """The run's outcome; a failed one when its process died."""
        try:
            return future.result()
        except BrokenProcessPool:
            return RunOutcome(what, False, 0.0, reason=f"its process was killed; its last words are in {self._log}")

    def _start(self, count: int) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=count,
            mp_context=worker_context(),
            initializer=start_worker,
            initargs=(str(self._log), worker_environment()),
        )


def _replay(pool: Workers, days: Sequence[date], outcome: RangeOutcome, progress: Progress) -> None:
    """Run the days; those whose process died are run once more, one at a time."""
    pending = {pool.submit(_run_day, day.isoformat(), REPLAY_JOB): day for day in days}
    died = []
    for future in as_completed(pending):
        if isinstance(future.exception(), BrokenProcessPool):
            died.append(pending[future])
            continue
        outcome.days[pending[future]] = future.result()
        progress(future.result())
    for day in sorted(died):
        again = pool.submit(_run_day, day.isoformat(), REPLAY_JOB)
        outcome.days[day] = pool.result(again, day.isoformat())
        progress(outcome.days[day])


def _prepare(home: Path) -> Settings:
    settings = read_settings()
    if settings.home != Path(home).resolve():
        raise ValueError(f"{home} is not JOBMARTS_HOME ({settings.home}): workers read it from the environment")
    prepare_home(settings)
    warm_up()
    ensure_manifest()
    return settings


def _weeks(settings: Settings, days: Iterable[date]) -> tuple[str, str]:
    first, last = weeks_to_build(min([*days, *_unpublished(settings.home)]), settings.start_day())
    return first.isoformat(), last.isoformat()


def _unpublished(home: Path) -> Iterator[date]:
    """Days that the current release has not seen: ten of 28 passed before a kill, no later run built their weeks."""
    from orchestration.publication.releases import current_release
    from orchestration.resources.lake import Lake

    release, lake = current_release(home), Lake(home / "lake")
    for layer in _PUBLISHED:
        seen = release.manifest.get("inputs", {}).get(layer, {}) if release else {}
        for day in lake.days(layer):
            if seen.get(day.isoformat(), {}).get("code_version") != lake.code_version(layer, day):
                yield day


@cache
def _loaded() -> tuple[dg.Definitions, dg.DagsterInstance]:
    """Definitions and instance of this worker process, built once."""
    from orchestration.definitions import build_definitions  # before Dagster: it switches telemetry off

    import dagster as dg  # isort: skip

    settings = read_settings()
    settings.export()
    return build_definitions(settings), dg.DagsterInstance.get()


def _clear_dead_runs() -> RunOutcome:
    """Before anything runs: what a killed command left open would hold its pool."""
    return RunOutcome("start", True, 0.0, reason=", ".join(close_dead_runs(_loaded()[1])))


def _run_day(day: str, job: str) -> RunOutcome:
    return _run(day, job, {}, partition_key=day)


def _run_weeks(first: str, last: str) -> RunOutcome:
    from orchestration.sensors import range_tags

    return _run(WEEKS, WEEKLY_JOB, range_tags(date.fromisoformat(first), date.fromisoformat(last)))


def _run(what: str, job: str, tags: dict[str, str], **arguments: Any) -> RunOutcome:
    started = time.monotonic()
    definitions, instance = _loaded()
    try:
        result = definitions.resolve_job_def(job).execute_in_process(
            instance=instance, run_config=_QUIET, raise_on_error=False, tags={**tags, **owner_tags()}, **arguments
        )
    except Exception as error:  # e.g. a day that is no partition: this day's failure, not everybody's
        return RunOutcome(
            what, False, time.monotonic() - started, reason=_first_line(f"{type(error).__name__}: {error}")
        )
    broken = [check for check in result.get_asset_check_evaluations() if not check.passed]
    gates = [_describe(check) for check in broken if check.severity.value == "ERROR"]
    return RunOutcome(
        what,
        result.success,
        time.monotonic() - started,
        result.run_id,
        None if result.success else "; ".join(gates) or _failure(result),
        tuple(_describe(check) for check in broken if check.severity.value != "ERROR"),
    )


def _describe(check: dg.AssetCheckEvaluation) -> str:
    sample = check.metadata.get("sample")
    keys = f" ({sample.value})" if sample is not None else ""
    return f"{check.asset_key.to_user_string()}: {check.check_name}{keys}"


def _failure(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            message = event.step_failure_data.user_failure_data
            text = message.description if message and message.description else (error.message if error else "")
            return _first_line(f"{event.step_key}: {text}")
    return "the run failed; open it in the UI"


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), text)[:300]
