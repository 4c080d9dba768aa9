"""`jobmarts compile`: reading of ads as machine code."""

from __future__ import annotations

import time

from orchestration.commands.output import Failed, console
from orchestration.compiled import CompileError, compile_modules, current, modules


def compile_() -> None:
    """Compile the reading of ads to machine code: a quarter more ads a second. Needs a C compiler.

    Used from the next start on, until the source changes: then Python runs it as it is, until it is compiled again.
    JOBMARTS_PURE_PYTHON=1 leaves what is compiled aside.
    """
    if current().is_dir():
        console.print(f"Compiled already, in {current()}")
        return
    count, started = len(list(modules())), time.monotonic()
    with console.status(f"Compiling {count} modules: a minute or two"):
        try:
            folder = compile_modules()
        except CompileError as error:
            raise Failed(f"{error} -> needs `make setup` and a C compiler with Python's headers") from error
    console.print(f"Compiled {count} modules in {time.monotonic() - started:.0f} s into {folder}")
