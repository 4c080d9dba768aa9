"""The `jobmarts` command: assembles the commands and turns expected errors into one clear line."""

from __future__ import annotations

import os
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from orchestration.settings import switch_off_telemetry

switch_off_telemetry()

from orchestration.commands import (  # noqa: E402
    compile,
    demo,
    doctor,
    land,
    market,
    publish,
    run,
    source_health,
    sources,
    ui,
    why,
)
from orchestration.commands.output import CommandError  # noqa: E402


class PlainErrors(TyperGroup):
    """Shows an error as one line with what to do, and ends with exit code 1. JOBMARTS_DEBUG=1 shows the traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            raise typer.Abort from None
        except Exception as error:
            # Typer carries its own click: what can show itself is a usage error, and already one clear line.
            if hasattr(error, "show") or os.environ.get("JOBMARTS_DEBUG"):
                raise
            text = " ".join(str(error).split()) or type(error).__name__
            named = "" if isinstance(error, CommandError) else f"{type(error).__name__}: "
            Console(stderr=True, emoji=False).print(f"[red]Error:[/] {escape(named + text)}", soft_wrap=True)
            raise typer.Exit(getattr(error, "exit_code", 1)) from None


app = typer.Typer(
    cls=PlainErrors,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=(
        "The IT job market of the CIS and Europe, from landed ads to a published release. "
        "Data lives in JOBMARTS_HOME (default: ./data)."
    ),
)
app.command("land")(land.land)
app.command("run")(run.run)
app.add_typer(market.app, name="market")
app.command("publish")(publish.publish)
app.command("health")(source_health.health)
app.command("doctor")(doctor.doctor)
app.command("demo")(demo.demo)
app.add_typer(sources.app, name="sources")
app.command("ui")(ui.ui)
app.command("why")(why.why)
app.command("compile")(compile.compile_)

if __name__ == "__main__":
    app()
