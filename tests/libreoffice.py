"""LibreOffice, asked to save files in other formats; who needs it is skipped where there is none."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import cache, lru_cache
from hashlib import md5
from pathlib import Path

import openpyxl
import pytest

from tests.waiting import until

FILES_PER_CALL = 100
"""LibreOffice gives up without a word when it is handed too many files at once."""


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Save/Document">
<prop oor:name="GenerateThumbnail"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"><value>{mode}</value></prop></item>
</oor:items>"""
"""LibreOffice's registrymodifications.xcu. Without a picture of its first page an .ods is written in two thirds of the time."""
_ALWAYS, _NEVER = 0, 1


def libreoffice() -> str:
    """LibreOffice's program; skips the test where there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    return program


def convert(paths: Sequence[Path], to: str, target: Path, *, recalculates: bool = False) -> None:
    """Save files in another format, in as few calls as can be.

    `to` is an extension and, after a colon, a filter with its options. `recalculates`: every formula of an .xlsx,
    whatever result is stored with it.
    """
    command = [*_kept(libreoffice(), recalculates), "--convert-to", to, "--outdir", str(target)]
    for start in range(0, len(paths), FILES_PER_CALL):
        some = paths[start : start + FILES_PER_CALL]
        done = subprocess.run([*command, *some], check=False, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr


_AT_THE_END = ExitStack()


def end() -> None:
    """End what was kept."""
    _AT_THE_END.close()
    _kept.cache_clear()


@cache
def _kept(program: str, recalculates: bool) -> list[str]:
    """Command that asks a LibreOffice which is kept to the end of the tests: to begin takes it a second and more.

    It stays as long as it has a workbook open; where it is gone all the same, the command is one that begins.
    """
    profile = Path(_AT_THE_END.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    (profile / "user").mkdir()
    settings = _SETTINGS.format(mode=_ALWAYS if recalculates else _NEVER)
    (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    openpyxl.Workbook().save(profile / "open.xlsx")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    # Where the tests are killed, it ends too; what it leaves of its own files goes with its profile.
    dying = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    running = subprocess.Popen(
        [*dying, *command, str(profile / "open.xlsx")],
        env={**os.environ, "TMPDIR": str(profile)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _AT_THE_END.callback(_end, running, profile)
    until(lambda: (profile / ".lock").exists() or running.poll() is not None)
    return command


def _end(running: subprocess.Popen[bytes], profile: Path) -> None:
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGTERM)
    running.wait()
    # Where it is asked: a socket of the name of its profile, which it leaves behind.
    name = "".join(f"{byte:x}" for byte in md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest())
    Path(f"/tmp/OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}").unlink(missing_ok=True)


def converted(path: Path, to: str) -> Path:
    """One file in another format, in a folder beside it; LibreOffice is asked once for each content."""
    target = path.parent / "converted" / f"{path.stem}.{to.partition(':')[0]}"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(_converted(path.read_bytes(), path.suffix, to))
    return target


@lru_cache(maxsize=64)
def _converted(content: bytes, suffix: str, to: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder) / f"a{suffix}").write_bytes(content)
        convert([path], to, Path(folder) / "to")
        return (Path(folder) / "to" / f"a.{to.partition(':')[0]}").read_bytes()
