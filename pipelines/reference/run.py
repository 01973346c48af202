"""The office that a run is made for, and the run's instant: the only place where the warehouse learns what time it is."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
from pydantic import AfterValidator

from pipelines.errors import RunInstantError
from pipelines.reference.fields import Id, Register, Text
from pipelines.tables import Table, comment, insert

INSTANT = "UNIT_RETURNS_RUN_AT"
"""Environment variable that gives a run another instant than now, e.g. '2026-11-27T02:00:00+07:00'."""
RUN = Table(
    name="reference.run",
    description="The run that made this release. Models take the day from here and read no clock.",
    grain="one row",
    columns={
        "run_at": ("TIMESTAMP", "instant at which the run began (UTC)"),
        "office_on": ("DATE", "day at that instant where the office is"),
    },
)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not a time zone; write one as 'Asia/Ho_Chi_Minh'") from error
    return name


class Office(Register):
    """The office that gathers the returns. The register has one line."""

    office_id: Id
    """Office."""
    name_vi: Text
    """Name of the office."""
    time_zone: Annotated[Text, AfterValidator(_known_zone)]
    """Time zone of its days and of the instants that it reads, by its IANA name, e.g. 'Asia/Ho_Chi_Minh'."""
    language: Literal["vi", "en"] = "vi"
    """Language in which its returns name periods: vi or en."""


@dataclass(frozen=True)
class Run:
    """When a run began."""

    run_at: datetime
    """Instant, in the office's time zone."""

    @property
    def office_on(self) -> date:
        """Day where the office is."""
        return self.run_at.date()


def begin(time_zone: ZoneInfo, replayed_at: datetime | None = None) -> Run:
    """The run that begins now, or at the instant that the environment variable UNIT_RETURNS_RUN_AT gives.

    A replay begins at the instant that it is given, whatever the variable says.

    Raises:
        RunInstantError: the variable holds no instant with an offset from UTC.
    """
    if replayed_at:
        return Run(replayed_at.astimezone(time_zone))
    given = os.environ.get(INSTANT)
    if not given:
        return Run(datetime.now(time_zone))
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise RunInstantError(
            f"'{given}' is no instant", where=INSTANT, remedy="write it as '2026-11-27T02:00:00+07:00', or unset the variable"
        )
    return Run(instant.astimezone(time_zone))


def write_run(db: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Make reference.run anew. The caller's transaction makes it all or nothing."""
    db.execute(RUN.create_sql())
    insert(db, RUN, {"run_at": [run.run_at.astimezone(UTC).replace(tzinfo=None)], "office_on": [run.office_on]})
    comment(db, RUN)


def read_run(db: duckdb.DuckDBPyConnection, time_zone: ZoneInfo) -> Run:
    """The run that reference.run holds."""
    [(run_at,)] = db.execute("select run_at from reference.run").fetchall()
    return Run(run_at.replace(tzinfo=UTC).astimezone(time_zone))
