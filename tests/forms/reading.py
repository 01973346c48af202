"""Reads the workbooks of this folder, and says of each figure what a careful reader would."""

import csv
import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pipelines.language.calendars import Calendar, KnownPeriod
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.registers import HERE, reference

_LABELS = ("unit", "period", "line", "column_or_breakdown", "measure")
COLUMNS = (*_LABELS, "value", "is_total", "is_of_which", "role", "state", "cell")
CALENDARS = {
    name: Calendar((KnownPeriod(period_id, label, period_type, first, last),), language)
    for name, language, period_type, period_id, label, first, last in (
        ("bieu-chi-bo-theo-cot", "vi", "quarter", "2025Q3", "Quý III năm 2025", dt.date(2025, 7, 1), dt.date(2025, 9, 30)),
        ("bieu-huyen-theo-xa", "vi", "quarter", "2024Q2", "Quý II năm 2024", dt.date(2024, 4, 1), dt.date(2024, 6, 30)),
        (
            "bieu-ke-hoach-thang-luy-ke",
            "vi",
            "month",
            "2025-09",
            "Tháng 9 năm 2025",
            dt.date(2025, 9, 1),
            dt.date(2025, 9, 30),
        ),
        ("bieu-nhieu-trang", "vi", "year", "2024", "Năm 2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("danh-sach-du-an", "vi", "year", "2024", "Năm 2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("finance-two-years", "en", "year", "2024-25", "year ended 31 July 2025", dt.date(2024, 8, 1), dt.date(2025, 7, 31)),
        ("monthly-age-by-sex", "en", "month", "2025-03", "March 2025", dt.date(2025, 3, 1), dt.date(2025, 3, 31)),
    )
}
"""Periods of other offices: the only ones that the reader knows then."""
HEAD_WORDS: Mapping[str, Mapping[str, str]] = {
    "finance-two-years": {"Provider": "unit_name"},
    "monthly-age-by-sex": {"Facility": "unit_name"},
}
"""Words of other offices' heads, beside those of the sample."""


@lru_cache(maxsize=1)
def all_forms() -> Forms:
    """Every form of the shipped registers and of this folder."""
    return Forms.of(reference())


def forms_for(name: str) -> Forms:
    """What the reader knows when it reads one of these workbooks."""
    calendar = CALENDARS.get(name, all_forms().calendar)
    known = dict(all_forms().words.spellings)
    for word, field in HEAD_WORDS.get(name, {}).items():
        known["head", field] = (*known["head", field], word)
    words = dataclasses.replace(all_forms().words, spellings=known)
    types = {} if name in CALENDARS else all_forms().period_types
    return dataclasses.replace(all_forms(), calendar=calendar, words=words, period_types=types)


def read(name: str, path: Path | None = None) -> ReturnRead:
    """The workbook of one of the forms, or another one as that form's."""
    return read_return(path or HERE / name / "workbook.xlsx", forms_for(name))


def expected(name: str) -> list[dict[str, str]]:
    """What a careful reader takes from the workbook, in the order of its cells."""
    with (HERE / name / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(found: ReturnRead) -> list[dict[str, str]]:
    """What was read, as `expected` has it; with the names of the registers."""
    cells = {(table.form_id, table.table_id): table.cells for table in all_forms().tables}
    rows = []
    for values in zip(*found.entries.values(), strict=True):
        entry = dict(zip(found.entries, values, strict=True))
        kind, table = entry["value_kind"], cells[entry["form_id"], entry["table_id"]]
        if kind == "list":
            continue  # says that there is one, and nothing of its rows
        if kind == "attribute":
            measure, value = f"column {entry['column_code']}", entry["code"]
        else:
            unit = table[entry["line_code"], entry["column_code"]].line.unit_of_measure
            measure = f"{_ratio(entry) if kind == 'computed' else entry['indicator_id']} [{unit}]"
            value = entry["value"]
        said = (
            entry["owner_id"] or entry["unit_id"],
            entry["days"],
            entry["row_key"] or _line(entry["table_id"], entry["line_code"]) or "*",
            entry["breakdown"] or "*",
            measure,
            "" if value is None else value if isinstance(value, str) else _number(value),
            str(entry["is_total"]).lower(),
            str(entry["is_of_which"]).lower(),
            kind,
            entry["state"],
            f"{entry['sheet_name']}!{entry['address']}",
        )
        rows.append(dict(zip(COLUMNS, said, strict=True)))
    return rows


def _ratio(entry: Mapping[str, str]) -> str:
    """The row or column that is the ratio."""
    shape = reference().shapes[entry["form_id"], entry["table_id"]]
    rows = [slot.slot_code for slot in shape.rows if shape.kind_of(slot) == "computed"]
    return entry["line_code"] if entry["line_code"] in rows else entry["column_code"]


def _line(table_id: str, line_code: str) -> str:
    """A line's code; with its table where a form has several."""
    return line_code if table_id == "main" else f"{table_id} {line_code}"


def _number(value: object) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
