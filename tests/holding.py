"""Another program that has a database open."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HOLD = """
import duckdb, sys
with duckdb.connect(sys.argv[1]) as db:
    db.execute(sys.argv[2])
    print("ready", flush=True)
    sys.stdin.readline()
    db.execute(sys.argv[3])
"""


@contextmanager
def held_open(path: Path, first: str = "select 1", then: str = "select 1") -> Iterator[None]:
    """Another process opens the database and runs `first`; after the block it runs `then` and closes it, without an error."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path), first, then], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
        process.communicate("go on\n")
    assert process.returncode == 0
