"""`jobmarts ui`: the Dagster UI and daemon on this home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.output import console


def ui(
    port: Annotated[int, typer.Option(help="Port of the UI.")] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Open the Dagster UI, with the daemon that runs schedules, sensors and backfills."""
    from orchestration.instance import prepare_home
    from orchestration.settings import PROJECT_ROOT, read_settings

    settings = read_settings()
    prepare_home(settings)
    console.print(f"Dagster UI on http://{host}:{port}, data in {settings.home} (Ctrl-C ends it)")
    command = [str(Path(sys.executable).parent / "dagster"), "dev", "-w", "workspace.yaml"]
    try:
        code = subprocess.run([*command, "-h", host, "-p", str(port)], cwd=PROJECT_ROOT, check=False).returncode
    except KeyboardInterrupt:
        code = 0
    raise typer.Exit(code)
