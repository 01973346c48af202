"""A described form that was filled in or changed otherwise is read right, or asked about: never another number."""

import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipelines.returns.result import ReturnRead
from tests.forms.drawing import (
    Change,
    both,
    clear,
    delete_row,
    drawn,
    insert_row,
    merge,
    put,
    swap_columns,
    unmerge,
    write,
)
from tests.forms.reading import expected, figures, read
from tests.forms.registers import HERE, NAMES
from tests.libreoffice import convert
from tests.unit.workbooks import Draft, rezipped

ECONOMY, FARMING, LABOUR = "bieu-ke-hoach-thang-luy-ke", "bieu-huyen-theo-xa", "bieu-nhieu-trang"
MEETINGS, INSPECTION, PROJECTS = "bieu-chi-bo-theo-cot", "bieu-hai-phan", "danh-sach-du-an"
MEMBERS, FINANCE, FACILITY = "bieu-dang-vien-ba-tang", "finance-two-years", "monthly-age-by-sex"
IDENTITY = ("unit", "period", "line", "column_or_breakdown", "measure", "role")
GONE = "gone"


@dataclass(frozen=True)
class Odd:
    """A workbook with one odd thing, and what must become of its figures."""

    form: str
    change: Change
    findings: dict[str, int] = field(default_factory=dict)
    """Fault → how many; every one."""
    cells: dict[str, str] = field(default_factory=dict)
    """Cell of the workbook as it was → value or state that is read now, where it is another."""
    new: int = 0
    """Figures that the workbook did not have."""


def identity(figure: dict[str, str]) -> tuple[str, ...]:
    return tuple(figure[name] for name in IDENTITY)


def said(figure: dict[str, str]) -> str:
    return figure["value"] if figure["state"] in ("value", "zero", "none_occurred") else figure["state"]


def differences(name: str, found: ReturnRead) -> tuple[dict[str, str], int]:
    """Cells of the workbook as it was whose figure is another or gone, and how many figures are new."""
    now = {identity(figure): said(figure) for figure in figures(found)}
    before = {identity(figure): figure for figure in expected(name)}
    changed = {
        figure["cell"].split("!")[1]: now.get(key, GONE) for key, figure in before.items() if now.get(key) != said(figure)
    }
    return changed, len(now.keys() - before.keys())


def counted(found: ReturnRead) -> dict[str, int]:
    faults = found.findings["fault"]
    return {fault: faults.count(fault) for fault in dict.fromkeys(faults)}


def check(found: ReturnRead) -> None:
    """Nothing is lost and nothing is counted twice."""
    assert found.filled_count == found.entry_count + found.label_count + found.explained_count == len(found.cells["role"])
    assert found.explained_count == 0 or found.findings["fault"]


def cells(letters: str, rows: str, value: str = GONE) -> dict[str, str]:
    """The same for several cells: cells('DE', '11-14 16')."""
    found: dict[str, str] = {}
    for part in rows.split():
        first, _, last = part.partition("-")
        found |= {f"{letter}{row}": value for letter in letters for row in range(int(first), int(last or first) + 1)}
    return found


def numbers_for_codes(draft: Draft) -> None:
    """A spreadsheet took the codes for numbers: 0010 became 10."""
    for row in draft.grid[9:]:
        row[0] = float(str(row[0]))


def without_page(name: str) -> Change:
    return lambda draft: draft.sheets.pop(name)


def in_another_order(draft: Draft) -> None:
    draft.sheets = {name: draft.sheets[name] for name in ("Trang 3", "Trang 1", "Trang 2")}
    draft.merges.clear()


LINES = "11-14 16-19"
ODD: dict[str, Odd] = {
    # Heads.
    "the top heads were deleted": Odd(MEMBERS, both(unmerge, put(D7=None, H7=None))),
    "the middle heads were deleted, and the column numbers tell": Odd(MEMBERS, both(unmerge, put(D8=None, F8=None))),
    "the middle heads were deleted, and nothing tells": Odd(
        MEMBERS,
        both(unmerge, put(D8=None, F8=None), delete_row(10)),
        {"ambiguous_column": 4},
        cells("DEFG", "11-22"),
    ),
    "two columns bear the same heads": Odd(
        MEMBERS,
        put(I8="Nữ"),
        {"ambiguous_column": 2, "no_value_column": 1},
        cells("H", "11-22") | cells("I", "11-22"),
    ),
    "a column has another head": Odd(MEMBERS, put(H8="Nam"), {"extra_column": 1, "no_value_column": 1}, cells("H", "11-22")),
    "two columns changed places": Odd(MEMBERS, swap_columns("D", "J")),
    "the plan and last year changed places": Odd(ECONOMY, swap_columns("D", "G")),
    "the row of column numbers is gone": Odd(MEMBERS, delete_row(10)),
    "two heads changed places over their numbers": Odd(
        MEMBERS, put(H8="Dân tộc thiểu số", I8="Nữ"), {"head_disagrees": 2}, cells("HI", "11-22")
    ),
    "a head is misspelt": Odd(MEMBERS, put(D9="Đang công tac", I8="Dân tộc thiêu số")),
    "months are written with a zero": Odd(ECONOMY, put(E8="Tháng 09/2025", F8="Lũy kế 09 tháng năm 2025")),
    "the plan is another year's": Odd(ECONOMY, put(D7="Kế hoạch năm 2024"), {"other_period": 1}, cells("D", LINES)),
    "the month is another one": Odd(ECONOMY, put(E8="Tháng 8/2025"), {"other_period": 1}, cells("E", LINES)),
    "both years are a year old": Odd(
        FINANCE,
        put(D5="Year ended 31 July 2024", E5="Year ended 31 July 2023 (restated)"),
        {"other_period": 2},
        cells("DE", "8-12 14-20 22"),
    ),
    "ages are written with a hyphen": Odd(FACILITY, put(E5="5-14", G5="15-49")),
    "a sex stands twice": Odd(
        FACILITY,
        put(D6="M"),
        {"ambiguous_column": 2, "no_value_column": 1},
        cells("C", "8-13 15-16") | cells("D", "8-13 15-16"),
    ),
    "the second part lost its heads": Odd(
        INSPECTION,
        clear("A17:H19"),
        {"unknown_line": 4, "duplicate_line": 6, "missing_form": 1},
        cells("CDEFGH", "20-24") | cells("CDEFG", "14", "unreadable"),
    ),
    "the second part lost its title": Odd(INSPECTION, put(A16=None)),
    "the second part is not there": Odd(
        INSPECTION,
        clear("A16:H24"),
        {"missing_form": 1},
        cells("CDEFGH", "20-24"),
    ),
    # Rows.
    "a section's own row was deleted": Odd(MEMBERS, delete_row(12), {"missing_line": 1}, cells("CDEFGHIJ", "12")),
    "a heading was deleted": Odd(ECONOMY, delete_row(15)),
    "a row bears another one's label": Odd(
        MEMBERS, put(B19="Chuyển đi"), {"code_disagrees": 1, "missing_line": 1}, cells("CDEFGHIJ", "19")
    ),
    "a row has a number that no row has": Odd(MEMBERS, put(A20="7"), {"line_differs": 1}),
    "a row was added": Odd(MEMBERS, insert_row(20, "1b", "Dòng lạ", 5, 1, 1, 1, 2, 1, 1, 1), {"unknown_line": 1}),
    "a sum was added": Odd(MEMBERS, insert_row(22, None, "Cộng tăng, giảm", 5, 1, 1, 1, 2, 1, 1, 1), {"subtotal_line": 1}),
    "the numbers of the rows are gone": Odd(MEMBERS, clear("A11:A22")),
    "a label is misspelt": Odd(MEMBERS, put(B16="Từ đảng bộ khac trong tỉnh"), {"line_differs": 1}),
    "codes became numbers": Odd(LABOUR, numbers_for_codes, {"line_differs": 6}),
    "numbers of lines became numbers": Odd(FACILITY, put(A8=1.1, A9=1.2)),
    # Cells.
    "a figure stands in a closed cell": Odd(MEMBERS, put(D13=3), {"closed_cell": 1}, {"D13": "unreadable"}),
    "a closed cell says nothing in another way": Odd(FACILITY, put(C15="x", D15="-", E15=0, F15="…")),
    "a closed cell has a figure, grey or not": Odd(FACILITY, put(C15=4), {"closed_cell": 1}, {"C15": "unreadable"}),
    "a figure is merged over two columns": Odd(
        MEMBERS,
        both(put(E16=None), merge("D16:E16")),
        {"merged_value": 2},
        {"D16": "unreadable", "E16": "unreadable"},
    ),
    "a figure is merged over two rows": Odd(
        MEMBERS,
        both(put(D17=None), merge("D16:D17")),
        {"merged_value": 2},
        {"D16": "unreadable", "D17": "unreadable"},
    ),
    "a figure stands beside the table": Odd(MEMBERS, put(K12=55), {"extra_column": 1}),
    "a note stands beside the table": Odd(MEMBERS, put(K7="Ghi chú", K12="bổ sung")),
    "'…' is no figure, dotted lines are blank": Odd(
        ECONOMY, put(D19="…", E19="........"), {}, {"D19": "no_data", "E19": "blank"}
    ),
    "texts are numbers of the column's convention": Odd(ECONOMY, put(D11="48.500,0", E11="3.912,5", D13="1.850,00")),
    "a text may be two numbers": Odd(
        FINANCE, put(D8="18,420", D19="(1,240)"), {"ambiguous_number": 2}, {"D8": "unreadable", "D19": "unreadable"}
    ),
    "a day stands in the place of a figure": Odd(
        PROJECTS, put(F10="15/8/2022"), {"unreadable_value": 1}, {"F10": "unreadable"}
    ),
    "a ratio is written with its sign": Odd(ECONOMY, put(H11="77,980412%")),
    "a ratio that cannot be worked out is an error": Odd(
        ECONOMY,
        put(H11="#DIV/0!", I12="#VALUE!", F14="…"),
        {"ratio_without_result": 2},
        {"H11": "unreadable", "I12": "unreadable", "F14": "no_data"},
    ),
    "a project has no plan": Odd(
        PROJECTS, put(I10="#DIV/0!", G10=None), {"ratio_without_result": 1}, {"G10": "blank", "I10": "unreadable"}
    ),
    "a figure that is an error is no ratio": Odd(ECONOMY, put(D11="#REF!"), {"error_cell": 1}, {"D11": "unreadable"}),
    # Measures.
    "the line states another multiple": Odd(
        ECONOMY, put(C11="Nghìn đồng"), {}, {"D11": "48500000", "E11": "3912500", "F11": "37820500", "G11": "33140000"}
    ),
    "the line states another measure": Odd(ECONOMY, put(C11="ha"), {"other_measure": 4}, cells("DEFG", "11", "unreadable")),
    "no measure is stated where the form prints a multiple": Odd(
        FINANCE,
        put(D6=None, E6=None),
        {"unknown_measure": 23},
        cells("D", "8-10 12 14-20", "unreadable") | cells("E", "8-12 14-20", "unreadable"),
    ),
    "pounds themselves are stated": Odd(
        FINANCE,
        both(put(D6="£", E6="£"), clear("D8:E20")),
        {},
        cells("DE", "8-12 14-20", "blank"),
    ),
    # Units.
    "codes of communes became numbers": Odd(FARMING, put(B12=1021.0, B14=1027.0), {"unit_differs": 2}),
    "communes bear no codes": Odd(FARMING, clear("B12:B20")),
    "code and name are two communes": Odd(FARMING, put(B13="01021"), {"code_disagrees": 1}, cells("DEFGHIJ", "13")),
    "a commune is unknown": Odd(
        FARMING,
        put(B13="01099", C13="Xã Lạ"),
        {"unknown_unit": 1},
        cells("DEFGHIJ", "13"),
    ),
    "a commune stands twice": Odd(
        FARMING,
        insert_row(15, 5, "01042", "Xã Lâm Viên", 1, 1, 0, 1, 1, 1, 1),
        {"duplicate_line": 1},
        cells("DEFGHIJ", "20", "unreadable"),
    ),
    "a column is about nobody known": Odd(MEETINGS, put(F8="Chi bộ Lạ"), {"unknown_unit": 1}, cells("F", "10-17")),
    "two columns are about one unit": Odd(
        MEETINGS,
        put(F8="Chi bộ Phòng Đào tạo"),
        {"ambiguous_column": 2},
        cells("EF", "10-17"),
    ),
    "units changed places": Odd(MEETINGS, swap_columns("E", "I")),
    # Pages.
    "a page is not there": Odd(LABOUR, without_page("Trang 2"), {"missing_line": 6}, cells("CDEF", "6-11")),
    "pages come in another order": Odd(LABOUR, in_another_order),
    # Lists.
    "a project more": Odd(PROJECTS, insert_row(13, 4, "Cầu Mới", "PK-2024-11", "Xã Hồng Phong", None, 100, 50, 25, 50), new=8),
    "two projects bear one key": Odd(
        PROJECTS,
        put(C11="PK-2022-03"),
        {"duplicate_line": 4},
        cells("BCDEFGHI", "11") | cells("FGHI", "10", "unreadable"),
    ),
    "a sum is no project": Odd(
        PROJECTS, insert_row(13, None, "Cộng nhóm I", None, None, None, 100, 50, 25, 50), {"subtotal_line": 1}
    ),
    "rows without name and key are no projects, which is told once": Odd(
        PROJECTS,
        put(A10=None, B10=None, C10=None, A11=None, B11=None, C11=None),
        {"unknown_line": 1},
        cells("BCDEFGHI", "10-11"),
    ),
    "a day is typed as text": Odd(PROJECTS, put(E10="15/8/2022")),
}


@pytest.mark.parametrize("title", ODD)
def test_a_changed_workbook_is_read_right_or_asked_about(title: str, tmp_path: Path) -> None:
    odd = ODD[title]
    draft = drawn(odd.form)
    odd.change(draft)
    found = read(odd.form, write(draft, tmp_path))
    check(found)
    assert counted(found) == odd.findings
    assert differences(odd.form, found) == (odd.cells, odd.new)


def test_a_finding_quotes_a_stored_number_with_the_offices_marks_and_a_text_as_it_was_typed(tmp_path: Path) -> None:
    draft = drawn(MEMBERS)
    put(D13=3.5, E13="4.50 người?")(draft)
    found = read(MEMBERS, write(draft, tmp_path))
    said = dict(zip(found.findings["address"], found.findings["received"], strict=True))
    assert (said["D13"], said["E13"]) == ("3,5", "4.50 người?")


OF_ONE_SHEET = ("csv", "tsv", "xlsb")
"""Formats that hold one sheet, as they are written here."""


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        (name, suffix)
        for name in NAMES
        for suffix in ("xlsx", "html", *OF_ONE_SHEET)
        if suffix not in OF_ONE_SHEET or len(drawn(name).sheets) == 1
    ],
)
def test_any_format_gives_the_same_figures(name: str, suffix: str, tmp_path: Path) -> None:
    draft = drawn(name)
    found = read(name, write(draft, tmp_path, suffix))
    check(found)
    assert counted(found) == {}
    assert differences(name, found) == ({}, 0)


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_what_libreoffice_saves_gives_the_same_figures(suffix: str, tmp_path: Path) -> None:
    books = [Path(shutil.copy(HERE / name / "workbook.xlsx", tmp_path / f"{name}.xlsx")) for name in NAMES]
    convert(books, suffix, tmp_path)
    for name in NAMES:
        found = read(name, tmp_path / f"{name}.{suffix}")
        check(found)
        assert (counted(found), differences(name, found)) == ({}, ({}, 0)), name


@pytest.mark.parametrize("name", NAMES)
def test_heads_are_found_where_nothing_is_merged(name: str, tmp_path: Path) -> None:
    draft = drawn(name)
    unmerge(draft)
    found = read(name, write(draft, tmp_path))
    assert counted(found) == {}
    assert differences(name, found) == ({}, 0)


def test_columns_merged_down_to_the_end_of_the_sheet_take_no_memory(tmp_path: Path) -> None:
    """Three million cells, none of them of the table."""
    last, more = b"</mergeCells>", b'<mergeCell ref="T1:V1048576"/>'
    path = rezipped(write(drawn(MEMBERS), tmp_path), lambda _, content: content.replace(last, more + last))
    tracemalloc.start()
    try:
        found = read(MEMBERS, path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert differences(MEMBERS, found) == ({}, 0)
    assert most < 100_000_000


def total_of(name: str, keep: Callable[[dict[str, str]], bool]) -> int:
    return sum(int(figure["value"]) for figure in figures(read(name)) if keep(figure) and figure["value"])


def test_totals_parts_and_of_which_are_told_apart() -> None:
    """The trap of the district's table: whole column three times the district."""
    farms = [figure for figure in figures(read(FARMING)) if figure["measure"] == "farm_households [households]"]
    (district,) = [figure["value"] for figure in farms if figure["unit"] == "TANLINH"]
    assert sum(int(figure["value"] or 0) for figure in farms if figure["is_total"] == "false") == int(district)

    def is_part(line: str, axis: str = "") -> Callable[[dict[str, str]], bool]:
        return lambda figure: (
            figure["line"] == line
            and figure["is_of_which"] == figure["is_total"] == "false"
            and axis in figure["column_or_breakdown"]
        )

    assert total_of(MEMBERS, is_part("I")) == 531
    assert total_of(LABOUR, is_part("0020", "contract=")) == total_of(LABOUR, is_part("0020", "training=")) == 30100


def test_what_is_of_another_period_or_kind_is_kept_as_what_it_is() -> None:
    kinds = {(figure["role"], figure["period"]) for figure in figures(read(ECONOMY))}
    assert kinds == {
        ("plan", "2025"),
        ("figure", "2025-09"),
        ("figure", "2025M01-M09"),
        ("reference", "2024M01-M09"),
        ("computed", "2025M01-M09"),
    }
