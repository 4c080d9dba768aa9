"""How many new payloads are parsed for the health of fields: as many as it takes to be sure."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from scrapers.pipelines.field_health import ENOUGH, MOST, WITHOUT_GAP, FieldHealthPipeline
from scrapers.registry import Floors


@pytest.mark.parametrize(
    ("judged", "stated", "goes_on"),
    [
        (WITHOUT_GAP - 1, WITHOUT_GAP - 1, True),
        (WITHOUT_GAP, WITHOUT_GAP, False),
        (WITHOUT_GAP, WITHOUT_GAP - 1, True),
        (ENOUGH - 1, ENOUGH - 2, True),
        (ENOUGH, ENOUGH * 9 // 10, False),
        (ENOUGH, ENOUGH * 9 // 10 - 1, True),
        (MOST - 1, 0, True),
        (MOST, 0, False),
    ],
    ids=[
        "too few",
        "without a gap",
        "one gap",
        "few with a gap",
        "as the floor asks",
        "one short of the floor",
        "short until the end",
        "the end",
    ],
)
def test_parsing_goes_on_while_a_field_is_short_of_its_floor(judged: int, stated: int, goes_on: bool) -> None:
    pipeline = FieldHealthPipeline(cast(Any, SimpleNamespace()))
    pipeline.counts.update(payload=judged, title=judged, company=stated)
    floors = Floors(min_fill={"title": 0.9, "company": 0.9})
    spider = cast(Any, SimpleNamespace(source=SimpleNamespace(floors=floors)))
    assert pipeline._is_in_doubt(spider) == goes_on
