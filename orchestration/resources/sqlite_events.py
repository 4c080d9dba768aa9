"""SQLite event log that keeps its connections open.

Dagster 1.13 opens a new engine, and compiles every statement anew, for each event it stores. A day of this project
stores over a hundred events: measured on 2 cores, 6 assets with 30 checks take 1.2 s with Dagster's class and 0.5 s
with this one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

# The index and one run: a file left open keeps its write-ahead log, 4 MB each.
OPEN_SHARDS = 2


class KeptSqliteEventLogStorage(SqliteEventLogStorage):
    """Dagster's SQLite event log with one kept engine per file."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> KeptSqliteEventLogStorage:
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def wipe(self) -> None:
        self._close()  # its files are deleted
        super().wipe()
        self._initialized_dbs.clear()

    def dispose(self) -> None:
        self._close()
        super().dispose()

    def _engine(self, shard: str) -> Engine:
        engine = self._engines.pop(shard, None)
        if engine is None:
            engine = create_engine(
                self.conn_string_for_shard(shard), connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
            )
            event.listen(engine, "connect", _relax)
        self._engines[shard] = engine
        while len(self._engines) > OPEN_SHARDS:
            _, oldest = self._engines.popitem(last=False)
            oldest.dispose()
        return engine

    def _close(self) -> None:
        while self._engines:
            self._engines.popitem()[1].dispose()


def _relax(connection: Any, _record: Any) -> None:
    # With write-ahead logging, NORMAL survives a killed process; a power cut may lose the last events, never the file.
    connection.execute("PRAGMA synchronous=NORMAL")
