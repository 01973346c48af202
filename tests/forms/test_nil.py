"""'Trong kỳ không phát sinh' is said of a table, a form or a return in place of its figures."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from pipelines.templates.expressions import Content
from pipelines.templates.table_cells import CellKey
from pipelines.workbooks.grid import address
from tests.forms.describing import INDICATORS, described
from tests.forms.registers import reference
from tests.forms.test_described_template import planned, template
from tests.unit.workbooks import Cell, Draft, forms, plain_grid

NIL = "Trong kỳ không phát sinh"
IN_MONTHS = """
table_id,side,slot_code,label_vi,role,indicator_id,period,formula
a,column,A,Chỉ tiêu,label,,,
a,column,1,Tháng 7,,,month_7,
a,column,2,Tháng 8,,,month_8,
a,column,3,Quý IV,,,quarter_4,
a,column,4,Lũy kế từ đầu năm,,,from_january,
a,row,1,Kinh phí,,money,,
b,column,A,Chỉ tiêu,label,,,
b,column,1,Có đến cuối kỳ,,,,
b,row,1,Số hộ,,households,,
"""


@pytest.fixture(scope="module")
def in_months(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """A half-yearly form of two tables: months of it and a quarter, without a column of the half-year; then a stock."""
    return described(
        tmp_path_factory.mktemp("months") / "reference",
        "table_id,title_vi\na,I. KINH TẾ\nb,II. DÂN CƯ",
        IN_MONTHS,
        indicator=INDICATORS.replace("persons,0,sum", "persons,0,last"),
    )


def read(tmp_path: Path, form_id: str, said: Mapping[str, str], cells: dict[CellKey, Content] | None = None) -> ReturnRead:
    """The blank template of a form with texts in some cells of its sheet, read back."""
    path = template(reference(), tmp_path / "a.xlsx", form_id, cells)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[-1]
    for where, text in said.items():
        if ":" in where:
            sheet.merge_cells(where)
        sheet[where.partition(":")[0]] = text
    book.save(path)
    return read_return(path, Forms.of(reference()))


def states(found: ReturnRead, form_id: str) -> dict[str, Counter[str]]:
    """Table → how many of its figures of the period are in which state."""
    counted: dict[str, Counter[str]] = {}
    columns = ("form_id", "table_id", "state", "value_kind")
    for form, table, state, kind in zip(*(found.entries[name] for name in columns), strict=True):
        if form == form_id and kind == "figure":
            counted.setdefault(table, Counter())[state] += 1
    return counted


def row_below(form_id: str, table_id: str) -> int:
    """Number of the row below a table of a template."""
    [table] = [cells.table for cells in planned(reference(), form_id) if cells.table.shape.table.table_id == table_id]
    return table.end_row + 1


def told(found: ReturnRead) -> list[tuple[str, str, str]]:
    """Fault, cell and text of each finding about a statement."""
    columns = (found.findings[name] for name in ("fault", "address", "received"))
    return [one for one in zip(*columns, strict=True) if one[0] == "statement_not_applied"]


def test_a_statement_below_the_last_table_is_said_of_that_table(tmp_path: Path) -> None:
    found = read(tmp_path, "inspection_09", {f"A{row_below('inspection_09', 'b')}": "(KHÔNG PHÁT SINH)"})
    counted = states(found, "inspection_09")
    assert counted["b"]["none_occurred"] > 0
    assert set(counted["b"]) <= {"none_occurred", "not_applicable"}
    assert set(counted["a"]) <= {"blank", "not_applicable"}


@pytest.mark.parametrize(("cells", "is_filled"), [({}, False), ({("b", "1", "2"): 3}, True)])
def test_a_statement_between_two_tables_is_the_one_aboves_where_the_other_has_figures_and_asked_about_where_both_are_blank(
    cells: dict[CellKey, Content], is_filled: bool, tmp_path: Path
) -> None:
    below = f"A{row_below('inspection_09', 'a')}"
    found = read(tmp_path, "inspection_09", {below: NIL}, cells)
    assert (states(found, "inspection_09")["a"]["none_occurred"] > 0) == is_filled
    assert states(found, "inspection_09")["b"]["none_occurred"] == 0
    assert told(found) == ([] if is_filled else [("statement_not_applied", below, NIL)])


def test_a_statement_over_all_tables_is_said_of_the_form(tmp_path: Path) -> None:
    said = states(read(tmp_path, "inspection_09", {"A5": f"{NIL}."}), "inspection_09")
    assert said.keys() == {"a", "b"}
    assert not any(counted["blank"] for counted in said.values())
    assert all(counted["none_occurred"] for counted in said.values())


def test_a_statement_merged_over_figures_is_each_of_them_but_no_plan(tmp_path: Path) -> None:
    [table] = planned(reference(), "economy_01")
    columns = [column.at for column in table.table.figure_columns]
    row = next(row.at for row in table.table.rows if row.has_figures)
    merged = f"{address(row, columns[0])}:{address(row, columns[1])}"
    found = read(tmp_path, "economy_01", {merged: NIL})
    at = dict(zip(found.entries["address"], zip(found.entries["value_kind"], found.entries["state"], strict=True), strict=True))
    first, second = merged.split(":")
    assert (at[first], at[second]) == (("plan", "blank"), ("figure", "none_occurred"))


def test_a_table_that_has_figures_contradicts_the_statement_which_is_told_and_fills_nothing(tmp_path: Path) -> None:
    cells: dict[CellKey, Content] = {("a", "1", "2"): 3}
    below = f"A{row_below('inspection_09', 'a')}"
    found = read(tmp_path, "inspection_09", {below: NIL}, cells)
    assert states(found, "inspection_09")["a"]["none_occurred"] == 0
    assert told(found) == [("statement_not_applied", below, NIL)]


@pytest.mark.parametrize(
    ("text", "stocks"),
    [
        (NIL, {}),
        ("Trong 6 tháng đầu năm không phát sinh.", {"1.04": 30, "1.10": 30}),
        ("BIỂU NÀY KHÔNG PHÁT SINH", {"1.03": 2}),
    ],
)
def test_the_flows_of_a_form_of_lines_are_filled_in_whatever_its_stocks(
    text: str, stocks: Mapping[str, Cell], tmp_path: Path
) -> None:
    draft = Draft({"01-TCĐ": [*plain_grid(values=dict(stocks)), [], [None, text]]})
    found = read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms())
    at = dict(zip(found.entries["line_code"], found.entries["state"], strict=True))
    others = {"1.01", "1.02", "1.03", "1.04", "1.10", "1.13", "1.16"}
    assert {code for code, state in at.items() if state == "none_occurred"} == at.keys() - others
    assert {code for code, state in at.items() if state == "value"} == stocks.keys()
    assert list(found.findings["fault"]) == []


@pytest.mark.parametrize(("others", "state"), [({}, "blank"), ({"1.06": 3, "1.07": 0}, "value")])
def test_a_statement_in_the_cell_of_a_figure_is_said_of_that_figure_alone(
    others: dict[str, Cell], state: str, tmp_path: Path
) -> None:
    draft = Draft({"01-TCĐ": plain_grid(values={"1.05": NIL, **others})})
    found = read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms())
    at = dict(zip(found.entries["line_code"], found.entries["state"], strict=True))
    assert (at["1.05"], at["1.06"], at["1.08"]) == ("none_occurred", state, "blank")
    assert told(found) == []


@pytest.mark.parametrize(
    ("place", "text", "is_applied"),
    [
        ("A8", "I. KINH TẾ: trong kỳ không phát sinh", True),
        ("F8", NIL, True),
        ("A5", NIL, True),
        ("A5", "Biểu 09/MẪU: trong kỳ không phát sinh.", True),
        ("A5", "Huyện Tân Lĩnh: trong kỳ không phát sinh", True),
        ("A5", "III. VĂN HÓA: trong kỳ không phát sinh", False),
        ("A20", "I. KINH TẾ - trong kỳ không phát sinh", True),
        ("A18", NIL, False),
        ("A20", f"Ghi chú: {NIL}", False),
        ("A5", "Không phát sinh, 6 tháng cuối năm", True),
        ("A5", "Biểu 09/MẪU không phát sinh", True),
        ("A5", "Quý III không phát sinh", False),
        ("A5", "Không phát sinh", False),
        ("A20", "Ghi 0 hoặc 'không phát sinh'", None),
    ],
)
def test_a_statement_is_of_the_months_of_its_period_or_it_is_told(
    place: str, text: str, is_applied: bool | None, in_months: Reference, tmp_path: Path
) -> None:
    path = template(in_months, tmp_path / "a.xlsx", "made")
    book = openpyxl.load_workbook(path)
    assert book.worksheets[-1]["A8"].value == "I. KINH TẾ"
    book.worksheets[-1][place] = text
    book.save(path)
    found = read_return(path, Forms.of(in_months))
    columns = ("form_id", "table_id", "column_code", "state")
    read_as = zip(*(found.entries[name] for name in columns), strict=True)
    at = {(table, column): state for form, table, column, state in read_as if form == "made"}
    of_months = "none_occurred" if is_applied else "blank"
    assert at == {("a", "1"): of_months, ("a", "2"): of_months, ("a", "3"): of_months, ("a", "4"): "blank", ("b", "1"): "blank"}
    assert [(cell, said) for _, cell, said in told(found)] == ([(place, text)] if is_applied is False else [])


def test_words_that_say_more_are_no_statement(tmp_path: Path) -> None:
    text = "Trong kỳ không phát sinh vụ việc nghiêm trọng"
    found = read(tmp_path, "inspection_09", {"A5": text})
    said = states(found, "inspection_09")
    assert told(found) == [("statement_not_applied", "A5", text)]
    assert said.keys() == {"a", "b"}
    assert not any(counted["none_occurred"] for counted in said.values())
