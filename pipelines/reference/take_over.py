"""Takes over the words and sentences that come with a version, where the registers of an office were copied from another."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from pipelines.folders import PROJECT, write_whole
from pipelines.language.catalogue import known_sentences
from pipelines.reference.contract import REGISTERS
from pipelines.reference.fields import Register
from pipelines.reference.lines import Lines
from pipelines.reference.load import load_reference
from pipelines.reference.run import Office
from pipelines.reference.wording import Sentence, Wording
from pipelines.reference.wording_lists import LISTS, OPEN, OPTIONAL

SHIPPED = PROJECT / "raw" / "reference"
"""The registers that come with this version."""


def take_over(folder: Path, tell: Callable[[str], object], shipped: Path = SHIPPED) -> None:
    """Add to wording.csv and sentence.csv of an office of the same language what this version asks, and drop what none asks.

    Lines of words that stay say what they said, and so do all other registers. What was added or dropped is told; then
    all registers are checked. A file with a line that cannot be read is left as it is.

    Raises:
        RegisterError: registers do not agree.
    """
    for name in ("wording", "sentence") if _language(folder) == _language(shipped) else ():
        faults: list[str] = []
        own, theirs = (Lines.read(place / f"{name}.csv", faults) for place in (folder, shipped))
        if faults:
            continue
        has = {_asks(row) for _, row in own.rows}
        kept = [record.fields for record, (_, row) in zip(own.records.rows, own.rows, strict=True) if not _is_former(row)]
        added = [
            record.fields
            for record, (_, row) in zip(theirs.records.rows, theirs.rows, strict=True)
            if _asks(row) not in has and _is_asked(row)
        ]
        for _, row in own.rows:
            if _is_former(row):
                tell(f"{name}.csv: dropped '{' '.join(_asks(row))}'")
        for fields in added:
            tell(f"{name}.csv: added '{fields['text']}'")
        if added or len(kept) < len(own.rows):
            text = io.StringIO()
            writer = csv.DictWriter(text, list(REGISTERS[name].model_fields), lineterminator="\n")
            writer.writeheader()
            writer.writerows([*kept, *added])
            write_whole(folder / f"{name}.csv", text.getvalue().encode())
    load_reference(folder)
    tell(f"all registers in {folder} agree with this version")


def _language(folder: Path) -> str:
    rows = Lines.read(folder / "office.csv", []).rows
    return next((row.language for _, row in rows if isinstance(row, Office)), "")


def _asks(row: Register) -> tuple[str, ...]:
    """What a line is about."""
    return (row.list_id, row.code) if isinstance(row, Wording) else (row.english,) if isinstance(row, Sentence) else ()


def _is_asked(row: Register) -> bool:
    """Whether every office needs the line."""
    if isinstance(row, Wording):
        return row.list_id not in OPTIONAL and row.code in LISTS.get(row.list_id, ())
    return not _is_former(row)


def _is_former(row: Register) -> bool:
    """Whether this version refuses the line, as no code asks for it."""
    if isinstance(row, Wording):
        return row.list_id not in LISTS or (row.list_id not in OPEN and row.code not in LISTS[row.list_id])
    return isinstance(row, Sentence) and row.english not in known_sentences()
