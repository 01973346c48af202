"""A sheet may hold several tables of a form: beside one another, of several units, or such that nothing tells them apart."""

import dataclasses
from pathlib import Path

import pytest

from pipelines.reference import FormSlot, FormTable
from pipelines.reference.form_cells import Shape
from pipelines.returns.described import Table, table_of
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.reading import all_forms
from tests.forms.registers import reference
from tests.properties import shape_sheets
from tests.unit.workbooks import Cell, Draft

HEAD: list[list[Cell]] = [*shape_sheets.HEAD, []]


def table(table_id: str, label: str, rows: dict[str, str], title: str | None = None) -> Table:
    """A table with columns `label`, 'Tổng số' and 'Nữ', and a row for each label → indicator."""

    def slot(side: str, code: str, label: str, **more: object) -> FormSlot:
        fields = {"form_id": "members_03", "table_id": table_id, "side": side, "slot_code": code, "label_vi": label, **more}
        return FormSlot.model_validate(fields)

    women = slot("column", "2", "Nữ", members="sex=female", of_which="1")
    columns = (slot("column", "A", label, role="label"), slot("column", "1", "Tổng số"), women)
    own = tuple(slot("row", f"_{place}", text, indicator_id=name) for place, (text, name) in enumerate(rows.items()))
    described = FormTable.model_validate({"form_id": "members_03", "table_id": table_id, "title_vi": title})
    return table_of(reference(), Shape(described, own, columns))


def forms_with(*tables: Table) -> Forms:
    return dataclasses.replace(all_forms(), tables=tables)


def entries(found: ReturnRead) -> dict[tuple[str, ...], str]:
    names = ("unit_id", "table_id", "line_code", "column_code", "value")
    return {tuple(row[:4]): str(row[4]) for row in zip(*(found.entries[name] for name in names), strict=True)}


ETHNICITY = table("ethnic", "Dân tộc", {"Tày": "mm_gained", "Nùng": "mm_lost"})
RELIGION = table("religion", "Tôn giáo", {"Phật giáo": "mm_gained", "Công giáo": "mm_lost"})
SIDE_BY_SIDE: list[list[Cell]] = [
    ["Dân tộc", "Tổng số", "Nữ", None, "Tôn giáo", "Tổng số", "Nữ"],
    ["Tày", 12, 5, None, "Phật giáo", 30, 11],
    ["Nùng", 7, 2, None, "Công giáo", 4, 1],
]


def test_tables_beside_one_another_have_columns_of_their_own(tmp_path: Path) -> None:
    path = Draft({"a": [*HEAD, *SIDE_BY_SIDE]}).write_xlsx(tmp_path / "a.xlsx")
    found = read_return(path, forms_with(ETHNICITY, RELIGION))
    assert found.findings["fault"] == []
    assert entries(found) == {
        ("SONGTRA", "ethnic", "_0", "1"): "12",
        ("SONGTRA", "ethnic", "_0", "2"): "5",
        ("SONGTRA", "ethnic", "_1", "1"): "7",
        ("SONGTRA", "ethnic", "_1", "2"): "2",
        ("SONGTRA", "religion", "_0", "1"): "30",
        ("SONGTRA", "religion", "_0", "2"): "11",
        ("SONGTRA", "religion", "_1", "1"): "4",
        ("SONGTRA", "religion", "_1", "2"): "1",
    }


def test_a_table_that_may_be_one_of_two_is_asked_about(tmp_path: Path) -> None:
    rows = {"Tày": "mm_gained"}
    path = Draft({"a": [*HEAD, ["Dân tộc", "Tổng số", "Nữ"], ["Tày", 12, 5]]}).write_xlsx(tmp_path / "a.xlsx")
    found = read_return(path, forms_with(table("a", "Dân tộc", rows), table("b", "Dân tộc", rows)))
    assert found.findings["fault"][0] == "ambiguous_table"
    assert entries(found) == {}
    assert found.explained_count == 2


@pytest.mark.parametrize("year", ["", " năm {year}"])
def test_titles_tell_tables_with_the_same_heads_apart(year: str, tmp_path: Path) -> None:
    rows, said = {"Tày": "mm_gained"}, year.format(year=2025)
    grid: list[list[Cell]] = [[f"B. Cuối kỳ{said}"], ["Dân tộc", "Tổng số", "Nữ"], ["Tày", 12, 5], [], [f"A. Đầu kỳ{said}"]]
    grid += [["Dân tộc", "Tổng số", "Nữ"], ["Tày", 10, 4]]
    path = Draft({"a": [*HEAD, *grid]}).write_xlsx(tmp_path / "a.xlsx")
    tables = (table("a", "Dân tộc", rows, f"A. Đầu kỳ{year}"), table("b", "Dân tộc", rows, f"B. Cuối kỳ{year}"))
    found = read_return(path, forms_with(*tables))
    assert found.findings["fault"] == []
    assert entries(found) == {
        ("SONGTRA", "b", "_0", "1"): "12",
        ("SONGTRA", "b", "_0", "2"): "5",
        ("SONGTRA", "a", "_0", "1"): "10",
        ("SONGTRA", "a", "_0", "2"): "4",
    }


def test_a_workbook_may_hold_the_returns_of_several_units(tmp_path: Path) -> None:
    other: list[list[Cell]] = [*HEAD[:2], ["Đơn vị báo cáo: Đảng bộ Khối Doanh nghiệp Bắc Nguyên"], []]
    body: list[list[Cell]] = [["Dân tộc", "Tổng số", "Nữ"], ["Tày", 12, 5], ["Nùng", 7, 2]]
    path = Draft({"a": [*HEAD, *body], "b": [*other, *body]}).write_xlsx(tmp_path / "a.xlsx")
    found = read_return(path, forms_with(ETHNICITY))
    assert found.findings["fault"] == []
    assert {unit for unit, *_ in entries(found)} == {"SONGTRA", "DNBN"}
    assert found.returns["unit_id"] == ["SONGTRA", "DNBN"]


def test_a_sheet_of_another_form_is_none_of_a_described_one(tmp_path: Path) -> None:
    """The head names a form with one line for each indicator: its heads are not taken for another's."""
    grid: list[list[Cell]] = [["Biểu số: 01-TCĐ"], *HEAD[1:], ["Dân tộc", "Tổng số", "Nữ"], ["Tày", 12, 5]]
    found = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), forms_with(ETHNICITY))
    assert entries(found) == {}
    assert found.findings["fault"]
