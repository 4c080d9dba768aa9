"""`jobmarts publish`: a release of the marts as they stand, through the same asset and gates as everything else."""

from __future__ import annotations

from orchestration.commands.output import Failed, console


def publish() -> None:
    """Build the marts of all landed weeks and publish a release; the last good one stays when a gate fails."""
    from orchestration.publication.releases import current_release
    from orchestration.resources.lake import Lake
    from orchestration.runner import run_weeks
    from orchestration.settings import read_settings

    settings = read_settings()
    days = Lake(settings.home / "lake").days("normalized_postings")
    if not days:
        raise Failed(f"no day has been run in {settings.home}; start with `jobmarts run`")
    outcome = run_weeks(settings.home, days)
    if not outcome.succeeded:
        raise Failed(f"nothing was published, the last good release stays: {outcome.reason}")
    release = current_release(settings.home)
    console.print(
        f"Current release: {release.id if release else 'none'} in {settings.home / 'current'}", soft_wrap=True
    )
