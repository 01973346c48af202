"""A head or a row that is nothing but a month or a quarter is that one, however it is written; another year's is none."""

import dataclasses
from pathlib import Path

import pytest

from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.describing import described
from tests.unit.workbooks import Cell, Draft, Grid

COLUMNS = """
table_id,side,slot_code,label_vi,role,indicator_id,period
main,column,A,TT,code,,
main,column,B,Chỉ tiêu,label,,
main,column,1,Tháng 1,,,month_1
main,column,2,Tháng 2,,,month_2
main,column,3,Quý {quarter},,,
main,row,1,Số hộ,,households,
"""
ROWS = """
table_id,side,slot_code,label_vi,role,indicator_id,period
main,column,A,TT,code,,
main,column,B,Kỳ,label,,
main,column,1,Số hộ,,households,
main,row,1,Tháng 1,,,month_1
main,row,2,Tháng 2,,,month_2
"""
TABLE = "table_id,row_kind\nmain,slot"
QUARTER = """
period_id,label_vi,period_type,starts_on,ends_on,due_on
2024Q1,Quý I năm 2024,quarter,2024-01-01,2024-03-31,2024-04-15
"""
MONTH = "2024-03,Tháng 3 năm 2024,month,2024-03-01,2024-03-31,2024-04-05"
FORM = """
form_id,code,title_vi,reported_by,valid_from_on,frequency
made,09/MẪU,Biểu mẫu thử,TANLINH,2020-01-01,quarter half_year
"""
DAYS = (45292, 45323, 45337)
"""The first days of January and February 2024, and the 15th, as spreadsheets count them."""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Forms]:
    folder = tmp_path_factory.mktemp("months")
    quarterly = {"period": QUARTER + MONTH, "form": FORM}
    return {
        name: Forms.of(described(folder / name, TABLE, slots, **quarterly))
        for name, slots in (("columns", COLUMNS), ("rows", ROWS))
    }


def read(tmp_path: Path, forms: Forms, *rows: list[Cell], period: str = "Quý I năm 2024") -> ReturnRead:
    head: Grid = [["Biểu số: 09/MẪU"], ["Đơn vị báo cáo: Huyện Tân Lĩnh"], [f"Kỳ báo cáo: {period}"], []]
    return read_return(Draft({"a": [*head, *rows]}).write_xlsx(tmp_path / "a.xlsx"), forms)


def figures(found: ReturnRead, place: str) -> dict[str, int]:
    return {code: int(value) for code, value in zip(found.entries[place], found.entries["value"], strict=True)}


@pytest.mark.parametrize(
    ("january", "february", "quarter"),
    [
        ("Tháng 1/2024", "Tháng 2/2024", "Quý I/2024"),
        ("Tháng 1 năm 2024", "tháng 02 năm 2024", "Quý I năm 2024"),
        ("T1", "T2", "Quý 1"),
        ("T1/2024", "T.2/2024", "Quí I - 2024"),
        ("Tháng I", "Tháng II", "Quý I"),
        ("Jan 2024", "February", "Q1/2024"),
        ("Month 1/2024", "month 2", "Quarter 1"),
    ],
)
def test_a_month_is_known_however_its_head_is_written(
    tmp_path: Path, known: dict[str, Forms], january: str, february: str, quarter: str
) -> None:
    found = read(tmp_path, known["columns"], ["TT", "Chỉ tiêu", january, february, quarter], ["1", "Số hộ", 5, 6, 11])
    assert (found.findings["fault"], figures(found, "column_code")) == ([], {"1": 5, "2": 6, "3": 11})
    rows: list[list[Cell]] = [["TT", "Kỳ", "Số hộ"], ["1", january, 5], ["2", february, 6]]
    found = read(tmp_path, known["rows"], *rows)
    assert (found.findings["fault"], figures(found, "line_code")) == ([], {"1": 5, "2": 6})


def test_01_2024_is_a_month_where_it_cannot_be_a_quarter(tmp_path: Path, known: dict[str, Forms]) -> None:
    found = read(tmp_path, known["rows"], ["TT", "Kỳ", "Số hộ"], ["1", "01/2024", 5], ["2", "2/2024", 6])
    assert (found.findings["fault"], figures(found, "line_code")) == ([], {"1": 5, "2": 6})
    found = read(tmp_path, known["columns"], ["TT", "Chỉ tiêu", "01/2024", "2/2024", "Quý I"], ["1", "Số hộ", 5, 6, 11])
    assert (found.findings["fault"], figures(found, "column_code")) == (["ambiguous_column"], {"2": 6, "3": 11})


@pytest.mark.parametrize("shown", ["mmm-yy", "dd/mm/yyyy"])
def test_a_month_of_which_a_spreadsheet_made_a_day_is_that_month(tmp_path: Path, known: dict[str, Forms], shown: str) -> None:
    def read_days(forms: Forms, *rows: list[Cell]) -> ReturnRead:
        head: Grid = [["Biểu số: 09/MẪU"], ["Đơn vị báo cáo: Huyện Tân Lĩnh"], ["Kỳ báo cáo: Quý I năm 2024"], []]
        places = {(at, column) for at, row in enumerate(rows, 4) for column, value in enumerate(row) if value in DAYS}
        draft = Draft({"a": [*head, *rows]}, formats={place: {"num_format": shown} for place in places})
        return read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms)

    january, february, middle = DAYS
    found = read_days(known["columns"], ["TT", "Chỉ tiêu", january, february, "Quý I"], ["1", "Số hộ", 5, 6, 11])
    assert (found.findings["fault"], figures(found, "column_code")) == ([], {"1": 5, "2": 6, "3": 11})
    found = read_days(known["rows"], ["TT", "Kỳ", "Số hộ"], ["1", january, 5], ["2", february, 6])
    assert (found.findings["fault"], figures(found, "line_code")) == ([], {"1": 5, "2": 6})
    found = read_days(known["columns"], ["TT", "Chỉ tiêu", january, middle, "Quý I"], ["1", "Số hộ", 5, 6, 11])
    assert "2" not in figures(found, "column_code")
    assert found.findings["fault"] != []


def test_a_month_of_another_year_is_refused(tmp_path: Path, known: dict[str, Forms]) -> None:
    found = read(tmp_path, known["columns"], ["TT", "Chỉ tiêu", "T1/2023", "T2/2024", "Quý I/2023"], ["1", "Số hộ", 5, 6, 11])
    assert figures(found, "column_code") == {"2": 6}
    assert found.findings["fault"] == ["other_period", "other_period"]
    found = read(tmp_path, known["rows"], ["TT", "Kỳ", "Số hộ"], ["1", "Tháng 1/2023", 5], ["2", "T2", 6])
    assert figures(found, "line_code") == {"2": 6}
    assert found.findings["fault"] == ["other_period", "missing_line"]


def test_columns_that_a_table_lacks_are_told_together(tmp_path: Path, known: dict[str, Forms]) -> None:
    found = read(tmp_path, known["columns"], ["TT", "Chỉ tiêu", "Kỳ một", "Kỳ hai", "Quý I"], ["1", "Số hộ", 5, 6, 11])
    told = zip(found.findings["fault"], found.findings["expected"], strict=True)
    assert [expected for fault, expected in told if fault == "no_value_column"] == ["1 Tháng 1; 2 Tháng 2"]


def test_a_form_is_no_return_of_a_kind_of_period_for_which_it_is_not_reported(tmp_path: Path, known: dict[str, Forms]) -> None:
    heads: list[Cell] = ["TT", "Chỉ tiêu", "Tháng 1", "Tháng 2", "Quý I"]
    found = read(tmp_path, known["columns"], heads, ["1", "Số hộ", 5, 6, 11], period="Tháng 3 năm 2024")
    assert (found.returns["period_id"], found.entries["value"]) == ([], [])
    assert list(zip(found.findings["fault"], found.findings["form_id"], strict=True)) == [("unknown_period", "made")]
    assert found.findings["detail"] == ["phần đầu biểu ghi Tháng 3 năm 2024, nhưng biểu này chỉ báo cáo theo kỳ: quý, 6 tháng"]
    found = read(tmp_path, known["columns"], heads, ["1", "Số hộ", 5, 6, 11], ["Tân Lĩnh, ngày 31 tháng 3 năm 2024"])
    assert (found.returns["period_id"], found.findings["fault"]) == (["2024Q1"], [])


def test_a_column_of_the_quarter_is_none_of_a_return_of_a_month_or_half_year(tmp_path: Path, known: dict[str, Forms]) -> None:
    monthly = dataclasses.replace(known["columns"], period_types={"made": frozenset({"month", "quarter", "half_year"})})
    for period, quarter in (("Tháng 3 năm 2024", "Quý I"), ("6 tháng cuối năm 2021", "Quý IV")):
        found = read(tmp_path, monthly, ["TT", "Chỉ tiêu", "T1", "T2", quarter], ["1", "Số hộ", 5, 6, 11], period=period)
        assert figures(found, "column_code") == {"1": 5, "2": 6}
        assert list(zip(found.findings["fault"], found.findings["received"], strict=True)) == [("other_period", quarter)]


def test_a_form_of_another_kind_of_period_that_is_left_empty_is_not_asked_about(
    tmp_path: Path, known: dict[str, Forms]
) -> None:
    heads: list[Cell] = ["TT", "Chỉ tiêu", "Tháng 1", "Tháng 2", "Quý I"]
    found = read(tmp_path, known["columns"], heads, ["1", "Số hộ", "", "", ""], period="Tháng 3 năm 2024")
    assert (found.returns["period_id"], found.findings["fault"]) == ([], [])
