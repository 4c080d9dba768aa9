"""The pure modules of `transforms` as machine code: `jobmarts compile` makes it with mypyc, and imports use it.

What is compiled lies apart from the source, in a folder named by a hash of all of `transforms` and the interpreter:
whoever edits a module runs what he wrote, uncompiled, until he compiles again. Values read are the same either way
(`tests/integration/test_compiled.py`). Modules that handle arrays stay as they are: numpy and Arrow do their work, and
the compiler does not know their types.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PURE_PYTHON = "JOBMARTS_PURE_PYTHON"
LEVEL = "JOBMARTS_COMPILE_LEVEL"  # of the C compiler's optimization, 0 to 3
FOLDER = Path(__file__).parent / "_compiled"
_ROOT = Path(__file__).parents[1]
_TRANSFORMS = Path(__file__).parent / "transforms"
_LAST_WORDS = 12  # lines
# All modules are optimized as one: 2 % more ads a second than each by itself, in the same time of compiling.
_AS_ONE = ["-flto", "-fvisibility=hidden"]
_OF_ARRAYS = frozenset({"numpy", "pyarrow", "pandas", "scipy", "networkx"})


class CompileError(Exception):
    """Says what is missing or what the compiler did not accept."""


@cache
def current() -> Path:
    """Where the machine code of just this source, interpreter and level of optimization lies, or would."""
    content = hashlib.sha256(f"{sysconfig.get_config_var('SOABI')} {_level()}".encode())
    for path in sorted(_TRANSFORMS.glob("*.py")):
        content.update(path.name.encode() + b"\0" + path.read_bytes())
    return FOLDER / content.hexdigest()[:16]


def _level() -> str:
    return os.environ.get(LEVEL) or "3"


def is_used() -> bool:
    return os.environ.get(PURE_PYTHON, "") in ("", "0") and current().is_dir()


def search_path() -> list[str]:
    """Folders for the `__path__` of `transforms` before its own; none where nothing of this source is compiled."""
    if not is_used():
        return []
    # The library that all compiled modules share is imported by its bare name.
    sys.path.append(str(current()))
    return [str(current() / "orchestration" / "transforms")]


def modules() -> Iterator[Path]:
    """Modules that import nothing of arrays."""
    for path in sorted(_TRANSFORMS.glob("[!_]*.py")):
        imported = {
            name.partition(".")[0]
            for node in ast.walk(ast.parse(path.read_bytes()))
            for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [_from(node)])
        }
        if not imported & _OF_ARRAYS:
            yield path


def _from(node: ast.AST) -> str:
    return (node.module or "") if isinstance(node, ast.ImportFrom) else ""


def compile_modules() -> Path:
    """Compile, import the result in a process of its own, then put it in place and remove what older source gave.

    Needs mypyc, setuptools and a C compiler. Raises CompileError with the last words of what failed.
    """
    compiler = (os.environ.get("CC") or str(sysconfig.get_config_var("CC") or "cc")).split()[0]
    if not shutil.which(compiler):
        raise CompileError(f"there is no C compiler {compiler}")
    target = current()
    aside = FOLDER / f"{target.name}.{os.getpid()}"
    aside.mkdir(parents=True)
    try:
        _run(f"from {__name__} import _build; _build({str(aside)!r})")
        names = [f"{_TRANSFORMS.parent.name}.{_TRANSFORMS.name}.{path.stem}" for path in modules()]
        _run(f"from {__name__} import _try; _try({str(aside)!r}, {names})")
        shutil.rmtree(target, ignore_errors=True)
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    for older in FOLDER.iterdir():
        if older != target:
            shutil.rmtree(older, ignore_errors=True)
    return target


def _run(code: str) -> None:
    environment = {**os.environ, PURE_PYTHON: "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise CompileError("\n".join(said[-_LAST_WORDS:]) or f"the compiler ended with {done.returncode}")


def _build(folder: str) -> None:
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    paths = [str(path.relative_to(_ROOT)) for path in modules()]
    options = ["--config-file=", "--ignore-missing-imports", f"--cache-dir={folder}/temporary/types"]
    extensions = mypycify(
        [*options, *paths],
        opt_level=_level(),
        multi_file=True,
        debug_level="0",
        target_dir=f"{folder}/temporary/c",
        group_name="jobmarts_transforms",
    )
    for extension in extensions:
        extension.extra_compile_args += _AS_ONE
        extension.extra_link_args += _AS_ONE
    builder = build_ext(Distribution({"name": "jobmarts-compiled", "ext_modules": extensions}))
    builder.build_lib, builder.build_temp = folder, f"{folder}/temporary/objects"
    builder.ensure_finalized()
    builder.run()
    shutil.rmtree(Path(folder) / "temporary")


def _try(folder: str, names: list[str]) -> None:
    import importlib

    from orchestration import transforms

    sys.path.append(folder)
    transforms.__path__.insert(0, f"{folder}/orchestration/transforms")
    for name in names:
        if not str(importlib.import_module(name).__file__).startswith(folder):
            raise ImportError(f"{name} was not compiled")
