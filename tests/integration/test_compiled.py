"""Compiled or not, every gold ad is read alike."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from orchestration import compiled

ROOT = Path(__file__).parents[2]
READ = """
import sys
import orjson
from benchmarks.scorecard.gold import read_ads
from orchestration.transforms import grades
rows = [normalized for _, normalized in read_ads()]
sys.stdout.buffer.write(orjson.dumps([grades.__file__, rows], default=str))
"""


def read_all(pure: str) -> tuple[str, list[dict[str, object]]]:
    environment = {**os.environ, compiled.PURE_PYTHON: pure}
    done = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, env=environment, capture_output=True, check=True)
    file, rows = orjson.loads(done.stdout)
    return file, rows


@pytest.mark.slow
@pytest.mark.skipif(not compiled.current().is_dir(), reason="this source is not compiled: `jobmarts compile` first")
def test_compiled_reading_gives_the_same() -> None:
    (compiled_file, compiled_rows), (pure_file, pure_rows) = read_all(""), read_all("1")
    assert Path(compiled_file).is_relative_to(compiled.current())
    assert pure_file.endswith("transforms/grades.py")
    assert len(pure_rows) > 1_500
    assert compiled_rows == pure_rows
