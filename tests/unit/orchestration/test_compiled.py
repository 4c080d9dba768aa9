"""Machine code is used for just the source it was made of, and a failure to make it leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration import compiled


@pytest.fixture
def transforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of two modules in place of the project's."""
    folder = tmp_path / "transforms"
    folder.mkdir()
    (folder / "words.py").write_text("import re\n")
    (folder / "arrays.py").write_text("from orchestration import words\nimport numpy as np\n")
    monkeypatch.setattr(compiled, "_TRANSFORMS", folder)
    monkeypatch.setattr(compiled, "FOLDER", tmp_path / "_compiled")
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in (compiled.PURE_PYTHON, compiled.LEVEL):
        monkeypatch.delenv(name, raising=False)
    compiled.current.cache_clear()
    yield folder
    compiled.current.cache_clear()


def test_modules_of_arrays_are_left_as_they_are(transforms: Path) -> None:
    assert [path.name for path in compiled.modules()] == ["words.py"]


def test_reading_is_among_what_is_compiled() -> None:
    names = {path.stem for path in compiled.modules()}
    assert {"grades", "salaries", "money_text", "place_text", "technologies"} <= names
    assert names.isdisjoint({"normalize", "text_scan", "linking", "lookups"})


def test_machine_code_is_used_until_the_source_changes(transforms: Path) -> None:
    assert compiled.search_path() == []
    compiled.current().mkdir(parents=True)
    assert compiled.search_path() == [str(compiled.current() / "orchestration" / "transforms")]
    assert str(compiled.current()) in sys.path

    (transforms / "words.py").write_text("import re\n\n")
    compiled.current.cache_clear()
    assert compiled.search_path() == []


def test_machine_code_of_another_level_is_not_used(transforms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.current().mkdir(parents=True)
    monkeypatch.setenv(compiled.LEVEL, "0")
    compiled.current.cache_clear()
    assert compiled.search_path() == []


def test_machine_code_can_be_left_aside(transforms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.current().mkdir(parents=True)
    monkeypatch.setenv(compiled.PURE_PYTHON, "1")
    assert compiled.search_path() == []


def test_a_compiler_that_is_not_there_is_named(transforms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "/no/such/compiler -m64")
    with pytest.raises(compiled.CompileError, match=r"no C compiler /no/such/compiler$"):
        compiled.compile_modules()
    assert not compiled.FOLDER.exists()


def test_a_compiler_that_fails_is_named_and_leaves_nothing(transforms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", sys.executable)
    older = compiled.FOLDER / "older"
    older.mkdir(parents=True)

    def fails(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "words.c:1: fatal error: Python.h: No such file\n")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(compiled.CompileError, match=r"Python\.h: No such file"):
        compiled.compile_modules()
    assert [path.name for path in compiled.FOLDER.iterdir()] == ["older"]


def test_the_command_says_what_to_do_without_a_compiler(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from orchestration import cli, compiled;"
        f"compiled.FOLDER = Path({str(tmp_path)!r}); compiled.current.cache_clear();"
        "sys.argv = ['jobmarts', 'compile']; cli.app()"
    )
    environment = {**os.environ, "CC": "/no/such/compiler", "COLUMNS": "200"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no C compiler /no/such/compiler -> needs `make setup` and a C compiler" in done.stderr
    assert list(tmp_path.iterdir()) == []
