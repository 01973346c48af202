"""Many of Dagster's events stored at once, as Dagster stores each: it serialises one up to three times, and commits it four."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from dagster import AssetKey, DagsterEventType, EventLogEntry, EventLogRecord
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluation, AssetCheckEvaluationPlanned
from dagster._core.events import ASSET_CHECK_EVENTS, ASSET_EVENTS
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, AssetKeyTable, SqlEventLogStorageTable
from dagster_shared.serdes import serialize_value
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import Connection

HELD = frozenset(
    {
        DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
        DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED,
        DagsterEventType.STEP_INPUT,
        DagsterEventType.LOADED_INPUT,
        DagsterEventType.STEP_OUTPUT,
        DagsterEventType.HANDLED_OUTPUT,
        DagsterEventType.ASSET_MATERIALIZATION,
        DagsterEventType.ASSET_CHECK_EVALUATION,
        DagsterEventType.STEP_SUCCESS,
    }
)
"""What a run tells of its steps in passing, or before any begins: another event follows at once."""
StoreTags = Callable[[Connection, Sequence[EventLogEntry], Sequence[int]], None]
LastOfAsset = dict[AssetKey, tuple[str, EventLogRecord]]
"""What was stored last of assets, as text and as what that says."""

_EVENT = SqlEventLogStorageTable.insert()
_CHECK = AssetCheckExecutionsTable.insert()
_CHECK_AS_PLANNED = AssetCheckExecutionsTable.update().where(
    AssetCheckExecutionsTable.c.asset_key == bindparam("of_asset"),
    AssetCheckExecutionsTable.c.check_name == bindparam("of_check"),
    AssetCheckExecutionsTable.c.run_id == bindparam("of_run"),
    AssetCheckExecutionsTable.c.partition.is_(None),
)


def _asset(*columns: str) -> Insert:
    added = insert(AssetKeyTable)
    return added.on_conflict_do_update(index_elements=["asset_key"], set_={name: added.excluded[name] for name in columns})


_ASSET_PLANNED = _asset("last_run_id", "last_materialization_timestamp")
_ASSET_MADE = _asset("last_materialization", "last_run_id", "last_materialization_timestamp")


def may_wait(event: EventLogEntry) -> bool:
    """Whether an event is stored soon enough with the next that may not wait."""
    told = event.dagster_event
    return told is not None and told.step_key is not None and told.partition is None and told.event_type in HELD


def begins_a_step(event: EventLogEntry) -> bool:
    """Whether an event tells that a step begins: what was held is stored with it."""
    return event.is_dagster_event and event.dagster_event_type is DagsterEventType.STEP_START


class Batch:
    """Events of one run, in the order in which they were told."""

    def __init__(self, events: Sequence[EventLogEntry]) -> None:
        self._rows = [_row(event) for event in events]
        mirrored = ASSET_EVENTS | ASSET_CHECK_EVENTS
        self._mirrored = [
            (event, row) for event, row in zip(events, self._rows, strict=True) if event.dagster_event_type in mirrored
        ]

    def store_in_run(self, run: Connection) -> None:
        """Store them in the file of their run, in a transaction."""
        run.execute(_EVENT, self._rows)

    def store_in_index(self, index: Connection, store_tags: StoreTags) -> LastOfAsset:
        """Store in the file of all runs what that knows of assets and checks, in a transaction; gives what was made of assets.

        `store_tags` stores tags of events with their ids, as Dagster does.
        """
        if not self._mirrored:
            return {}
        index.execute(_EVENT, [row for _, row in self._mirrored])
        # Nobody else stores anything in between: the transaction has the file to itself since the first row.
        last = index.execute(select(func.last_insert_rowid())).scalar_one()
        made: LastOfAsset = {}
        tagged: list[tuple[EventLogEntry, int]] = []
        rows: dict[DagsterEventType, list[dict[str, Any]]] = {}
        for event_id, (event, row) in enumerate(self._mirrored, start=last - len(self._mirrored) + 1):
            event_type = event.get_dagster_event().event_type
            if event_type is DagsterEventType.ASSET_MATERIALIZATION_PLANNED:
                found = _planned(row)
            elif event_type is DagsterEventType.ASSET_MATERIALIZATION:
                found = _planned(row) | {"last_materialization": serialised_record(event_id, row["event"])}
                key = event.get_dagster_event().asset_key
                assert key is not None
                made[key] = found["last_materialization"], EventLogRecord(event_id, event)
                tagged.append((event, event_id))
            else:
                found = _check(event_id, event, row)
            rows.setdefault(event_type, []).append(found)
        for event_type, statement in (
            (DagsterEventType.ASSET_MATERIALIZATION_PLANNED, _ASSET_PLANNED),
            (DagsterEventType.ASSET_MATERIALIZATION, _ASSET_MADE),
            (DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED, _CHECK),
        ):
            if event_type in rows:
                index.execute(statement, rows[event_type])
        for told in rows.get(DagsterEventType.ASSET_CHECK_EVALUATION, ()):
            _store_check(index, told)
        store_tags(index, [event for event, _ in tagged], [event_id for _, event_id in tagged])
        return made


def serialised_record(event_id: int, event: str) -> str:
    """What `serialize_value` gives of an EventLogRecord, of an event that was serialised before."""
    return f'{{"__class__": "EventLogRecord", "event_log_entry": {event}, "storage_id": {event_id}}}'


def _row(event: EventLogEntry) -> dict[str, Any]:
    """Row of the table of events."""
    told = event.get_dagster_event()
    return {
        "run_id": event.run_id,
        "event": serialize_value(event),
        "dagster_event_type": told.event_type_value,
        "timestamp": datetime.fromtimestamp(event.timestamp, UTC).replace(tzinfo=None),
        "step_key": told.step_key,
        "asset_key": told.asset_key.to_string() if told.asset_key else None,
        "partition": None,
    }


def _planned(row: dict[str, Any]) -> dict[str, Any]:
    """Row of the table of assets for an asset that is to be made, or was."""
    return {
        "asset_key": row["asset_key"],
        "last_run_id": row["run_id"],
        "last_materialization_timestamp": row["timestamp"],
    }


def _check(event_id: int, event: EventLogEntry, row: dict[str, Any]) -> dict[str, Any]:
    """Row of the table of checks for one that is to be told, or was."""
    told = event.get_dagster_event().event_specific_data
    found = {
        "run_id": row["run_id"],
        "evaluation_event": row["event"],
        "evaluation_event_timestamp": row["timestamp"],
        "evaluation_event_storage_id": event_id,
        "partition": None,
    }
    if isinstance(told, AssetCheckEvaluationPlanned):
        status, made = AssetCheckExecutionRecordStatus.PLANNED, {}
    else:
        assert isinstance(told, AssetCheckEvaluation)
        status = AssetCheckExecutionRecordStatus.SUCCEEDED if told.passed else AssetCheckExecutionRecordStatus.FAILED
        of_made = told.target_materialization_data
        made = {"materialization_event_storage_id": of_made.storage_id if of_made else None}
    named = {"asset_key": told.asset_key.to_string(), "check_name": told.check_name, "execution_status": status.value}
    return found | named | made


def _store_check(index: Connection, told: dict[str, Any]) -> None:
    """Store what came of a check in the row that says that it was to come, or in one of its own."""
    named = {"of_asset": told["asset_key"], "of_check": told["check_name"], "of_run": told["run_id"]}
    same = {name: value for name, value in told.items() if name not in ("asset_key", "check_name", "run_id")}
    if not index.execute(_CHECK_AS_PLANNED, named | same).rowcount:
        index.execute(_CHECK, [told])
