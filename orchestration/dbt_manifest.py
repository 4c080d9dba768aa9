"""The manifest of the dbt project, and a new one when the project is newer. Without Dagster, which takes seconds."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.dbt_command import dbt_executable
from orchestration.settings import DBT_PROJECT_DIR

MANIFEST = Path("target") / "manifest.json"
# What changes the graph. `target` and `logs` are dbt's own output.
_SOURCES = ("*.sql", "*.yml", "*.yaml", "*.py", "*.csv", "*.md")
_OUTPUT = {"target", "logs", "dbt_packages"}


class DbtParseError(RuntimeError):
    """The dbt project cannot be parsed; the message holds dbt's own last lines."""


def ensure_manifest(project: Path = DBT_PROJECT_DIR) -> Path:
    """Path of a manifest that is not older than the project; runs `dbt parse` when needed, one process at a time.

    Raises DbtParseError with dbt's own message.
    """
    manifest = project / MANIFEST
    if not _is_outdated(manifest, project):
        return manifest
    with _lock(project / "target"):
        if _is_outdated(manifest, project):  # another process may have been first
            _parse(project)
    return manifest


def _is_outdated(manifest: Path, project: Path) -> bool:
    if not manifest.exists():
        return True
    written = manifest.stat().st_mtime
    return any(path.stat().st_mtime > written for path in _project_files(project))


def _project_files(project: Path) -> Iterator[Path]:
    for pattern in _SOURCES:
        for path in project.rglob(pattern):
            if path.relative_to(project).parts[0] not in _OUTPUT:
                yield path


def _parse(project: Path) -> None:
    command = [dbt_executable(), "--quiet", "parse", "--project-dir", str(project), "--profiles-dir", str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=project, env={**os.environ})
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise DbtParseError("dbt parse failed: " + " | ".join(line.strip() for line in lines[-6:]))
    (project / MANIFEST).touch()  # partial parsing may leave an unchanged manifest in place


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".parse.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
