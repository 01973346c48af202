"""What a failed step says, first of all and everywhere: what, where and remedy."""

import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from inspect import isgeneratorfunction
from pathlib import Path
from typing import ParamSpec, TypeVar

import dagster as dg
import duckdb

from pipelines import slips
from pipelines.errors import REMEDY_OF_A_FILE_LIMIT, REMEDY_OF_A_FULL_DISK, PipelineError, RegisterError, remedy_of_the_system
from pipelines.folders import Folders
from pipelines.operations.dagster_home import REMEDY_OF_THE_SERVER, said_of_server, server
from pipelines.operations.dagster_repair import REMEDY_OF_THE_STATE, of_the_database
from pipelines.operations.failures import leave_last_words
from pipelines.reference import readable_time_zone
from pipelines.reference.run import begin
from pipelines.reports.steward import FILE_NAME, write_steward_page
from pipelines.warehouse import newest_release, open_release

FAULT_TAG = "fault"
"""Tag of a failed run, seen in the list of runs."""
LONGEST_TAG = 160
REMEDY_OF_A_PROGRAM_FAULT = (
    "run again; when it fails again, the program is at fault and not the data: hand on this run's page with its trace"
)
STOPPED = "the run was stopped, by Ctrl-C or a signal, before it ended"
REMEDY_OF_A_STOP = "run again: it goes on from what was read so far, and what is published is the last complete release"
REMEDY_OF_THE_SYSTEM = "see to what the system says (space on the disk, rights, a share that is away), then run again"
_CLASS = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*: ")
"""How Dagster begins the message of an exception."""

MARKED = "This run has been marked as failed from outside the execution context."
"""What Dagster says of a run whose worker it finds gone, and of one that somebody marked so in its UI."""
KILLED = "the run was ended from outside: its process was killed, or somebody marked it as failed"
REMEDY_OF_A_KILL = (
    "none if somebody ended it; when it happens again, see whether memory ran out (`journalctl -k`) or the disk was full"
)
_TOLD = re.compile(r"(.*?)\nWhere: ([^\n]*)\n(Remedy: .*)", re.DOTALL)
_OF_A_DATABASE = ("OperationalError", "DatabaseError", "InterfaceError", "DagsterPostgresException")
"""What SQLite and PostgreSQL raise: nothing but Dagster's state is kept in them."""
_STOPS = ("DagsterExecutionInterruptedError", "KeyboardInterrupt")
"""How Dagster names what ends a run from outside."""

P = ParamSpec("P")
R = TypeVar("R")


def tells_faults(step: Callable[P, R]) -> Callable[P, R]:
    """Let an asset fail with what, where and remedy before any trace; a fault that a person can mend has no trace at all."""
    if isgeneratorfunction(step):

        @wraps(step)
        def stream(*args: P.args, **kwargs: P.kwargs) -> Iterator[object]:
            with _told():
                yield from step(*args, **kwargs)

        return stream  # type: ignore[return-value]  # a generator function again

    @wraps(step)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        with _told():
            return step(*args, **kwargs)

    return call


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except PipelineError as error:
        raise _failure(error.what, error.where, error.remedy, error.more) from None
    except (OSError, duckdb.IOException) as error:
        raise _failure(str(error), _place(error), remedy_of_the_system(error) or REMEDY_OF_THE_SYSTEM) from error
    except (dg.DagsterError, dg.Failure):
        raise
    except Exception as error:
        if fault := of_the_database(error):
            raise _failure(*_of_the_state(str(fault))) from error
        if remedy := remedy_of_the_system(error):
            raise _failure(str(error), _place(error), remedy) from error
        raise _failure(f"{type(error).__name__}: {error}", _place(error), REMEDY_OF_A_PROGRAM_FAULT) from error


@contextmanager
def tells_the_steward(folders: Folders) -> Iterator[None]:
    """Let what keeps registers from being loaded stand on the steward's page, beside what the last release knows.

    The next night that loads them makes the page again. Where it cannot be written, the fault is told as ever.
    """
    try:
        yield
    except RegisterError as error:
        if newest_release(folders.warehouse) and not folders.replay:
            # A sentence of the register may itself be what is wrong.
            with suppress(OSError, duckdb.Error, LookupError, ValueError), open_release(folders.warehouse) as db:
                today = begin(readable_time_zone(folders.reference)).office_on
                found = slips.slips_by_file(db, folders.slips)
                write_steward_page(db, folders.reports / FILE_NAME, today, found, error.faults)
        raise


def _failure(what: str, where: str, remedy: str, more: str = "") -> dg.Failure:
    step = dg.OpExecutionContext.get()
    told = "\n".join(filter(None, (what, f"Where: {where}", f"Remedy: {remedy}", more)))
    if remedy in (REMEDY_OF_A_FULL_DISK, REMEDY_OF_A_FILE_LIMIT):  # no room may be left to record it either
        with suppress(OSError):  # nor for this: then the run counts as killed
            leave_last_words(Folders.from_environment().warehouse, step.run_id, told)
    step.instance.add_run_tags(step.run_id, {FAULT_TAG: " ".join(what.split())[:LONGEST_TAG]})
    return dg.Failure(
        told,
        metadata={"what": what, "where": where, "remedy": remedy} | ({"more": more} if more else {}),
        allow_retries=False,
    )


def _place(error: Exception) -> str:
    """The step, and the file that the system told of; where it told none, the line of the program."""
    step = dg.OpExecutionContext.get().op.name
    if isinstance(error, OSError) and error.filename:
        return f"{step}, {Path(os.fsdecode(error.filename)).absolute()}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{step}, {Path(frame.filename).name} line {frame.lineno}"


def reasons(events: Iterable[dg.DagsterEvent]) -> list[str]:
    """What, where and remedy of every failure among the events of a run, in order; what several steps met is told once."""
    events = list(events)
    steps = [_reason(event) for event in events if event.is_step_failure]
    places: dict[tuple[str, str], list[str]] = {}
    for told in steps or [_reason(event) for event in events if event.is_job_failure]:
        what, where, remedy = found.groups() if (found := _TOLD.fullmatch(told)) else (told, "", "")
        places.setdefault((what, remedy), []).append(where)
    return [
        f"{what}\nWhere: {'; '.join(dict.fromkeys(where))}\n{remedy}" if remedy else what
        for (what, remedy), where in places.items()
    ]


def _reason(event: dg.DagsterEvent) -> str:
    # A run that was not ended by itself (killed, or over its time) has nothing but a message.
    data = event.step_failure_data if event.is_step_failure else event.event_specific_data and event.job_failure_data
    error = data.error if data else None
    if event.is_step_failure and event.step_failure_data.user_failure_data:
        return str(event.step_failure_data.user_failure_data.description)
    said = _CLASS.sub("", ((error.cause or error).message if error else event.message or "").strip())
    where = event.step_key or "before the first step"
    if error and error.cls_name in _STOPS:
        return f"{STOPPED}\nWhere: {where}\nRemedy: {REMEDY_OF_A_STOP}"
    if said == MARKED:
        return f"{KILLED}\nWhere: the last step on the run's page\nRemedy: {REMEDY_OF_A_KILL}"
    if "\nRemedy: " in said:
        return said
    if error and (error.cause or error).cls_name in _OF_A_DATABASE:
        what, where, remedy = _of_the_state(said)
        return f"{what}\nWhere: {where}\nRemedy: {remedy}"
    return f"{said}\nWhere: {where}\nRemedy: {remedy_of_the_system(said) or _remedy(error.cls_name if error else None)}"


def _of_the_state(said: str) -> tuple[str, str, str]:
    """What, where and remedy of a fault of Dagster's state that could be recorded, for it could be written again at the end."""
    what = f"Dagster's state could not be read or written in the midst of the run ({said_of_server(said)})"
    if at := server():
        return what, at, REMEDY_OF_THE_SERVER
    return what, os.environ.get("DAGSTER_STORAGE", "warehouse/dagster"), REMEDY_OF_THE_STATE


def _remedy(error: str | None) -> str:
    if error == "DagsterAssetCheckFailedError":
        return (
            "open the check in Dagster's UI: its table names the rules that stopped the release, with a link to what they found"
        )
    return REMEDY_OF_A_PROGRAM_FAULT
