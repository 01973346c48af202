"""Fuzz target: damaged workbooks of every format through the reader; it must answer, and account for every cell.

`python -m tests.fuzz [libFuzzer options]`, e.g. -max_total_time=600. A zip-based workbook is damaged inside its parts and
zipped again, as bytes changed in the zip itself would only ever be refused by its checksums.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import atheris

from pipelines.folders import PROJECT
from pipelines.reference import load_reference

with atheris.instrument_imports(include=["pipelines.returns"]):
    from pipelines.returns.layout import Forms
    from pipelines.returns.reader import read_return_or_finding

# After it: these import parts of the reader too, and what is imported before is not instrumented.
from tests.corpus.making import FIRST, archive, biff5, clean, only, page, text, web_archive, xlsb, xlsx

SEEDS = ("2020H2/TC01_2020H2.xlsx", "2021H1/DTN_2021H1.xlsx", "2023H1/TC58_2023H1.xlsx")
FORMS = Forms.of(load_reference(PROJECT / "raw" / "reference"))
SCRATCH = Path(os.environ.get("FUZZ_FOLDER", ""))
"""Folder of a run: its parent makes it and clears it away, as libFuzzer ends its own process without any clearing up."""
LIMITS = ("-timeout=20", "-rss_limit_mb=2048", "-max_len=200000")


def read_one(data: bytes) -> None:
    """Read one input as a worker does. Whatever it is, the answer is a reading whose cells are all accounted for."""
    path = SCRATCH / "input"
    path.write_bytes(data)
    try:
        read = read_return_or_finding(path, FORMS)
    except BaseException as error:
        # calamine's panics: the pool answers them with a finding, in production.
        if type(error).__name__ != "PanicException":
            raise
        return
    accounted = read.entry_count + read.label_count + read.explained_count
    assert read.filled_count == accounted, f"{read.filled_count} filled cells, {accounted} accounted for"
    assert read.is_readable or read.findings["fault"], "refused without a finding"


def damage(data: bytes, max_size: int, seed: int) -> bytes:
    """Mutate one part inside a zip, or the bytes themselves where they are no zip."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return bytes(atheris.Mutate(data, max_size))
    except Exception as error:  # zlib.error has no better base
        if type(error).__module__ != "zlib":
            raise
        return bytes(atheris.Mutate(data, max_size))
    if not parts or seed % 8 == 0:
        return bytes(atheris.Mutate(data, max_size))
    victim = sorted(parts)[seed % len(parts)]
    parts[victim] = atheris.Mutate(parts[victim], len(parts[victim]) + 1000)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()[:max_size]


def seeds() -> Path:
    """A folder with a small valid workbook of each format that can be made here."""
    folder = SCRATCH / "seeds"
    folder.mkdir()
    paths = [Path(shutil.copy(PROJECT / "raw" / "returns" / name, folder)) for name in SEEDS]
    soffice = shutil.which("soffice")
    if soffice:
        for target in ("xls", "ods", "csv", "html"):
            command = [soffice, "--headless", "--convert-to", target, "--outdir", str(folder), str(paths[-1])]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
    draft = clean()
    only(FIRST)(draft)
    for number, write in enumerate(
        (xlsb, biff5, web_archive, page(), text("utf-16", "\t"), archive(("a.xlsx", xlsx), ("b.csv", text())))
    ):
        write(draft, folder / str(number))
    return folder


if __name__ == "__main__" and "FUZZ_FOLDER" not in os.environ:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        command = [sys.executable, "-m", "tests.fuzz", *sys.argv[1:]]
        sys.exit(subprocess.run(command, check=False, env={**os.environ, "FUZZ_FOLDER": name}).returncode)
elif __name__ == "__main__":
    atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], str(seeds())], read_one, custom_mutator=damage)
    atheris.Fuzz()
