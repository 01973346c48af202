"""A PostgreSQL server of its own for a test, from Debian's package; it ends with the test."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = max((found.parent for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)
PATIENCE_SECONDS = "120"
"""Guards against hanging; a busy machine takes its time."""


@contextmanager
def postgres() -> Iterator[str]:
    """Address of an empty database, reached by a socket of this machine alone."""
    assert PROGRAMS
    # The server refuses to run as root; the account that the package makes owns the folder then, which must not lie in root's.
    account = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        if account:
            shutil.chown(folder, account)
        run(account, folder, "initdb", "--pgdata=data", "--username=test", "--auth=trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(
            account,
            folder,
            "pg_ctl",
            "--pgdata=data",
            "--wait",
            f"--timeout={PATIENCE_SECONDS}",
            f"--options={options}",
            "start",
        )
        try:
            yield f"postgresql://test@/postgres?host={folder}"
        finally:
            run(account, folder, "pg_ctl", "--pgdata=data", "--wait", "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder)


def run(account: str | None, folder: Path, program: str, *arguments: str) -> None:
    assert PROGRAMS
    done = subprocess.run(
        [PROGRAMS / program, *arguments],
        cwd=folder,
        user=account,
        stdout=(log := (folder / "log").open("ab")),
        stderr=log,
        check=False,
    )
    log.close()
    assert done.returncode == 0, (folder / "log").read_text(encoding="utf-8", errors="replace")
