"""The workbook that a unit fills in for a described form: what it accepts and says, and how it is read when it comes back."""

import random
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.reference import Reference
from pipelines.reference.described_dues import described_due
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.described_sheet import plan_described
from pipelines.templates.expressions import Content
from pipelines.templates.preview import form_named, write_preview
from pipelines.templates.table_cells import CellKey, TableCells
from pipelines.templates.template import write_workbook
from tests.forms.describing import INDICATORS, described
from tests.forms.registers import reference as nine_forms
from tests.libreoffice import convert, libreoffice

DESCRIBED = (
    "members_03", "facility_m2", "inspection_09", "meetings_04", "economy_01", "projects_07", "finance_t2", "labour_06",
)  # fmt: skip
OF_COMMUNES = """
table_id,side,slot_code,label_vi,role,indicator_id,of_which
main,column,A,STT,number,,
main,column,B,Mã xã,code,,
main,column,C,Xã,label,,
main,column,1,Số hộ,,households,
main,column,2,Trong đó: nữ,,women,1
"""


def planned(reference: Reference, form_id: str, cells: dict[CellKey, Content] | None = None) -> tuple[TableCells, ...]:
    form = form_named(reference, form_id)
    return plan_described(reference, form, reference.periods["2021H2"], reference.unit_on(form.reported_by[0], "2021H2"), cells)


def template(reference: Reference, path: Path, form_id: str, cells: dict[CellKey, Content] | None = None) -> Path:
    """As `make templates` writes it for 2021H2."""
    unit = reference.unit_on(form_named(reference, form_id).reported_by[0], "2021H2")
    assert unit
    write_workbook(path, reference, unit, reference.periods["2021H2"], receiver_vi="…………", cells=cells, is_live=True)
    return path


def figures(tables: tuple[TableCells, ...], seed: int) -> dict[CellKey, Content]:
    """Something for every open cell; rows of a list have a name and a key."""
    chance, found = random.Random(seed), dict[CellKey, Content]()
    for cells in tables:
        table_id = cells.table.shape.table.table_id
        for row in cells.table.rows:
            for column in cells.table.columns if row.slot is None and row.unit is None else ():
                if column.slot and column.slot.role in ("label", "key"):
                    found[table_id, row.key, column.key] = f"{column.slot.role} {row.at}"
        for cell in cells.cells:
            if not cell.is_closed and cell.formula is None:
                found[table_id, cell.row.key, cell.column.key] = chance.randint(0, 90) if chance.random() < 0.7 else "-"
    return found


def with_texts(cells: dict[CellKey, Content], seed: int, share: float = 0.15) -> dict[CellKey, Content]:
    """The same with texts in place of some figures, and blanks."""
    chance = random.Random(seed)
    texts: tuple[Content, ...] = ("…", "x", "–", "Không phát sinh", "không áp dụng", "trên 10", None)
    return {
        key: content if isinstance(content, str) or chance.random() > share else chance.choice(texts)
        for key, content in cells.items()
    }


def checks(sheet: Worksheet) -> dict[int, str]:
    """Row → what the column of checks says."""
    place = next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == "Kiểm tra")
    return {cell.row: str(cell.value) for cell in next(sheet.iter_cols(place, place, 9)) if cell.value}


def sheet_of(path: Path, name: str, *, is_computed: bool = True) -> Worksheet:
    sheet: Worksheet = openpyxl.load_workbook(path, data_only=is_computed)[name]
    return sheet


@pytest.mark.parametrize("form_id", DESCRIBED)
def test_a_template_filled_in_is_read_without_a_finding_and_to_the_last_figure(form_id: str, tmp_path: Path) -> None:
    reference, cells = nine_forms(), figures(planned(nine_forms(), form_id), 1)
    found = read_return(template(reference, tmp_path / "a.xlsx", form_id, cells), Forms.of(reference))
    assert list(zip(*found.findings.values(), strict=True)) == []
    rows = [dict(zip(found.entries, row, strict=True)) for row in zip(*found.entries.values(), strict=True)]
    received = {str(row["address"]): row["received"] for row in rows if row["form_id"] == form_id}
    written = {cell.address: str(cell.content) for table in planned(reference, form_id, cells) for cell in table.cells}
    assert {address: received.get(address) for address in written} == written


SAID: dict[Content, Content] = {"…": "", "chưa có": "", "-": 0, "Không phát sinh": 0, 4: 50}
"""Numerator, of 8 → the ratio in percent."""


def test_the_ratio_of_a_figure_that_is_not_known_is_none(tmp_path: Path) -> None:
    books: list[Path] = []
    for said, ratio in SAID.items():
        cells: dict[CellKey, Content] = {("", "01", "NH1"): 8, ("", "07", "NH1"): said}
        (table,) = planned(nine_forms(), "meetings_04", cells)
        cells = {(table.table.shape.table.table_id, *key[1:]): content for key, content in cells.items()}
        (table,) = planned(nine_forms(), "meetings_04", cells)
        (found,) = (cell for cell in table.cells if (cell.row.key, cell.column.key) == ("08", "NH1"))
        assert found.content == ratio, said
        books.append(template(nine_forms(), tmp_path / f"{len(books)}.xlsx", "meetings_04", cells))
    convert(books, "xlsx", tmp_path / "computed", recalculates=True)
    computed = [sheet_of(tmp_path / "computed" / book.name, "04-SH")["E17"].value for book in books]
    assert [value or "" for value in computed] == [ratio or "" for ratio in SAID.values()]


@pytest.mark.parametrize(
    ("said", "total"),
    [("…", "…"), ("trên 4", "…"), (None, 8), ("-", 8), ("–", 8), ("x", 8), ("Không áp dụng", 8), (4, 12)],
)
def test_the_total_over_a_figure_that_is_not_known_is_not_known(said: Content, total: Content) -> None:
    (table,) = planned(nine_forms(), "meetings_04", {("", "01", "NH1"): 8, ("", "01", "NH2"): said})
    table_id = table.table.shape.table.table_id
    (table,) = planned(nine_forms(), "meetings_04", {(table_id, "01", "NH1"): 8, (table_id, "01", "NH2"): said})
    assert next(cell.content for cell in table.cells if (cell.row.key, cell.column.key) == ("01", "1")) == total


@pytest.mark.parametrize(
    ("form_id", "row", "column", "wholes"),
    [
        ("inspection_09", "1", "4", {("1", "1"), ("_total", "4"), ("_total", "1")}),
        ("projects_07", "#12", "6", {("I", "6"), ("_total", "6")}),
        ("labour_06", "0020", "3", {("0020", "1"), ("0010", "3"), ("0010", "1")}),
    ],
)
def test_every_total_above_a_figure_that_is_not_known_is_not_known_either(
    form_id: str, row: str, column: str, wholes: set[tuple[str, str]]
) -> None:
    of: dict[CellKey, Content] = dict.fromkeys(figures(planned(nine_forms(), form_id), 1), 3)
    of |= {key: "…" for key in of if key[1:] == (row, column)}
    tables = planned(nine_forms(), form_id, of)
    found = {(cell.row.key, cell.column.key): cell.content for table in tables for cell in table.cells}
    assert {key: found[key] for key in wholes} == dict.fromkeys(wholes, "…")


def test_a_total_that_is_not_known_is_read_so(tmp_path: Path) -> None:
    cells = with_texts(figures(planned(nine_forms(), "labour_06"), 1), 3)
    found = read_return(template(nine_forms(), tmp_path / "a.xlsx", "labour_06", cells), Forms.of(nine_forms()))
    assert list(found.findings["fault"]) == []
    told = zip(*(found.entries[name] for name in ("address", "is_total", "received", "state")), strict=True)
    assert {(said, state) for _, is_total, said, state in told if is_total and said == "…"} == {("…", "no_data")}


def test_a_part_of_a_whole_that_is_not_known_is_not_above_it(tmp_path: Path) -> None:
    tables = planned(nine_forms(), "inspection_09")
    unknown: dict[CellKey, Content] = dict.fromkeys(figures(tables, 1), 2)
    unknown |= {key: "…" for key in unknown if key[1:] in (("1", "3"), ("1/-", "3"))}
    sheet = sheet_of(template(nine_forms(), tmp_path / "a.xlsx", "inspection_09", unknown), "09-KT")
    assert set(checks(sheet).values()) == {"Kiểm tra"}  # the heads of both tables


def test_a_district_s_template_has_its_communes_and_is_read_as_theirs(tmp_path: Path) -> None:
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,unit", OF_COMMUNES)
    cells = figures(planned(reference, "made"), 2)
    found = read_return(template(reference, tmp_path / "a.xlsx", "made", cells), Forms.of(reference))
    assert list(zip(*found.findings.values(), strict=True)) == []
    assert set(found.entries["owner_id"]) >= {"DB", "01021", "01024", "MN", "01033"}


def test_what_is_above_its_whole_is_said_beside_the_row(tmp_path: Path) -> None:
    cells: dict[CellKey, Content] = {("a", "1", "2"): 3, ("a", "1", "5"): 4, ("b", "1", "3"): 1, ("b", "1/-", "3"): 2}
    sheet = sheet_of(template(nine_forms(), tmp_path / "a.xlsx", "inspection_09", cells), "09-KT")
    said = checks(sheet)
    assert said[12] == "Lỗi cột 5: lớn hơn cột 1. Chưa ghi 3 ô"
    assert said[22] == "Lỗi dòng này lớn hơn dòng 1 ở 2 cột. Chưa ghi 4 ô"
    assert "Còn 3 lỗi" in {str(cell.value)[:9] for cell in sheet[7]}


def test_a_blank_template_says_how_many_cells_wait(tmp_path: Path) -> None:
    sheet = sheet_of(template(nine_forms(), tmp_path / "a.xlsx", "members_03"), "03-CC")
    assert checks(sheet)[13] == "Chưa ghi 7 ô"
    assert 14 not in checks(sheet)  # computed


def test_open_cells_accept_figures_of_their_indicator_and_the_signs_of_printed_tables(tmp_path: Path) -> None:
    sheet = sheet_of(template(nine_forms(), tmp_path / "a.xlsx", "members_03"), "03-CC", is_computed=False)
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["D13:J13"] == (
        'IF(ISNUMBER(D13),AND(D13=INT(D13),D13>=0,D13<=100000),OR(TRIM(D13)="-",TRIM(D13)="x",TRIM(D13)="…",'
        'TRIM(D13)="không phát sinh",TRIM(D13)="không áp dụng"))'
    )


def test_bounds_are_those_of_the_printed_measure(tmp_path: Path) -> None:
    sheet = sheet_of(template(nine_forms(), tmp_path / "a.xlsx", "labour_06"), "06-LĐ-N", is_computed=False)
    rules = {str(rule.sqref): str(rule.formula1) for rule in sheet.data_validations.dataValidation}
    rule = rules["D13:J13"]
    most = nine_forms().indicators["labour_food"].valid_max / 1000
    assert f"D13<={most:f}".rstrip("0").rstrip(".") in rule
    assert "INT(" not in rule


def test_every_formula_comes_out_in_libreoffice_as_it_is_stored(tmp_path: Path) -> None:
    libreoffice()
    reference, books = nine_forms(), []
    for seed, form_id in enumerate(DESCRIBED):
        cells = with_texts(figures(planned(reference, form_id), seed), seed)
        books.append(template(reference, tmp_path / f"{form_id}.xlsx", form_id, cells))
    convert(books, "xlsx", tmp_path / "computed", recalculates=True)
    for book in books:
        stored, computed = (openpyxl.load_workbook(path, data_only=True) for path in (book, tmp_path / "computed" / book.name))
        for sheet in stored.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    other = computed[sheet.title][cell.coordinate].value
                    if isinstance(cell.value, int | float):
                        assert other == pytest.approx(cell.value), (book.name, sheet.title, cell.coordinate)
                    else:
                        assert (other or "") == (cell.value or ""), (book.name, sheet.title, cell.coordinate)


def test_a_template_of_another_version_is_told(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template(nine_forms(), tmp_path / "a.xlsx", "members_03"))
    stamp = next(cell for cell in book["03-CC"][2] if str(cell.value).startswith("Phiên bản biểu: 03-CC-2021H2-"))
    stamp.value = "Phiên bản biểu: 03-CC-2021H2-000000"
    book.save(tmp_path / "old.xlsx")
    found = read_return(tmp_path / "old.xlsx", Forms.of(nine_forms()))
    assert ("outdated_template", "members_03") in zip(found.findings["fault"], found.findings["form_id"], strict=True)


def test_a_monthly_form_is_in_no_half_year_s_workbook(tmp_path: Path) -> None:
    form = "form_id,code,title_vi,reported_by,valid_from_on,frequency\nmade,09/MẪU,Biểu mẫu,TANLINH,2020-01-01,month"
    month = "period_id,label_vi,period_type,starts_on,ends_on,due_on\n"
    month += "2021-12,Tháng 12 năm 2021,month,2021-12-01,2021-12-31,2022-01-05"
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,unit", OF_COMMUNES, form=form, period=month)
    district = reference.unit_on("TANLINH", "2021H2")
    assert district
    due = {name: described_due(reference, district, reference.periods[name]) for name in ("2021H2", "2021-12")}
    assert {name: len(forms) for name, forms in due.items()} == {"2021H2": 0, "2021-12": 1}


def test_a_form_that_does_not_say_how_often_is_reported_as_often_as_its_tables_are_asked_for(tmp_path: Path) -> None:
    periods = "period_id,label_vi,period_type,starts_on,ends_on,due_on\n"
    periods += "2021-01,Tháng 1 năm 2021,month,2021-01-01,2021-01-31,2021-02-05\n"
    periods += "2021Q1,Quý I năm 2021,quarter,2021-01-01,2021-03-31,2021-04-05"
    often = {"indicator": INDICATORS.replace("half_year", "month"), "period": periods}
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,unit", OF_COMMUNES, **often)
    assert reference.frequencies["made"] == {"month"}
    district = reference.unit_on("TANLINH", "2021-01")
    assert district
    due = [name for name, period in reference.periods.items() if described_due(reference, district, period)]
    assert due == ["2021-01"]
    assert Forms.of(reference).periods_in("01/2021") == ("2021-01", "2021Q1")
    assert Forms.of(reference).periods_in("01/2021", "made") == ("2021-01",)


IN_MILLIONS = """
table_id,side,slot_code,label_vi,role,indicator_id,members
main,column,A,STT,code,,
main,column,B,Nội dung,label,,
main,column,C,Đơn vị tính,measure,,
main,column,1,Thực hiện,,,
main,row,1,Số hộ,,households,
main,row,2,Kinh phí (triệu đồng),,money,
"""


def test_a_multiple_that_a_label_prints_holds_for_the_template_too(tmp_path: Path) -> None:
    reference = described(tmp_path / "reference", "table_id\nmain", IN_MILLIONS)
    cells: dict[CellKey, Content] = {("main", "1", "1"): 40, ("main", "2", "1"): 12.5}
    path = template(reference, tmp_path / "a.xlsx", "made", cells)
    sheet = sheet_of(path, "09-MẪU")
    assert [sheet.cell(row, 3).value for row in (10, 11)] == ["người", "triệu đồng"]
    found = read_return(path, Forms.of(reference))
    assert (found.findings["fault"], [value for value in found.entries["value"] if value]) == ([], [40, 12_500_000])
    write_preview(path, reference, form_named(reference, "made"), reference.periods["2021H2"])
    assert [row[7].value for row in sheet_of(path, "Ý nghĩa từng ô").iter_rows(2)] == ["người", "triệu đồng"]


BY_QUARTER = """
table_id,side,slot_code,label_vi,role,indicator_id,members
main,column,B,Nội dung,label,,
main,column,1,Thực hiện / Quý {quarter}/{year},,,
main,row,1,Số hộ,,households,
"""


def test_a_quarter_is_printed_in_roman_numerals_and_read_in_either(tmp_path: Path) -> None:
    reference = described(tmp_path / "reference", "table_id\nmain", BY_QUARTER)
    path, read = template(reference, tmp_path / "a.xlsx", "made", {("main", "1", "1"): 40}), []
    [head] = [cell for row in sheet_of(path, "09-MẪU").iter_rows() for cell in row if cell.value == "Quý IV/2021"]
    for text in ("Quý IV/2021", "quí 4 / 2021", "Quý III/2021"):
        book = openpyxl.load_workbook(path)
        book.worksheets[-1][head.coordinate] = text
        book.save(tmp_path / "b.xlsx")
        found = read_return(tmp_path / "b.xlsx", Forms.of(reference))
        read.append([value for value in found.entries["value"] if value])
    assert read == [[40], [40], []]
