"""What SDMX says of the files that are written in it, asked of pysdmx: each is read with its structure and held against it."""

import csv
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pysdmx.io as sdmx
from pysdmx.model import Component, DataStructureDefinition, DataType, Role

PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-S[12])?|\d{4}-\d\d-\d\d/P\d+D")
Row = dict[str, str]


def read_files(folder: Path) -> dict[str, list[Row]]:
    """Dataflow → rows of its file, none of which breaks its structure; texts as they stand there."""
    structure = folder / "structure.json"
    message = sdmx.read_sdmx(structure)  # by the schema of SDMX-JSON
    found: dict[str, list[Row]] = {}
    for flow in message.get_dataflows():
        path = folder / f"{flow.id.lower()}.csv"
        [dataset] = sdmx.get_datasets(path, structure, validate=False)  # the structure is valid: it was read above
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert isinstance(flow.structure, DataStructureDefinition)
        components = flow.structure.components
        assert dataset.short_urn == f"Dataflow={flow.agency}:{flow.id}({flow.version})"
        assert list(dataset.data.columns) == [component.id for component in components] == list(rows[0])[3:]
        assert len(dataset.data) == len(rows)
        for component in components:
            codes = {code.id for code in component.enumeration} if component.enumeration else None
            wrong = {text for text in {row[component.id] for row in rows} if not _holds(component, codes, text)}
            assert not wrong, (flow.id, component.id, sorted(wrong)[:5])
        keys = [tuple(row[dimension.id] for dimension in components.dimensions) for row in rows]
        assert len(set(keys)) == len(keys)
        assert keys == sorted(keys, key=lambda key: [text.encode() for text in key])
        found[flow.id] = rows
    assert {path.name for path in folder.iterdir()} == {"structure.json", *(f"{flow.lower()}.csv" for flow in found)}
    return found


@cache
def code_of(sdmx_id: str) -> str:
    """Code that an id of SDMX stands for."""
    parts = re.split(r"((?:\$[0-9A-F]{2})+)", sdmx_id.replace("@", "/"))
    return "".join(bytes.fromhex(part.replace("$", "")).decode() if part.startswith("$") else part for part in parts)


def _holds(component: Component, codes: set[str] | None, text: str) -> bool:
    if not text:
        return component.role is not Role.DIMENSION and not component.required
    if codes is not None:
        return text in codes
    match component.dtype:
        case DataType.PERIOD:
            return bool(PERIOD.fullmatch(text))
        case DataType.BOOLEAN:
            return text in ("true", "false")
        case DataType.LONG | DataType.INTEGER:
            return str(int(text)) == text
        case DataType.DECIMAL:
            return Decimal(text).is_finite()
    return False
