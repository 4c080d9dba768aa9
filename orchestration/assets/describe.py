"""Metadata of materializations: counts by outcome, capped samples, charts. Never whole rows or texts."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow as pa
import yaml

from orchestration.daily_steps import Ledger
from orchestration.schemas import Layer

if TYPE_CHECKING:
    import altair as alt

SAMPLE_SIZE = 5
# What still reads as one page in the UI; a day of 1,700 sources does not.
TABLE_ROWS = 60
OWNERS = ["team:market-data"]


def column_schema(layer: Layer) -> dg.TableSchema:
    """A layer's columns and what they mean, as the Dagster UI shows them."""
    meanings = column_meanings(layer.name)
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                field.name,
                str(field.type),
                description=meanings.get(field.name),
                constraints=dg.TableColumnConstraints(
                    nullable=field.nullable, other=["key"] if field.name in layer.key else []
                ),
            )
            for field in layer.schema
        ]
    )


def column_meanings(layer: str) -> dict[str, str]:
    """What the columns of a lake layer mean: the layer's own words before those common to all."""
    words = _layer_columns()
    return {**words["common"], **words["layers"][layer]}


@cache
def _layer_columns() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "layer_columns.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def counts(rows: int, ledger: Ledger | None = None) -> dict[str, Any]:
    """Row count of the partition and what became of every row that went in."""
    facts: dict[str, Any] = {"dagster/partition_row_count": rows}
    if ledger is not None:
        facts["rows_in"] = ledger.rows_in
        facts["outcomes"] = table(["outcome", ledger.unit], list(ledger.outcomes.items()))
    return facts


def sample(keys: pa.ChunkedArray) -> dg.MetadataValue:
    """The first few keys."""
    return dg.MetadataValue.text(", ".join(str(key) for key in keys.slice(0, SAMPLE_SIZE).to_pylist()) or "none")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dg.MetadataValue:
    """A small table."""
    records = [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in rows]
    schema = dg.TableSchema([dg.TableColumn(name, _kind(rows, place)) for place, name in enumerate(columns)])
    return dg.MetadataValue.table(records=records, schema=schema)


def capped_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], unit: str, cap: int = TABLE_ROWS
) -> dict[str, Any]:
    """The first rows as a table, named for how many there are: `sources` or `sources (first 60 of 1,700)`."""
    name = unit if len(rows) <= cap else f"{unit} (first {cap} of {len(rows):,})"
    return {name: table(columns, rows[:cap])}


def bar_chart(figures: Mapping[str, int], title: str) -> dg.MetadataValue:
    """Horizontal bars as a small PNG inside markdown, since the UI shows no other image without a server."""
    import altair as alt

    rows = [{"label": label, "count": count} for label, count in figures.items()]
    chart = (
        alt.Chart(alt.Data(values=rows), title=title)
        .mark_bar(color="#3b6ea5")
        .encode(
            x=alt.X("count:Q", title=None, axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("label:N", sort=None, title=None),
        )
        .properties(width=320, height=alt.Step(16))
    )
    return markdown_image(chart, title)


def markdown_image(chart: alt.Chart, alternative: str) -> dg.MetadataValue:
    """An Altair chart as an embedded PNG."""
    import vl_convert

    png = vl_convert.vegalite_to_png(chart.to_dict(), scale=1)
    return dg.MetadataValue.md(f"![{alternative}](data:image/png;base64,{base64.b64encode(png).decode()})")


def _kind(rows: Sequence[Sequence[Any]], place: int) -> str:
    values = [row[place] for row in rows if row[place] is not None]
    if values and all(isinstance(value, int) for value in values):
        return "int"
    return "float" if values and all(isinstance(value, int | float) for value in values) else "string"
