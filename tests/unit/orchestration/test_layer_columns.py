from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orchestration.assets.describe import column_schema
from orchestration.schemas import LAYERS

WORDS = yaml.safe_load((Path(__file__).parents[3] / "orchestration/layer_columns.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LAYERS)
def test_the_ui_says_what_every_column_means_and_which_are_the_key(name: str) -> None:
    shown = column_schema(LAYERS[name]).columns
    assert [column.name for column in shown] == LAYERS[name].schema.names
    assert all(column.description for column in shown)
    assert {column.name for column in shown if "key" in column.constraints.other} == set(LAYERS[name].key)


def test_no_column_is_described_that_is_not_there() -> None:
    for name, words in WORDS["layers"].items():
        assert set(words) <= set(LAYERS[name].schema.names), name
    everywhere = {column for layer in LAYERS.values() for column in layer.schema.names}
    assert set(WORDS["common"]) <= everywhere
