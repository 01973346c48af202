"""What holds for every return and everything that may happen to it: the same figures, or a finding, never another figure."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from pipelines.returns.reader import read_return, read_return_or_finding
from pipelines.returns.result import ReturnRead
from tests.corpus.case import said_of
from tests.corpus.making import Change, LibreOffice, Writer, is_line, only, page, text, write_template, xlsb, xlsx
from tests.properties.batches import batch, examples
from tests.properties.generated import ENGLISH, UNITS, VIETNAMESE, Figures, filled, mutations, returns
from tests.unit.workbooks import Draft, forms

OFTEN = settings(
    derandomize=True, deadline=None, max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
BATCH = examples(10)
"""Returns that go through LibreOffice in one call."""

TYPED: Mapping[str, Writer] = {
    "csv": text(),
    "csv in UTF-16": text("utf-16", ";"),
    "tsv": text("utf-8", "\t"),
    "html": page(),
}
"""Formats that know texts alone: what a cell's number format shows is lost in them."""

KINDS: Mapping[str, Writer] = {"xlsx": xlsx, **TYPED}


def said(read: ReturnRead) -> dict[str, str]:
    """Line code → what was read; a line of another unit or period has them before it."""
    table = read.entries
    names = ("unit_id", "period_id", "line_code", "state", "comparator", "value", "code")
    return {
        line if unit in UNITS and period == "2020H2" else f"{unit} {period} {line}": said_of(*figure)
        for unit, period, line, *figure in zip(*(table[name] for name in names), strict=True)
    }


def expected(figures: Figures) -> dict[str, str]:
    """Line code → what the figures say."""
    return {line: written.said for line, written in figures.items()}


def check_account(read: ReturnRead) -> None:
    assert read.filled_count == read.entry_count + read.label_count + read.explained_count


def check_round_trip(read: ReturnRead, unit_id: str, wanted: Mapping[str, str]) -> None:
    """The same figures, and a finding for each that cannot be read, and for nothing else."""
    check_account(read)
    assert said(read) == wanted
    assert set(read.entries["unit_id"]) == {unit_id}
    unreadable = sorted(line for line, figure in wanted.items() if figure == "unreadable")
    assert sorted(read.findings["line_code"]) == unreadable


@OFTEN
@given(made=returns(with_formats=True))
def test_a_return_survives_xlsx(made: tuple[str, Figures], tmp_path: Path) -> None:
    unit_id, figures = made
    check_round_trip(read_return(xlsx(filled(*made), tmp_path / "a"), forms()), unit_id, expected(figures))


@OFTEN
@given(data=st.data(), kind=st.sampled_from(sorted(TYPED)))
def test_a_return_survives_text_and_pages(data: st.DataObject, kind: str, tmp_path: Path) -> None:
    # In text a number has the marks of the program that wrote it: with others beside it the column is in doubt.
    made = data.draw(returns(marks=ENGLISH if kind in ("csv", "html") else VIETNAMESE))
    unit_id, figures = made
    check_round_trip(read_return(TYPED[kind](filled(*made), tmp_path / "a"), forms()), unit_id, expected(figures))


@settings(OFTEN, max_examples=examples(10))
@given(made=returns())
def test_a_form_survives_xlsb(made: tuple[str, Figures], tmp_path: Path) -> None:
    unit_id, figures = made
    draft = filled(*made)
    only(next(iter(draft.sheets)))(draft)
    for row in draft.grid:
        row[:] = [str(value).upper() if isinstance(value, bool) else value for value in row]  # the writer has no booleans
    first_form = {line: figure for line, figure in expected(figures).items() if line.split(".")[0] == UNITS[unit_id][0]}
    check_round_trip(read_return(xlsb(draft, tmp_path / "a"), forms()), unit_id, first_form)


@settings(OFTEN, max_examples=examples(12))
@given(made=returns())
def test_the_projects_own_workbook_filled_in_is_read_as_filled_in(made: tuple[str, Figures], tmp_path: Path) -> None:
    unit_id, figures = made
    # A blank line with a formula is computed, and a drop-down holds no booleans.
    values = {
        line: str(w.cell) if isinstance(w.cell, bool) else "" if w.cell is None else w.cell for line, w in figures.items()
    }
    read = read_return(write_template(tmp_path / "a.xlsx", values, unit_id=unit_id), forms())
    check_round_trip(read, unit_id, expected(figures))


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_a_return_survives_libreoffice(kind: str, tmp_path: Path) -> None:
    conversion, many = LibreOffice(kind), batch(returns(with_formats=True), BATCH)
    paths = [conversion(filled(*made), tmp_path / f"{number:02}") for number, made in enumerate(many)]
    conversion.convert_waiting(tmp_path)
    for path, (unit_id, figures) in zip(paths, many, strict=True):
        check_round_trip(read_return(path, forms()), unit_id, expected(figures))


def check_same_or_found(read: ReturnRead, unit_id: str, figures: Figures) -> None:
    """Each line says what it said, or nothing, and then a finding says why. No line says anything else."""
    check_account(read)
    found, wanted = said(read), expected(figures)
    assert set(read.entries["unit_id"]) <= {unit_id}
    told = set(read.findings["line_code"])
    for line, figure in found.items():
        if figure != wanted.get(line):
            assert figure in ("unreadable", "blank"), f"{line} says {figure}, and said {wanted.get(line)}"
            assert line in told, f"{line} says {figure}, and said {wanted.get(line)}: no finding says why"
    lost = [line for line in wanted.keys() - found.keys() if wanted[line] != "blank"]
    assert not lost or set(read.findings["fault"]) - OF_OTHER_CELLS, f"{sorted(lost)} are gone: no finding says why"


OF_OTHER_CELLS = {"extra_column", "line_differs", "subtotal_line", "unreadable_value", "duplicate_line"}
"""Faults that cannot be why a line is gone."""
MISSING_LINE = "a line missing"
"""The one change that is no fault of the reading: that the line is not there is found when it is compared with what is due."""


@settings(OFTEN, max_examples=examples(60))
@given(made=returns(), changes=mutations(), kind=st.sampled_from(["xlsx", "csv", "html"]))
def test_whatever_happens_to_a_workbook_no_figure_becomes_another(
    made: tuple[str, Figures], changes: dict[str, Change], kind: str, tmp_path: Path
) -> None:
    unit_id, figures = made
    note(" + ".join(changes))
    draft = filled(unit_id, figures)
    codes = set(lines_of(draft))
    for name, change in changes.items():
        change(draft)
        if name == MISSING_LINE:
            codes = set(lines_of(draft))
    here = {line: written for line, written in figures.items() if line in codes}
    write = xlsx if draft.merges else KINDS[kind]
    check_same_or_found(read_return_or_finding(write(draft, tmp_path / "a"), forms()), unit_id, here)


def lines_of(draft: Draft) -> Iterable[str]:
    """Codes of the form lines of a workbook."""
    return (str(row[1]) for grid in draft.sheets.values() for row in grid if is_line(row))
