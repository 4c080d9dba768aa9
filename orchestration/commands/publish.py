"""`jobmarts publish`: a release of the marts as they stand, through the same asset and gates as everything else."""

from __future__ import annotations

from orchestration.commands.output import Failed, console, live_release, what_readers_see


def publish() -> None:
    """Build the marts of all landed weeks and publish a release; the last good one stays when a gate fails."""
    from orchestration.resources.lake import Lake
    from orchestration.runner import run_weeks
    from orchestration.settings import read_settings

    settings = read_settings()
    days = Lake(settings.home / "lake").days("normalized_postings")
    if not days:
        raise Failed(f"no day has been run in {settings.home}; start with `jobmarts run`")
    before = live_release(settings.home)
    outcome = run_weeks(settings.home, days)
    if not outcome.succeeded:
        raise Failed(f"publishing was stopped, {what_readers_see(settings.home, before)}: {outcome.reason}")
    console.print(
        f"Current release: {live_release(settings.home) or 'none'} in {settings.home / 'current'}", soft_wrap=True
    )
