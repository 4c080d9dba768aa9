"""The lake: one Parquet file per layer and UTC day. Plain Python; the Dagster resource is a shell around it.

Files per partition never meet, so any number of days can be written at once, in any order, twice, or killed
half-way: a file appears whole, by rename, or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.schemas import LAYERS

# Not a date, so never taken for a partition; lets readers that glob a layer see its columns before any day exists.
EMPTY_STEM = "_schema"
VERSION_KEY = b"jobmarts.code_version"


class Lake:
    """Parquet partitions below `root`, laid out as `<layer>/<YYYY-MM-DD>.parquet`."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def prepare(self) -> None:
        """Write an empty file with the schema into every layer, so that an empty lake can be queried."""
        for layer in LAYERS.values():
            path = self.root / layer.name / f"{EMPTY_STEM}.parquet"
            if not path.exists() or not pq.read_schema(path).equals(layer.schema):
                self._replace(path, layer.schema.empty_table())

    def path(self, layer: str, day: date) -> Path:
        return self.root / LAYERS[layer].name / f"{day.isoformat()}.parquet"

    def write(self, layer: str, day: date, rows: pa.Table | Sequence[dict[str, object]], code_version: str) -> int:
        """Replace the partition. Rows are sorted by the layer's key, so the same input gives the same bytes.

        Returns the number of rows. Raises ValueError when a key occurs twice and pyarrow.ArrowInvalid when a row
        does not fit the schema.
        """
        spec = LAYERS[layer]
        table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(list(rows), schema=spec.schema)
        table = table.select(spec.schema.names).cast(spec.schema)
        table = table.sort_by([(column, "ascending") for column in spec.key])
        distinct = table.select(list(spec.key)).group_by(list(spec.key)).aggregate([]).num_rows
        if distinct != table.num_rows:
            raise ValueError(f"{layer} {day}: {table.num_rows - distinct} rows repeat the key {', '.join(spec.key)}")
        metadata = {**(table.schema.metadata or {}), VERSION_KEY: code_version.encode()}
        self._replace(self.path(layer, day), table.replace_schema_metadata(metadata))
        return int(table.num_rows)

    def read(self, layer: str, days: date | Iterable[date], columns: Sequence[str] | None = None) -> pa.Table:
        """Rows of the given days that exist, in day order; an empty table with the schema when none does."""
        wanted = [days] if isinstance(days, date) else sorted(set(days))
        schema = LAYERS[layer].schema
        if columns is not None:
            schema = pa.schema([schema.field(name) for name in columns])
        paths = [path for path in (self.path(layer, day) for day in wanted) if path.exists()]
        tables = [pq.read_table(path, columns=schema.names, partitioning=None) for path in paths]
        return pa.concat_tables([table.replace_schema_metadata(None) for table in tables] or [schema.empty_table()])

    def days(self, layer: str) -> list[date]:
        """Days that have a partition, oldest first."""
        folder = self.root / LAYERS[layer].name
        stems = (path.stem for path in folder.glob("*.parquet"))
        return sorted(date.fromisoformat(stem) for stem in stems if stem != EMPTY_STEM)

    def code_version(self, layer: str, day: date) -> str | None:
        """The code version a partition was written with, or None when there is no partition."""
        path = self.path(layer, day)
        if not path.exists():
            return None
        stored: bytes = (pq.read_schema(path).metadata or {}).get(VERSION_KEY, b"")
        return stored.decode()

    @staticmethod
    def _replace(path: Path, table: pa.Table) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
        try:
            with temporary.open("wb") as sink:
                pq.write_table(table, sink, compression="zstd")
                sink.flush()
                os.fsync(sink.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
