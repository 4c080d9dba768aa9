"""The asset that takes a release into PostgreSQL: there when it is set, and of no harm to the release in files."""

from __future__ import annotations

from dataclasses import replace

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.job_names import WEEKLY_JOB
from orchestration.settings import Settings

ASSET = dg.AssetKey("marts_in_postgres")


def test_the_asset_is_there_and_in_the_weekly_job_only_where_a_database_is_set(settings: Settings) -> None:
    for url, is_there in ((None, False), ("postgresql://me:hush@db/marts", True)):
        definitions = build_definitions(replace(settings, marts_postgres_url=url))
        job = definitions.resolve_job_def(WEEKLY_JOB)
        assert (ASSET in definitions.resolve_asset_graph().get_all_asset_keys()) == is_there
        assert (ASSET in job.asset_layer.executable_asset_keys) == is_there


def test_a_failure_says_that_the_release_in_files_is_out_and_shows_no_password(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = settings.home / "releases" / "1"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text('{"id": "1", "tables": {}}')
    (settings.home / "current").symlink_to(release)
    monkeypatch.setenv("JOBMARTS_MARTS_PG_URL", "nonsense password=hush")
    definitions = build_definitions(replace(settings, marts_postgres_url="nonsense password=hush"))
    result = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
        instance=instance, asset_selection=[ASSET], raise_on_error=False
    )
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    text = str(failure.step_failure_data.user_failure_data)
    assert "The release in files is out" in text
    assert "hush" not in "".join(str(event) for event in result.all_events)
