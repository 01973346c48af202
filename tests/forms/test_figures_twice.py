"""What is told in two places is compared: totals with the units below, parts with their total, the same with the same."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

from pipelines.definitions import models
from pipelines.reference import Reference
from tests.databases import few_rows
from tests.forms.describing import described
from tests.forms.given_cells import Said, address_of, build
from tests.forms.landed import OF_FORMS, built
from tests.forms.test_unit_levels import FORM, INDICATORS, KINDS, SLOTS, UNITS
from tests.sql.given import rows

Told = Mapping[str, tuple[Said, Said]]
COMMUNES: Told = {"X1": (100, 10), "X2": (50, 20), "X3": (30, 3), "X4": (20, 2)}
ALL: Told = {**COMMUNES, "DB": (180, 33), "MN": (20, 2), "HUYEN": (200, 35), "TINH": (200, 35)}
"""Units and what they tell of themselves; the two areas lie in the district, and that in the province."""
CASES: dict[str, tuple[Told, list[tuple[str, ...]]]] = {
    "2021H2": (ALL, []),
    # What is wrong in one place is told in one place: at the district, at an area, at a commune.
    "2022H1": ({**ALL, "HUYEN": (999, 35)}, [("HUYEN", "households", "999", "200")]),
    "2022H2": ({**ALL, "HUYEN": (999, 35), "TINH": (999, 35)}, [("HUYEN", "households", "999", "200")]),
    "2023H1": ({**ALL, "DB": (180, 31)}, [("DB", "poor", "31", "33")]),
    "2023H2": ({**ALL, "X1": (10, 10)}, [("DB", "households", "180", "90")]),
    # Who tells nothing stands between nobody; X4 may be anything up to 1000, and what is only a bound too.
    "2024H1": ({**COMMUNES, "X4": (None, 2), "TINH": (700, 36)}, [("TINH", "poor", "36", "35")]),
    "2024H2": ({**COMMUNES, "X4": (">21", 2), "HUYEN": (200, 35)}, [("HUYEN", "households", "200", "từ 201 đến 1.180")]),
    "2025H1": ({"X1": (100, 10), "HUYEN": (99, 10)}, [("HUYEN", "households", "99", "từ 100 đến 3.100")]),
}


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, Reference]]:
    """A form that communes, areas, their district and the province fill in, each for itself: a flow and a stock."""
    folder = tmp_path_factory.mktemp("levels") / "reference"
    form = FORM.format("commune area district province")
    reference = described(folder, "table_id\nmain", SLOTS, unit=UNITS, code=KINDS, form=form, indicator=INDICATORS)
    returns = {
        (unit, period): {("I", "1"): whole, ("II", "1"): part}
        for period, (told, _) in CASES.items()
        for unit, (whole, part) in told.items()
    }
    with few_rows() as db:
        yield build(db, reference, returns, "core.return"), reference


@pytest.mark.parametrize("period_id", CASES)
def test_a_units_total_is_compared_with_the_units_below_it(
    period_id: str, levels: tuple[duckdb.DuckDBPyConnection, Reference]
) -> None:
    query = "select unit_id, indicator_id, received, expected from quality.finding where rule_id = 'FORM-UNITS'"
    assert rows(levels[0], f"{query} and period_id = '{period_id}'") == CASES[period_id][1]


def test_a_units_total_is_told_at_its_cell_with_how_many_below_it_are_known(
    levels: tuple[duckdb.DuckDBPyConnection, Reference],
) -> None:
    db, reference = levels
    query = "select return_id, address, message_vi from quality.finding where rule_id = 'FORM-UNITS' and period_id = '2025H1'"
    [(return_id, address, message)] = rows(db, query)
    assert (return_id, address) == ("HUYEN-2025H1-r1", address_of(reference, "I", "1"))
    assert message.endswith("các đơn vị trực thuộc cộng lại là từ 100 đến 3.100 (đã có số liệu của 1/4 đơn vị)")


AXES = "list_id,code,rank,label_vi,valid_from_on\naxis,gender,900,giới tính,2010-01-01\naxis,age,901,tuổi,2010-01-01"
MEMBERS = """
axis_id,member_id,label_vi,parent_id
gender,female,nữ,
gender,male,nam,
age,young,trẻ,
age,child,trẻ em,young
age,youth,thanh niên,young
age,old,già,
"""
IN_PARTS = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula
main,column,A,STT,code,,,
main,column,B,Chỉ tiêu,label,,,
main,column,1,Tổng số,,,,
main,column,2,Nam,,,gender=male,
main,column,3,Nữ,,,gender=female,
main,column,4,Trẻ,,,age=young,
main,column,5,Trẻ em,,,age=child,
main,row,I,Số hộ,,households,,
main,row,II,Số nữ,,women,,
again,column,A,STT,code,,,
again,column,B,Chỉ tiêu,label,,,
again,column,1,Cả huyện,,,,
again,row,I,Số hộ,,households,,
cut,column,A,STT,code,,,
cut,column,B,Chỉ tiêu,label,,,
cut,column,1,Từ trẻ,,,age=young,
cut,column,2,Đến già,,,age=old,
cut,row,I,Số nữ,,women,,
"""
Row = Mapping[tuple[str, ...], Said]
MAIN, AGAIN, CUT = ("I",), ("again", "I"), ("cut", "I")


def row(of: tuple[str, ...], *said: Said) -> dict[tuple[str, ...], Said]:
    """Cells of a row, in columns 1, 2 and so on."""
    return {(*of, str(column)): figure for column, figure in enumerate(said, start=1)}


def women(total: Said, young: Said, old: Said) -> Row:
    return {("II", "1"): total, **row(CUT, young, old)}


PARTED: dict[str, tuple[Row, list[tuple[str, str, str, str]]]] = {
    "2021H1": ({**row(MAIN, 30, 10, 20, 8, 3), **row(AGAIN, 30), **women(9, 4, 5)}, []),
    # All members of an axis add up to the total; of those of another one 'già' is not printed.
    "2021H2": (row(MAIN, 31, 10, 20, 8, 3), [("FORM-SUM", "main 1", "31", "30")]),
    "2022H1": (row(MAIN, 30, 10, 20, 31, 3), [("FORM-SUM", "main 1", "30", "31")]),
    "2022H2": (row(MAIN, 30, 10, 20, 8, 9), [("FORM-SUM", "main 4", "8", "9")]),
    # A blank may be what lacks, and no more than that.
    "2023H1": (row(MAIN, 31, 10, None, 8, 3), []),
    "2023H2": (row(MAIN, 31, 32, None, 8, 3), [("FORM-SUM", "main 1", "31", "32")]),
    # Another table of the return says the same otherwise, or parts that do not make it up.
    "2024H1": ({**row(MAIN, 30, 10, 20, 8, 3), **row(AGAIN, 31)}, [("FORM-TWICE", "again 1", "31", "30")]),
    "2024H2": ({**row(MAIN, 30, 10, 20, 8, 3), **row(AGAIN, ">29")}, []),
    "2025H1": (women(9, 4, 6), [("FORM-SUM", "main II", "9", "10")]),
}


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, Reference]]:
    """A form of three tables: totals with parts of which no formula says it, the same totals again, and other parts."""
    folder = tmp_path_factory.mktemp("parted") / "reference"
    tables = "table_id,title_vi\nmain,A\nagain,B\ncut,C"
    reference = described(folder, tables, IN_PARTS, code=AXES, breakdown=MEMBERS)
    with few_rows() as db:
        returns = {("TANLINH", period): said for period, (said, _) in PARTED.items()}
        yield build(db, reference, returns, "core.return"), reference


@pytest.mark.parametrize("period_id", PARTED)
def test_what_stands_twice_or_in_parts_without_a_formula_is_compared(
    period_id: str, parted: tuple[duckdb.DuckDBPyConnection, Reference]
) -> None:
    db, reference = parted
    at = {
        ("09", address_of(reference, "II", "1")): "main II",
        ("09 again", address_of(reference, "I", "1", "again")): "again 1",
        **{("09", address_of(reference, "I", column)): f"main {column}" for column in "14"},
    }
    query = "select rule_id, sheet_name, address, received, expected from quality.finding where rule_id like 'FORM-%'"
    found = rows(db, f"{query} and period_id = '{period_id}'")
    assert [(rule_id, at[sheet, address], *numbers) for rule_id, sheet, address, *numbers in found] == PARTED[period_id][1]


def test_each_way_in_which_parts_make_up_a_total_is_said(parted: tuple[duckdb.DuckDBPyConnection, Reference]) -> None:
    query = "select message_vi from quality.finding where rule_id = 'FORM-SUM' and period_id in ('2021H2', '2022H1', '2025H1')"
    found = {message.partition("(")[2].rstrip(")") for (message,) in rows(parted[0], query)}
    assert found == {"cột 'Tổng số' = 2 + 3", "cột 'Tổng số' ≥ 4", "Σ tuổi (09 cut!C1:D1"}


def test_what_a_return_says_in_two_tables_counts_once(parted: tuple[duckdb.DuckDBPyConnection, Reference]) -> None:
    query = "select value::integer from core.observation where indicator_id = 'households' and period_id = '2024H1'"
    assert rows(parted[0], query) == [(30,)]


def test_what_several_units_say_of_one_is_compared_with_what_counts(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """X1 says 9 of itself, HUYEN 10 and TINH 7; of X2, which says nothing, the first of two others counts."""
    said = "'P' as period_id, 'i' as indicator_id, '' as breakdown, '' as relative_period, 'figure' as value_kind"
    place = "true as is_counted, 'S' as sheet_name, unit_id || '1' as address, value as low, value as high, 0.0 as step"
    given = {
        "quality.rule_in_force": "select 'T' as rule_id, 'told_twice' as kind, 'P' as period_id, 'i' as indicator_id, "
        "0.0 as tolerance",
        "quality.same_cell": f"select unit_id as return_id, unit_id, owner_id, {said}, {place} "
        "from (values ('HUYEN', 'X1', 10.0), ('TINH', 'X1', 7.0), ('X1', 'X1', 9.0), ('OLD', 'X1', 99.0), "
        "('TINH', 'X2', 5.0), ('HUYEN', 'X2', 4.0), ('X3', 'X3', 1.0)) as figure (unit_id, owner_id, value)",
        "core.return": "select distinct return_id, return_id <> 'OLD' as is_in_force from quality.same_cell",
    }
    for schema in ("quality", "core"):
        database.execute(f"create schema {schema}")
    for table, query in given.items():
        database.execute(f"create table {table} as {query}")
    cases = f"select unit_id, return_id, received_low, expected_low, detail from ({models['quality.case_told_twice'].sql})"
    found = [("X1", "TINH", 7, 9, "X1 S!X11"), ("X2", "TINH", 5, 4, "HUYEN S!HUYEN1")]
    assert rows(database, f"{cases} order by unit_id") == found


TABLES, LIST = "bieu-hai-phan", "danh-sach-du-an"


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        # In a total that is no more than what the others add up to; told once, however many totals there are.
        (TABLES, {"D11": "…", "C11": 6, "C14": 26, "D14": 4}, [("D11", "D11 → C11, D14")]),
        (TABLES, {"D11": None, "E11": None, "C11": 5, "C14": 25, "D14": ">3", "E14": 2}, [("D11", "D11, E11 → C11, E14")]),
        (TABLES, {"D11": "…", "C11": ">6", "C14": ">26", "D14": "…"}, []),
        (TABLES, {"D11": "…", "C11": 8, "D14": 6}, []),
        (LIST, {"H14": "…", "H13": 4715.5, "H18": 30811, "I14": None}, [("H14", "H14 → H13, H18")]),
    ],
)
def test_a_total_that_takes_what_is_not_known_for_nothing_is_told(
    name: str,
    cells: Mapping[str, Said],
    found: list[tuple[str, str]],
    database: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    db = built(database, tmp_path, name, cells, "core.return", rules=OF_FORMS)
    query = "select address, regexp_extract(message_vi, '\\((.*)\\)', 1) from quality.finding where rule_id = 'FORM-UNKNOWN'"
    assert rows(db, query) == found
