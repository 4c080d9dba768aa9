from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS

DAY = date(2026, 3, 2)


def link(posting: str, earlier: str = "hh_ru/1", method: str = "url") -> dict[str, object]:
    return {
        "posting_key": posting,
        "earlier_posting_key": earlier,
        "method": method,
        "score": 1.0,
        "vetoes_checked": ["level"],
        "linked_on": DAY,
        "rule_version": "1",
    }


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def test_a_partition_is_replaced_whole(lake: Lake) -> None:
    lake.write("duplicate_links", DAY, [link("hh_ru/2"), link("hh_ru/3")], "1")
    lake.write("duplicate_links", DAY, [link("hh_ru/4")], "2")
    assert lake.read("duplicate_links", DAY)["posting_key"].to_pylist() == ["hh_ru/4"]
    assert lake.code_version("duplicate_links", DAY) == "2"


def test_the_same_rows_in_another_order_give_the_same_bytes(lake: Lake) -> None:
    rows = [link("hh_ru/2"), link("hh_ru/3"), link("hh_ru/4")]
    lake.write("duplicate_links", DAY, rows, "1")
    first = lake.path("duplicate_links", DAY).read_bytes()
    lake.write("duplicate_links", DAY, rows[::-1], "1")
    assert lake.path("duplicate_links", DAY).read_bytes() == first


def test_a_repeated_key_is_refused_and_leaves_the_old_partition(lake: Lake) -> None:
    lake.write("duplicate_links", DAY, [link("hh_ru/2")], "1")
    with pytest.raises(ValueError, match=r"duplicate_links 2026-03-02: 1 rows repeat the key posting_key"):
        lake.write("duplicate_links", DAY, [link("hh_ru/5"), link("hh_ru/5")], "1")
    assert lake.read("duplicate_links", DAY)["posting_key"].to_pylist() == ["hh_ru/2"]


def test_a_row_of_the_wrong_type_is_refused(lake: Lake) -> None:
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        lake.write("duplicate_links", DAY, [{**link("hh_ru/2"), "score": "high"}], "1")


def test_nothing_but_the_partition_is_left_behind(lake: Lake) -> None:
    lake.write("duplicate_links", DAY, [link("hh_ru/2")], "1")
    assert [path.name for path in (lake.root / "duplicate_links").iterdir()] == ["2026-03-02.parquet"]


def test_missing_days_read_as_no_rows_with_the_schema(lake: Lake) -> None:
    table = lake.read("normalized_postings", [DAY], columns=["posting_key", "technologies"])
    assert table.num_rows == 0
    assert table.schema.names == ["posting_key", "technologies"]


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_an_empty_lake_can_be_queried(lake: Lake, layer: str) -> None:
    lake.prepare()
    rows = duckdb.sql(f"select * from read_parquet('{lake.root}/{layer}/*.parquet', union_by_name = true)")
    assert rows.columns == LAYERS[layer].schema.names
    assert rows.fetchall() == []
    assert lake.days(layer) == []
