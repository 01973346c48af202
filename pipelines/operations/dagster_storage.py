"""Dagster's state in SQLite over connections that stay open: Dagster itself opens one for each of 2,000 queries a night.

What a step tells is stored at once when the next begins, in one transaction and not in ten, unless something is read before.

What it asks again and again, and what cannot change between, is asked once: whether its own tables and columns are there, and
what it stored last of an asset, which each step that reads the asset looks at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import attrgetter
from threading import RLock
from typing import Any

from dagster import AssetKey, EventLogEntry, EventLogRecord
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage, _event_logs_directory
from dagster_shared.serdes import deserialize_value
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from pipelines.operations.dagster_events import Batch, begins_a_step, may_wait

KEPT = 2
"""Files that stay open: that of all runs, and that of the run that goes on."""
BUSY_SECONDS = 10
"""How long a query waits for another process that writes."""


class KeptEventLog(SqliteEventLogStorage):
    """Dagster's own events, over one connection a file."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._engines: dict[str, Engine] = {}
        self._there: set[tuple[str, str]] = set()
        self._read: dict[str, tuple[str, EventLogRecord]] = {}
        self._held: list[EventLogEntry] = []
        self._holding = RLock()
        super().__init__(*arguments, **named)

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event; what a step tells in passing is held until the next step begins, or anything is read or told else."""
        is_of_batch = may_wait(event)
        if is_of_batch or begins_a_step(event):
            with self._holding:
                self._held.append(event)
            if not is_of_batch:
                self._store_held()
        else:
            super().store_event(event)  # over a connection, before which what is held is stored

    def _store_held(self) -> None:
        """Store the events that are held, those of a run in one transaction of each file; what cannot be stored stays held."""
        with self._holding:
            while self._held:
                run_id, of_run = next((run_id, list(of_run)) for run_id, of_run in groupby(self._held, attrgetter("run_id")))
                batch = Batch(of_run)
                for shard in (run_id, INDEX_SHARD_NAME):
                    self._make(shard)
                with self._db_lock, self._engine(run_id).begin() as run, self._engine(INDEX_SHARD_NAME).begin() as index:
                    batch.store_in_run(run)
                    made = batch.store_in_index(index, self._store_asset_event_tags)
                del self._held[: len(of_run)]
                self._read |= {key.to_string(): last for key, last in made.items()}

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        self._store_held()
        self._make(shard)
        with self._db_lock, self._engine(shard).begin() as connection:  # the lock: one query at a time, as in Dagster
            yield connection

    def _make(self, shard: str) -> None:
        """Let there be a file, with Dagster's tables."""
        if shard not in self._initialized_dbs:
            with super()._connect(shard):
                pass

    def _engine(self, shard: str) -> Engine:
        """The engine of a file; of the others the one longest out of use is let go."""
        engine = self._engines.pop(shard, None) or self._opened(shard)
        self._engines[shard] = engine
        while len(self._engines) > KEPT:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def _opened(self, shard: str) -> Engine:
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _without_waiting)
        return engine

    def dispose(self) -> None:
        """Store what is held, and close what is open."""
        with suppress(SQLAlchemyError):  # the run has told it
            self._store_held()
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()

    def has_table(self, table_name: str) -> bool:
        """Whether Dagster's state has this table."""
        return self._is_there("table", table_name, lambda: super(KeptEventLog, self).has_table(table_name))

    def has_secondary_index(self, name: str) -> bool:
        """Whether a migration of Dagster's data is done."""
        return self._is_there("migration", name, lambda: super(KeptEventLog, self).has_secondary_index(name))

    def has_asset_key_col(self, column_name: str) -> bool:
        """Whether Dagster's table of assets has this column."""
        return self._is_there("column", column_name, lambda: super(KeptEventLog, self).has_asset_key_col(column_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        ask = super()._has_asset_key_col_on_connection
        return self._is_there("column", column_name, lambda: ask(conn, column_name))

    def _is_there(self, kind: str, name: str, ask: Callable[[], bool]) -> bool:
        """What `ask` answers. Only 'yes' is kept: what is there stays there, for Dagster's migrations only add."""
        if (kind, name) not in self._there and ask():
            self._there.add((kind, name))
        return (kind, name) in self._there

    def _get_latest_materialization_records(
        self, raw_asset_rows: Sequence[Mapping[str, Any]]
    ) -> Mapping[AssetKey, EventLogRecord | None]:
        """Asset → what was stored last of it; of the same text it is not unpacked again."""
        found: dict[AssetKey, EventLogRecord | None] = {}
        others = []
        for row in raw_asset_rows:
            key, record = AssetKey.from_db_string(row["asset_key"]), self._stored_last(row)
            if key and record:
                found[key] = record
            else:
                others.append(row)
        return {**found, **super()._get_latest_materialization_records(others)} if others else found

    def _stored_last(self, row: Mapping[str, Any]) -> EventLogRecord | None:
        """What a row of Dagster's table of assets says was stored last; None where Dagster must look further."""
        name, text = row["asset_key"], row["last_materialization"]
        if not text or row["asset_details"]:  # nothing was stored yet, or what was stored was wiped
            return None
        if name not in self._read or self._read[name][0] != text:
            record = deserialize_value(text)
            if not isinstance(record, EventLogRecord):  # as Dagster stored it before 0.12
                return None
            self._read[name] = text, record
        return self._read[name][1]


def _without_waiting(connection: Any, _: object) -> None:
    """Let the system write to the disk when it likes what is stored, not 2,300 times a night while the run waits.

    The files keep a log ahead, as Dagster sets it, so that they stay whole whatever happens. A run that is killed loses at most
    what the step that it was in had told; a machine that loses power may lose the last events of the run that this ended too.
    """
    connection.execute("pragma synchronous = normal")


class KeptSqliteStorage(DagsterSqliteStorage):
    """Dagster's own storage in SQLite, with KeptEventLog."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = KeptEventLog(_event_logs_directory(base_dir))

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "KeptSqliteStorage":
        """As Dagster makes it from dagster.yaml."""
        return cls.from_local(inst_data=inst_data, **config_value)
