"""What Python models import is imported beside the SQL that runs before them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.dbt_command import IMPORTED, IMPORTED_FROM

MODELS = Path(__file__).resolve().parents[3] / "dbt_project" / "models"
CALLED = """
import sys, threading
from types import SimpleNamespace as Of
from orchestration.dbt_command import IMPORTED, _import_ahead

_import_ahead(Of(info=Of(name="{event}"), data=Of(node_info=Of(node_name="{model}"))))
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()
print(sum(name in sys.modules for name in IMPORTED))
"""


@pytest.mark.parametrize(
    ("event", "model", "imported"),
    [
        ("LogStartLine", IMPORTED_FROM, len(IMPORTED)),
        ("LogStartLine", "another_model", 0),
        ("LogModelResult", IMPORTED_FROM, 0),
    ],
)
def test_the_start_of_one_model_imports_them(event: str, model: str, imported: int) -> None:
    code = CALLED.format(event=event, model=model)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == str(imported)
    assert not done.stderr


def test_that_model_is_there() -> None:
    assert len(list(MODELS.rglob(f"{IMPORTED_FROM}.sql"))) == 1
