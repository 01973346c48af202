"""Instants that Dagster noted while the clock was ahead: its sensors and schedules wait until they have come, be it a year."""

from collections.abc import Iterator
from datetime import datetime

import dagster as dg
from dagster._core.scheduler.instigation import InstigatorState, ScheduleInstigatorData, SensorInstigatorData

from pipelines.operations.watch import CLOCK_LEEWAY


def forget_what_is_to_come(instance: dg.DagsterInstance, now: datetime) -> list[str]:
    """Let sensors and schedules go on from now if an instant that they wait for is still to come; one line if so.

    Whether they are started or stopped, and how far a sensor has seen, stays; their past ticks go.
    """
    storage = instance.schedule_storage
    states = list(storage.all_instigator_state()) if storage else []
    ahead = max((instant for state in states for instant in _noted(instance, state)), default=0.0)
    if storage is None or ahead <= (now + CLOCK_LEEWAY).timestamp():
        return []
    storage.wipe()
    for state in states:
        storage.add_instigator_state(state._replace(instigator_data=_from(state, now.timestamp())))
    until = f"{datetime.fromtimestamp(ahead, now.tzinfo):%Y-%m-%d %H:%M %Z}"
    return [f"sensors and schedules of Dagster waited for {until}, noted while the clock was ahead; they go on now"]


def _noted(instance: dg.DagsterInstance, state: InstigatorState) -> Iterator[float]:
    """Instants (seconds since 1970) that Dagster lets a sensor or schedule go on from."""
    for tick in instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1):
        yield tick.timestamp
    data = state.instigator_data
    if isinstance(data, ScheduleInstigatorData):
        noted = [data.start_timestamp, data.last_iteration_timestamp]
    elif isinstance(data, SensorInstigatorData):
        noted = [data.last_tick_timestamp, data.last_tick_start_timestamp, data.last_sensor_start_timestamp]
    else:
        noted = []
    yield from (instant for instant in noted if instant)


def _from(state: InstigatorState, now: float) -> ScheduleInstigatorData | SensorInstigatorData | None:
    data = state.instigator_data
    if isinstance(data, ScheduleInstigatorData):
        return ScheduleInstigatorData(data.cron_schedule, start_timestamp=now)
    if isinstance(data, SensorInstigatorData):
        return SensorInstigatorData(
            last_run_key=data.last_run_key,
            min_interval=data.min_interval,
            cursor=data.cursor,
            last_sensor_start_timestamp=now,
            sensor_type=data.sensor_type,
        )
    return None
