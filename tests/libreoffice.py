"""LibreOffice, asked to save files in other formats; who needs it is skipped where there is none."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest

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
    """Save files in another format, in as few calls as can be: each costs a second before it begins.

    `to` is an extension and, after a colon, a filter with its options. `recalculates`: every formula of an .xlsx,
    whatever result is stored with it.
    """
    program = libreoffice()
    with tempfile.TemporaryDirectory() as profile:
        settings = _SETTINGS.format(mode=_ALWAYS if recalculates else _NEVER)
        (Path(profile) / "user").mkdir()
        (Path(profile) / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
        command = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", to]
        for start in range(0, len(paths), FILES_PER_CALL):
            some = paths[start : start + FILES_PER_CALL]
            done = subprocess.run(
                [*command, "--outdir", target, *some], check=False, capture_output=True, text=True, timeout=600
            )
            assert done.returncode == 0, done.stderr


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
