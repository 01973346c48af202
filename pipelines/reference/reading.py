"""From the file of a register to its lines, each with its number in the file."""

import csv
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipelines.reference.contract import KEYS, MAY_BE_EMPTY
from pipelines.reference.fields import Register


@dataclass(frozen=True)
class Lines:
    """The lines of one register with their line numbers in the file."""

    file: str
    rows: list[tuple[int, Register]]

    @classmethod
    def read(cls, path: Path, model: type[Register], faults: list[str]) -> "Lines":
        """Read and type every line; what cannot be goes into `faults` as 'file:line: fault'."""
        rows: list[tuple[int, Register]] = []
        if not path.is_file():
            faults.append(f"{path.name}: the register is missing")
            return cls(path.name, rows)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            faults.append(f"{path.name}: not UTF-8 (byte {error.start}); save it as 'CSV UTF-8'")
            return cls(path.name, rows)
        reader = csv.DictReader(text.splitlines(keepends=True), restkey="(extra)", restval="")
        seen: dict[tuple[object, ...], int] = {}
        key = KEYS[path.stem]
        for record in reader:
            if not any(record.values()):
                continue
            line = reader.line_num
            try:
                row = model.model_validate({name: value for name, value in record.items() if value != ""})
            except ValidationError as error:
                faults.extend(f"{path.name}:{line}: {_explain(fault)}" for fault in error.errors())
                continue
            identity = tuple(getattr(row, column) for column in key)
            if identity in seen:
                faults.append(f"{path.name}:{line}: {' '.join(map(str, identity))} stands on line {seen[identity]} already")
            seen.setdefault(identity, line)
            rows.append((line, row))
        if not rows and not faults and path.stem not in MAY_BE_EMPTY:
            faults.append(f"{path.name}: the register is empty")
        return cls(path.name, rows)


def _explain(fault: object) -> str:
    details = dict(fault)  # type: ignore[call-overload]
    place = ".".join(str(part) for part in details["loc"])
    received = details.get("input")
    shown = "" if isinstance(received, dict) else f", received {received!r}"
    return f"{place}: {details['msg']}{shown}"
