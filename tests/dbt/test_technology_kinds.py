"""The seed of technologies is an export of the dictionary that reads ads.

After a change of the dictionary, run `JOBMARTS_UPDATE_SNAPSHOT=1 pytest tests/dbt/test_technology_kinds.py`.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

from orchestration.transforms.lookups import load_csv

SEED = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "technology_kinds.csv"
FIELDS = ("technology", "kind", "parents")


def exported() -> list[dict[str, str]]:
    return [
        {"technology": row["name"], "kind": row["kind"], "parents": row["parents"]} for row in load_csv("technologies")
    ]


def test_the_seed_names_the_technologies_of_the_dictionary_with_their_parents() -> None:
    if os.environ.get("JOBMARTS_UPDATE_SNAPSHOT"):
        with SEED.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(exported())
    with SEED.open(encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == exported()


def test_every_parent_is_a_technology_of_the_list() -> None:
    rows = exported()
    names = {row["technology"] for row in rows}
    assert {parent for row in rows for parent in row["parents"].split(";") if parent} <= names


def test_a_technology_stands_in_the_list_once() -> None:
    names = [row["technology"] for row in exported()]
    assert [name for name in names if names.count(name) > 1] == []
