"""Runs dbt invocations one after another in a process of its own: python dbt_process.py HOME '[["run", ...], ...]'.

One process, because start and parsing cost more than the models; its own, because dbt keeps the warehouse open.
Prints one line of JSON: the success of each invocation.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from dbt.cli.main import dbtRunner

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def main(home: Path, invocations: list[list[str]]) -> None:
    os.environ["JOBMARTS_HOME"] = str(home)
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    (home / "warehouse").mkdir(parents=True, exist_ok=True)
    common = [
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        # Beside the homes of a test session, so that only its first process parses the project from nothing.
        *("--target-path", str(home.parent / "dbt_target"), "--log-path", str(home / "logs")),
    ]
    manifest = dbtRunner().invoke(["--no-use-colors", "parse", *common]).result
    outcomes = [
        dbtRunner(manifest=manifest).invoke(["--no-use-colors", "--no-write-json", *args, *common])
        for args in invocations
    ]
    print(json.dumps([outcome.success for outcome in outcomes]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
