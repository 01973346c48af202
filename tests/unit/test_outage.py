"""PostgreSQL away under `make ui` is one line until it is back; all else that Dagster's programs say is handed on."""

import logging
import os
import threading

import pytest

from pipelines.operations import outage as outages
from pipelines.operations.dagster_home import POSTGRES
from pipelines.operations.outage import Outage, OutageFilter, Records

RETRY = (
    'WARNING:root:Retrying failed database connection: (psycopg2.OperationalError) connection to server at "db" failed\n'
    "\tIs the server running on that host?\n\n(Background on this error at: https://sqlalche.me/e/21/e3q8)\n"
)
CAUGHT = (
    "\x1b[32m2026-11-28 05:56:27 +0000\x1b[0m - dagster.daemon.SensorDaemon - \x1b[34mERROR\x1b[0m - \x1b[31mCaught error:\n"
    "dagster_postgres.utils.DagsterPostgresException: too many retries for DB connection\n\nStack Trace:\n"
    + '  File "daemon.py", line 253, in core_loop\n    yield from self.run_iteration()\n' * 40
    + "\x1b[0m\n"
)
HEARTBEAT = (
    "ERROR:dagster.daemon.AssetDaemon:Failed to add heartbeat: \nTraceback (most recent call last):\n  File 'x'\n"
    "psycopg2.errors.AdminShutdown: terminating connection due to administrator command\n"
)
OTHER = (
    "\x1b[32m2026-11-28 05:57:00 +0000\x1b[0m - dagster.daemon - \x1b[34mERROR\x1b[0m - Caught error:\n"
    "Traceback (most recent call last):\nKeyError: 'đơn vị'\n"
)
REFUSED = "refused '/graphql': GraphQL is asked by POST\n"
FULL = "ERROR:dagster.daemon:Caught error:\npsycopg2.errors.DiskFull: could not extend file\n"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv(POSTGRES, "postgresql://night:secret@127.0.0.1:1/state")
    return []


def test_hours_of_a_server_that_is_away_are_one_line_without_the_password_and_all_else_is_told(told: list[str]) -> None:
    outage = Outage(told.append)
    records = Records(told.append, outage)
    written = ((RETRY * 5 + CAUGHT + HEARTBEAT) * 50 + OTHER + REFUSED + FULL + RETRY).encode()
    for start in range(0, len(written), 4096):  # as a pipe hands it on
        records.write(written[start : start + 4096])
    records.end()
    first, *others = told
    assert first.startswith("PostgreSQL at 127.0.0.1:1, database state cannot be reached (connection to server")
    assert "Remedy: see that the server runs" in first
    assert first.count("\n") == 1
    assert "secret" not in first
    assert "".join(others) == OTHER + REFUSED + FULL


def test_of_a_night_s_own_log_too_only_the_one_line_is_told(told: list[str]) -> None:
    of_the_night = OutageFilter(Outage(told.append))
    records = [logging.LogRecord("root", logging.WARNING, "", 0, text, None, None) for text in (RETRY, OTHER, RETRY)]
    assert [of_the_night.filter(record) for record in records] == [False, True, False]
    assert len(told) == 1


def test_it_is_told_when_the_server_is_back_and_told_again_when_it_goes_again(
    told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = Outage(told.append)
    outage.look()
    assert told == []
    outage.met("away")
    outage.look()  # nothing listens there
    outage.met("away")
    assert len(told) == 1
    monkeypatch.setattr(outages, "require_postgres", lambda _address: None)
    outage.look()
    outage.look()
    assert told[1:] == ["PostgreSQL at 127.0.0.1:1, database state answers again\n"]
    outage.met("away")
    assert len(told) == 3


def test_a_program_is_followed_to_its_end_and_its_last_record_is_told_at_once(
    told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "IDLE_SECONDS", 0)
    reading, writing = os.pipe()
    said, is_said = list[str](), threading.Event()

    def say(text: str) -> None:
        said.append(text)
        is_said.set()

    thread = threading.Thread(target=Records(say, Outage(told.append)).follow, args=[reading])
    thread.start()
    os.write(writing, REFUSED.encode())
    assert is_said.wait(60)  # though it goes on
    os.write(writing, RETRY.encode())
    os.close(writing)
    thread.join()
    os.close(reading)
    assert said == [REFUSED]
    assert len(told) == 1
