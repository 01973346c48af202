"""From the records of a register to its typed lines, each with its number in the file."""

import difflib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from pipelines.reference.cells import Records
from pipelines.reference.contract import KEYS, MAY_BE_EMPTY, REGISTERS
from pipelines.reference.fields import Register
from pipelines.reference.reading import read_records


@dataclass(frozen=True)
class Lines:
    """The lines of one register with their line numbers in the file."""

    file: str
    rows: list[tuple[int, Register]] = field(default_factory=list)
    records: Records = field(default_factory=lambda: Records("", ()))
    """The same lines as text, in one spelling."""
    content: bytes = b""
    """The file."""

    @classmethod
    def read(cls, path: Path, faults: list[str]) -> "Lines":
        """Read and type every line; what cannot be goes into `faults` as 'file:line: fault'."""
        try:
            content = path.read_bytes()
        except OSError as error:
            faults.append(f"{path.name}: the register {_why_not(path, error)}")
            return cls(path.name)
        found: list[str] = []
        records = read_records(path.stem, content, found)
        rows = _typed(path.stem, records, found)
        if not rows and not found and path.stem not in MAY_BE_EMPTY:
            found.append(f"{path.name}: the register is empty")
        faults += found
        return cls(path.name, rows, records, content)


def _why_not(path: Path, error: OSError) -> str:
    if path.exists() or not isinstance(error, FileNotFoundError):
        return f"cannot be read: {error.strerror}"
    others = [other.name for other in path.parent.glob("*") if other.is_file()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, sorted(set(others) - {f"{name}.csv" for name in REGISTERS}), n=1)
    return f"is missing; is it '{near[0]}'?" if near else "is missing"


def _typed(name: str, records: Records, faults: list[str]) -> list[tuple[int, Register]]:
    rows: list[tuple[int, Register]] = []
    seen: dict[tuple[object, ...], int] = {}
    for record in records.rows:
        try:
            row = REGISTERS[name].model_validate(record.fields)
        except ValidationError as error:
            faults.extend(f"{records.file}:{record.line}: {_explain(fault)}" for fault in error.errors())
            continue
        identity = tuple(getattr(row, column) for column in KEYS[name])
        if identity in seen:
            faults.append(
                f"{records.file}:{record.line}: {' '.join(map(str, identity))} stands on line {seen[identity]} already"
            )
        seen.setdefault(identity, record.line)
        rows.append((record.line, row))
    return rows


def _explain(fault: object) -> str:
    details = dict(fault)  # type: ignore[call-overload]
    place = ".".join(str(part) for part in details["loc"])
    received = details.get("input")
    shown = "" if isinstance(received, dict) else f", received {received!r}"
    return f"{place}: {details['msg']}{shown}"
