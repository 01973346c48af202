"""Rows of a list are kept with their keys and attributes, counted and summed by indicators, and compared between revisions."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.intake.archive import Archive
from pipelines.reference import Reference, load_reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.cells_before import cells_before
from pipelines.templates.expressions import Content
from pipelines.templates.table_cells import CellKey
from pipelines.templates.template import write_workbook
from tests.databases import few_rows
from tests.forms.landed import OF_FORMS, Changes, build, forms_of, registers_of, send
from tests.forms.registers import lay_over
from tests.sql.given import rows
from tests.unit.register_files import edit

NAME = "danh-sach-du-an"
INDICATORS = """
indicator_id,label_vi,label_en,domain,unit_of_measure,decimals,aggregation,frequency,valid_min,valid_max
prj_count,Số dự án,Projects,political_task,persons,0,sum,year,0,1000
prj_two_communes,Số dự án ở hai xã,Projects in two communes,political_task,persons,0,sum,year,0,1000
prj_begun,Số dự án khởi công trong kỳ,Projects begun,political_task,persons,0,sum,year,0,1000
prj_big_disbursed,Giải ngân của dự án lớn,Disbursed by large projects,political_task,VND,0,sum,year,0,1000000000000000
"""
LISTED = """
indicator_id,form_id,table_id,column_code,condition
prj_count,projects_07,main,,
prj_two_communes,projects_07,main,,2 = xã hồng phong|Xã  Sơn Lộc
prj_begun,projects_07,main,,3 = {period}; section != I
prj_big_disbursed,projects_07,main,6,4 >= 15000000000
"""
ITEMS = (10, 11, 12, 14, 15, 16, 17)
"""Rows of the workbook that are projects."""
NEW = ("Cầu Ngọc Sơn", "PK-2024-11", "Xã Sơn Lộc", None, 20000.5, 500, 400)
LATER: Changes = {f"{column}10": value for column, value in zip("BCDEFGH", NEW, strict=True)} | {"H12": "khoảng 4200"}
"""A project in the place of another, and a figure that is only nearly known."""
HEADS = {
    "D7": ("Địa điểm", "Mục"),
    "F7": ("Tổng mức đầu tư", "Tổng mức đầu tư / Vốn"),
    "G7": ("Kế hoạch vốn năm {year}", "Kế hoạch năm {year} / Vốn"),
}
"""Cell of a head → its text, and another: columns whose lowest heads are alike, and one headed as sections are."""


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.strip())))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@pytest.fixture(scope="module")
def registers(folder: Path) -> Reference:
    """Registers in which rows of the list are counted and summed."""
    registers = registers_of(folder / "reference", NAME)
    lay_over(registers, "indicator", lines(INDICATORS))
    lay_over(registers, "list_indicator", lines(LISTED))
    slots = registers / "form_slot.csv"
    for text, other in HEADS.values():
        slots.write_text(slots.read_text(encoding="utf-8").replace(f",{text},", f",{other},"), encoding="utf-8")
    # A plan of the year is known before a template is written.
    place = next(
        at for at, line in enumerate(slots.read_text(encoding="utf-8").splitlines(), 1) if ",plan,prj_capital," in line
    )
    edit(registers, "form_slot", place, period="year")
    return load_reference(registers)


@pytest.fixture(scope="module")
def listed(folder: Path, registers: Reference) -> Iterator[duckdb.DuckDBPyConnection]:
    """The list of projects in three revisions: without a row, as it is, and changed. Tests only read it."""
    heads = {address: other.replace("{year}", "2024") for address, (_, other) in HEADS.items()}
    emptied: Changes = {f"{column}{row}": None for row in ITEMS for column in "ABCDEFGHIJ"}
    for changes in (emptied, {}, LATER):
        send(folder, NAME, {**heads, **changes})
        Archive(folder / "archive").receive(folder / "returns")
    with few_rows() as db:
        wanted = (
            "core.kind_value",
            "core.breakdown_value",
            "marts.list_row",
            "marts.list_change",
            "marts.observation",
            "marts.return",
        )
        yield build(db, folder, registers, forms_of(registers, NAME), *wanted, rules=OF_FORMS)


def test_rows_are_kept_with_key_name_section_attributes_and_figures(listed: duckdb.DuckDBPyConnection) -> None:
    found = listed.execute("""
        select row_key, label_vi, section_vi, text_by_column['2'], day_by_column['3']::varchar,
            (value_by_column['6'] / 1000000)::double, (level_by_period['2024']['4'] / 1000000)::double,
            address_by_column['6'], address
        from marts.list_row order by address
    """).fetchall()
    one, two = "Dự án chuyển tiếp", "Dự án khởi công mới"
    assert found == [
        ("PK-2024-11", "Cầu Ngọc Sơn", one, "Xã Sơn Lộc", None, 400, 20000.5, "H10", "B10"),
        ("PK-2023-01", "Trường tiểu học số 2", one, "Thị trấn Phú Khê", "2023-03-06", 9800, 27300, "H11", "B11"),
        ("PK-2023-07", "Kè suối Ngọc", one, "Xã Hồng Phong", "2023-10-20", 4200, 15640.5, "H12", "B12"),
        ("PK-2024-02", "Nhà văn hóa xã", two, "Xã Hồng Phong", "2024-04-12", 3400, 6850, "H14", "B14"),
        ("PK-2024-05", "Nhà văn hóa xã", two, "Xã Thanh Bình", "2024-05-28", 2960.5, 7120, "H15", "B15"),
        ("Sửa chữa trạm y tế @ Xã Sơn Lộc", "Sửa chữa trạm y tế", two, "Xã Sơn Lộc", "2024-09-03", 1755, 1980, "H16", "B16"),
        ("PK-2024-09", "Hệ thống cấp nước sạch", two, "Xã Thanh Bình", None, 0, 32400, "H17", "B17"),
    ]


def test_columns_with_the_same_lowest_head_are_told_apart_by_all_their_heads_and_their_code(
    listed: duckdb.DuckDBPyConnection,
) -> None:
    [(said,)] = rows(listed, "select said_vi from marts.list_row where row_key = 'PK-2023-01'")
    alike = {heading: text for heading, text in said.items() if "Vốn" in heading or "Mục" in heading}
    assert alike == {
        "Mục": "Dự án chuyển tiếp",
        "Mục (2)": "Thị trấn Phú Khê",
        "Tổng mức đầu tư / Vốn (4)": "27300",
        "Kế hoạch năm 2024 / Vốn (5)": "9800",
    }


def test_indicators_count_and_sum_the_rows_that_meet_their_conditions(listed: duckdb.DuckDBPyConnection) -> None:
    """A project without a day may have begun in the year: at least three did, at most four."""
    found = rows(
        listed,
        "select indicator_id, value, comparator, low_value, high_value, address from staging.list_figure "
        "where return_id = 'PHUKHE-2024-r2' order by indicator_id",
    )
    assert found == [
        ("prj_begun", 3, ">=", 3, 4, "B14:B16"),
        ("prj_big_disbursed", 26_095_500_000, "=", 26_095_500_000, 26_095_500_000, "H10:H17"),
        ("prj_count", 7, "=", 7, 7, "B10:B17"),
        ("prj_two_communes", 4, "=", 4, 4, "B10:B16"),
    ]


def test_a_list_without_rows_counts_none_exactly(listed: duckdb.DuckDBPyConnection) -> None:
    query = "select value, comparator, high_value, state from staging.list_figure where return_id = 'PHUKHE-2024-r1'"
    assert set(rows(listed, query)) == {(0, "=", 0, "zero")}


def test_an_observation_names_its_sheet_and_cells_and_the_rows_say_for_what_they_count(
    listed: duckdb.DuckDBPyConnection,
) -> None:
    query = "select figure_vi, sheet_name, address, revision_id from marts.observation where indicator_id = 'prj_two_communes'"
    assert rows(listed, query) == [("4 người", "Biểu 07-ĐTC", "B10:B16", "PHUKHE-2024-r3")]
    counted = "select count(*) from marts.list_row where list_contains(indicator_ids, 'prj_two_communes')"
    assert rows(listed, counted) == [(4,)]
    perhaps = "select row_key from marts.list_row where list_contains(perhaps_ids, 'prj_begun')"
    assert rows(listed, perhaps) == [("PK-2024-09",)]


def test_a_figure_that_is_only_a_bound_leaves_the_sum_bounds(listed: duckdb.DuckDBPyConnection) -> None:
    query = "select value, low_value, high_value from marts.observation where indicator_id = 'prj_big_disbursed'"
    assert rows(listed, query) == [(14_400_000_000, 14_190_000_000, 14_610_000_000)]


def test_each_revision_says_which_rows_it_added_removed_and_changed(listed: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select row_key, change_vi, said_before_vi, said_vi from marts.list_change where revision_id = '{}' order by row_key"
    )
    first = rows(listed, query.format("PHUKHE-2024-r2"))
    assert (len(first), {change for _, change, *_ in first}) == (7, {"thêm mới"})
    removed, changed, added = rows(listed, query.format("PHUKHE-2024-r3"))
    assert removed[:2] == ("PK-2022-03", "bỏ đi")
    assert (removed[2]["Tên dự án"], removed[3]) == ("Nâng cấp đường liên xã", None)
    assert changed == ("PK-2023-07", "sửa đổi", {"Giải ngân năm 2024": "4115"}, {"Giải ngân năm 2024": "khoảng 4200"})
    assert added[:3] == ("PK-2024-11", "thêm mới", None)
    assert (added[3]["Tên dự án"], added[3]["Mục"]) == ("Cầu Ngọc Sơn", "Dự án chuyển tiếp")
    assert added[3]["Tổng mức đầu tư / Vốn (4)"] == "20000,5"


def test_what_a_list_owes_is_missing_where_no_return_came(listed: duckdb.DuckDBPyConnection) -> None:
    query = "select distinct indicator_id from reference.due_line where unit_id = 'PHUKHE' and indicator_id like 'prj%'"
    assert set(rows(listed, query)) == {
        (name,)
        for name in ("prj_disbursed", "prj_investment", "prj_count", "prj_two_communes", "prj_begun", "prj_big_disbursed")
    }


def test_no_row_of_a_template_is_filled_in_with_what_is_known_of_the_whole_list(
    listed: duckdb.DuckDBPyConnection, registers: Reference
) -> None:
    assert listed.execute("select count(*) > 0 from core.kind_value where kind = 'plan'").fetchone() == (True,)
    known = cells_before(listed, registers, registers.periods["2024"])
    keys = [key for forms in known.values() for before in forms.values() for key in (*before.given, *before.shown)]
    assert keys == []


def test_rows_of_a_list_stand_in_the_next_template_and_come_back_with_new_figures(
    listed: duckdb.DuckDBPyConnection, registers: Reference, tmp_path: Path
) -> None:
    days = {"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2025, 12, 31), "due_on": dt.date(2026, 1, 20)}
    period = registers.periods["2024"].model_copy(update={"period_id": "2025", "label_vi": "Năm 2025", **days})
    known = dataclasses.replace(registers, period=(*registers.period, period))
    unit = known.unit_on("PHUKHE", "2025")
    assert unit
    before, path = cells_before(listed, known, period)["PHUKHE"], tmp_path / "a.xlsx"
    write_workbook(path, known, unit, period, receiver_vi="…", cells_before=before, is_live=True)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    told = listed.execute("""
        select row_key, section_code, label_vi, text_by_column['1'], text_by_column['2'], day_by_column['3'] from marts.list_row
        order by all
    """).fetchall()
    # The ratio in rows that stay empty is computed by the program that opens the workbook.
    typed: dict[CellKey, Content] = {("main", f"#{row}", "7"): None for row in range(12, 40)}
    placed = {(row[1].value, row[2].value): (at, row) for at, row in enumerate(sheet.iter_rows())}
    for _, _, name, key, commune, begun in told:
        at, cells = placed[name, key]
        assert cells[3].value == commune
        assert cells[4].value == (dt.datetime.combine(begun, dt.time()) if begun else None)
        typed |= {("main", f"#{at}", code): value for code, value in (("4", 1000), ("5", 200), ("6", 100), ("7", 50))}
    prompts = [rule.prompt for rule in sheet.data_validations.dataValidation if "Kỳ trước" in rule.prompt]
    assert any("Kỳ trước: 20.000,5" in prompt for prompt in prompts)
    write_workbook(path, known, unit, period, receiver_vi="…", cells=typed, cells_before=before, is_live=True)
    read = read_return(path, Forms.of(known))
    assert list(read.findings["fault"]) == []
    names = ("row_key", "section_code", "column_code", "code")
    cells_read = [dict(zip(names, entry, strict=True)) for entry in zip(*(read.entries[name] for name in names), strict=True)]
    sections = {str(cell["row_key"]): cell["section_code"] for cell in cells_read if cell["row_key"]}
    assert sections == {row_key: section for row_key, section, *_ in told}
