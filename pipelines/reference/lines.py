"""From the records of a register to its typed lines, each with its number in the file."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pipelines.reference.cells import Records
from pipelines.reference.contract import KEYS, MAY_BE_EMPTY, MAY_BE_MISSING, REGISTERS
from pipelines.reference.fields import PATTERNS, Register
from pipelines.reference.reading import read_records

Unknown = Callable[[str, int, str, str, Iterable[str | None]], Iterator[str]]
"""Of a register, line, column and other register: yields which of some values that one does not have."""


@dataclass(frozen=True)
class Lines:
    """The lines of one register with their line numbers in the file."""

    file: str
    rows: list[tuple[int, Register]] = field(default_factory=list)
    records: Records = field(default_factory=lambda: Records("", ()))
    """The same lines as text, in one spelling."""
    content: bytes = b""
    """The file."""
    is_whole: bool = True
    """Whether every line could be read: else what is not among them may stand in the file all the same."""

    @classmethod
    def read(cls, path: Path, faults: list[str], *, is_past: bool = False) -> "Lines":
        """Read and type every line; what cannot be goes into `faults` as 'file:line: fault'.

        `is_past`: it is a state that was loaded once, by whatever names columns had then.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            if isinstance(error, FileNotFoundError) and path.stem in MAY_BE_MISSING:
                return cls(path.name, records=Records(path.name, ()))
            faults.append(f"{path.name}: the register {_why_not(path, error)}")
            return cls(path.name, is_whole=False)
        records, rows, found = _lines_of(path.stem, content, is_past=is_past)
        faults += found
        return cls(path.name, list(rows), records, content, is_whole=not found)


@lru_cache(maxsize=2 * len(REGISTERS))  # of two states: from one to the next, and from one asking to the next, few files change
def _lines_of(name: str, content: bytes, *, is_past: bool) -> tuple[Records, tuple[tuple[int, Register], ...], tuple[str, ...]]:
    """What the file of register `name` holds: its records, its typed lines, and its faults."""
    found: list[str] = []
    records = read_records(name, content, found, is_past=is_past)
    rows = _typed(name, records, found)
    if not rows and not found and name not in MAY_BE_EMPTY:
        found.append(f"{name}.csv: the register is empty")
    return records, tuple(rows), tuple(found)


_FORMER = {"printed_figure": "figure"}
"""Register → what it was called in an earlier version."""


def _why_not(path: Path, error: OSError) -> str:
    if path.exists() or not isinstance(error, FileNotFoundError):
        return f"cannot be read: {error.strerror}"
    if (former := _FORMER.get(path.stem)) and path.with_stem(former).is_file():
        return f"was called '{former}.csv' before: rename that file; its lines stay as they are"
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
            named = " ".join(str(part) for part in identity if part is not None)
            faults.append(f"{records.file}:{record.line}: {named} stands on line {seen[identity]} already")
        seen.setdefault(identity, record.line)
        rows.append((record.line, row))
    return rows


def _explain(fault: ErrorDetails) -> str:
    """'column: what is allowed, received …' of one fault that pydantic found."""
    place = ".".join(str(part) for part in fault["loc"])
    received = fault.get("input")
    shown = "" if isinstance(received, dict) else f", received '{received}'"
    return f"{place}: {_allowed(fault)}{shown}" if place else _allowed(fault)  # of no one column: it names them


def _allowed(fault: ErrorDetails) -> str:
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "missing" | "string_too_short":
            return "is empty, and must be filled in"
        case "literal_error":
            return f"must be {limits['expected']}"
        case "string_pattern_mismatch":
            return PATTERNS[limits["pattern"]]
        case "string_too_long":
            return f"has more than {limits['max_length']} characters"
        case "greater_than_equal":
            return f"must be at least {limits['ge']}"
        case "less_than_equal":
            return f"must be at most {limits['le']}"
        case "value_error":
            return fault["msg"].removeprefix("Value error, ")
    return fault["msg"]  # fields are in one spelling by now, so there is nothing else that pydantic could find
