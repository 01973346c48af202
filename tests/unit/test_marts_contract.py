"""What the headers of the marts promise: a label beside each id and code, and analyses that read nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.definitions import models as shipped
from pipelines.folders import SQL

MARTS = {name: model.table for name, model in shipped.items() if name.startswith("marts.")}
ANALYSES = sorted((SQL / "analyses").glob("*.sql"))
LINES = 10
"""Lines that an analysis has fewer than."""

_NUMBER_DAY_OR_FLAG = re.compile(
    r"^(is|has)_|_(value|count|pct|on|at|share|days|by_(period|span|column|level|axes|kind))$|^value(_before)?$"
    r"|^((period|year_to_date|term_to_date)_)?(numerator|denominator)$"
    r"|^(from|to|first)_release$"
    r"|^(year|level|decimals|number_in_term|revision|valid_min|valid_max|rating_rank|decisive_rank)$"
)
_EVENT = {
    "return_id",
    "of_return_id",
    "revision_id",
    "revision_before_id",
    "withdrawn_revision_id",
    "finding_id",
    "finding_key",
    "event_id",
    "receipt_id",
    "file_sha256",
}
"""Keys of what happened: its unit, its period and their labels stand in the same row."""
_TEXT = {
    *("path", "newest_path", "sheet_name", "address"),
    *("received", "written", "expected", "corrected", "cell", "comparator", "comparator_before"),
    *("reason", "source", "clause", "section", "label_en", "decided_by", "answered_by"),
    "row_key",
    *("result_years", "worst_when", "figure_column", "step_number", "letter_path", "letter_sha256"),
}
"""What stands there as it was written: no code."""
_NAMED_BY_ROW = ("unit_id", "target_id", "target_version_id")
"""What a row of a dimension, an evaluation or a target's parts is of: label_vi or name_vi is its label."""


_ENDS = ("_id", "_ids", "_period_id", "_version_id", "_code")


def labels_of(column: str) -> set[str]:
    """Names that the label of an id or code may have: of period_id period_vi, of unit_version_id unit_name_vi."""
    stems = {column, *(column.removesuffix(end) for end in _ENDS if column.endswith(end))}
    return {f"{stem}{end}" for stem in stems for end in ("_vi", "_name_vi", "s_vi")}


def codes() -> Iterator[tuple[str, str]]:
    """Mart and column of every id and code."""
    for name, table in MARTS.items():
        for column in table.columns:
            if not column.endswith("_vi") and column not in _EVENT | _TEXT and not _NUMBER_DAY_OR_FLAG.search(column):
                yield name, column


def test_a_column_that_is_added_is_known_to_be_a_number_a_day_a_text_or_a_code() -> None:
    assert ("marts.observation", "measure") in set(codes())
    assert ("marts.decision", "status") in set(codes())
    assert len(list(codes())) > 90


def has_its_label(name: str, column: str) -> bool:
    columns = list(MARTS[name].columns)
    own = {"label_vi", "name_vi"} if column == columns[0] or column in _NAMED_BY_ROW else set()
    return bool(set(columns) & (labels_of(column) | own))


def test_each_id_and_code_of_a_mart_has_its_label_beside_it() -> None:
    assert [f"{name}.{column}" for name, column in codes() if not has_its_label(name, column)] == []


@pytest.mark.parametrize("path", ANALYSES, ids=lambda path: str(path.stem))
def test_an_analysis_takes_less_than_ten_lines_says_what_it_answers_and_reads_marts_alone(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert len([line for line in text.splitlines() if line.strip() and not line.startswith("--")]) < LINES
    assert not [line for line in text.splitlines() if len(line) > 150]
    said = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    tables = {table for table in re.findall(r"\b(?:from|join)\s+([\w.]+)", said) if "." in table}
    assert tables
    known = MARTS.keys() | {"marts.release", "why.change_part"}
    assert not {table for table in tables if table.removeprefix("earlier.") not in known}
    assert not re.findall(r"\b(?:raw|staging|core|quality|reference)\.", said)
