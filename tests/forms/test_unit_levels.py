"""Units of any depth have totals at every level; what a unit tells of itself beside its parts is never counted with them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

from pipelines.folders import SQL
from pipelines.reference import Reference
from pipelines.reference.described_dues import described_figures_due, units_listed
from tests.databases import few_rows
from tests.forms.describing import described
from tests.forms.given_cells import Said, build
from tests.sql.given import rows

UNITS = """
unit_id,name_vi,kind,sector,valid_from_on,valid_to_on,parent_id
TINH,Tỉnh,province,government,2010-01-01,,
HUYEN,Huyện,district,government,2010-01-01,,TINH
DB,Đồng bằng,area,government,2010-01-01,,HUYEN
X1,Xã một,commune,government,2010-01-01,,DB
X2,Xã hai,commune,government,2010-01-01,,DB
MN,Miền núi,area,government,2010-01-01,,HUYEN
X3,Xã ba,commune,government,2010-01-01,2021-06-30,MN
X3,Xã ba,commune,government,2021-07-01,,DB
X4,Xã bốn,commune,government,2010-01-01,,MN
"""
KINDS = "list_id,code,rank,label_vi,valid_from_on\n" + "\n".join(
    f"unit_kind,{kind},{rank},{kind},2010-01-01" for rank, kind in enumerate(("province", "district", "area", "commune"), 900)
)
FORM = "form_id,code,title_vi,reported_by,valid_from_on\nmade,09/MẪU,Biểu mẫu thử,{},2020-01-01"
INDICATORS = """
indicator_id,label_vi,label_en,domain,unit_of_measure,decimals,aggregation,frequency,valid_min,valid_max,numerator_ids,denominator_ids,is_higher_better
households,Số hộ,Households,party_building,persons,0,sum,half_year,0,1000,,,
poor,Hộ nghèo,Poor,party_building,persons,0,last,half_year,0,1000,,,
"""
RATE = "poor_pct,Tỷ lệ,Share,party_building,percent,0,rate,half_year,0,100,poor,households,false"
SLOTS = """
table_id,side,slot_code,label_vi,role,indicator_id,formula
main,column,B,Chỉ tiêu,label,,
main,column,1,Tổng số,,,
main,row,I,Số hộ,,households,
main,row,II,Hộ nghèo,,poor,
"""
CUT_TWICE = """
table_id,side,slot_code,label_vi,role,indicator_id,members,value_kind,period,formula
main,column,B,Chỉ tiêu,label,,,,,
main,column,1,Tổng số,,,,,,
main,column,2,Nữ,,,gender=female,,,
main,column,3,Nam,,,gender=male,,,
main,column,4,Dưới 30,,,age=young,,,
main,column,5,Từ 30,,,age=old,,,
main,column,6,Kế hoạch năm,,,,plan,year,
main,column,7,Kế hoạch kỳ,,,,plan,,
main,row,I,Số hộ,,households,,,,
main,row,II,Hộ nghèo,,poor,,,,
"""
SAID: Mapping[tuple[str, str], tuple[Said, Said]] = {
    ("X1", "2021H1"): (100, 10),
    ("X2", "2021H1"): (50, 20),
    ("X3", "2021H1"): (30, 3),
    ("HUYEN", "2021H1"): (999, 99),
    ("X1", "2021H2"): (100, 10),
    ("X2", "2021H2"): (50, 20),
    ("X3", "2021H2"): (30, 3),
    ("X4", "2021H2"): (20, 2),
}


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Figures of communes and of their district in two half-years; X4 sent none for the first. Tests only read it."""
    folder = tmp_path_factory.mktemp("levels") / "reference"
    form = FORM.format("commune district")
    reference = described(folder, "table_id\nmain", SLOTS, unit=UNITS, code=KINDS, form=form, indicator=INDICATORS + RATE)
    returns = {of: {("I", "1"): whole, ("II", "1"): part} for of, (whole, part) in SAID.items()}
    with few_rows() as db:
        wanted = ("indicator_total_by_unit", "indicator_total", "observation", "unit", "return")
        yield build(db, reference, returns, *(f"marts.{name}" for name in wanted))


def totals(db: duckdb.DuckDBPyConnection, indicator_id: str, period_id: str, column: str) -> dict[str, tuple[object, ...]]:
    """Unit → level, unit above, figure and how many of the figures due are known."""
    found = rows(
        db,
        f"select unit_name_vi, level, parent_name_vi, {column}, known_count, due_count from marts.indicator_total_by_unit "
        f"where indicator_id = '{indicator_id}' and period_id = '{period_id}' order by level, unit_name_vi",
    )
    return {str(name): tuple(told) for name, *told in found}


def test_each_unit_has_the_total_of_what_lies_below_it(levels: duckdb.DuckDBPyConnection) -> None:
    assert totals(levels, "households", "2021H1", "value_by_level[level]") == {
        "Tỉnh": (1, None, 180, 3, 4),
        "Huyện": (2, "Tỉnh", 180, 3, 4),
        "Miền núi": (3, "Huyện", 30, 1, 2),
        "Đồng bằng": (3, "Huyện", 150, 2, 2),
    }


def test_the_analysis_of_districts_has_their_names_totals_and_coverage(levels: duckdb.DuckDBPyConnection) -> None:
    query = (SQL / "analyses" / "total_by_district.sql").read_text(encoding="utf-8").replace("members_admitted", "households")
    found = [row[1:3] + row[4:] for row in rows(levels, query) if row[4]]
    assert found == [("Huyện", "Tỉnh", 180, 180, 1180, 3, 4), ("Huyện", "Tỉnh", 200, 200, 200, 4, 4)]


def test_a_unit_names_the_one_above_it_and_its_depth_in_each_span(levels: duckdb.DuckDBPyConnection) -> None:
    told = "select unit_id, parent_id, parent_name_vi, level from marts.unit order by valid_from_on, 1"
    named = {line.split(",")[0] for line in UNITS.splitlines()}
    assert [row for row in rows(levels, told) if row[0] in named] == [
        ("DB", "HUYEN", "Huyện", 3),
        ("HUYEN", "TINH", "Tỉnh", 2),
        ("MN", "HUYEN", "Huyện", 3),
        ("TINH", None, None, 1),
        ("X1", "DB", "Đồng bằng", 4),
        ("X2", "DB", "Đồng bằng", 4),
        ("X3", "MN", "Miền núi", 4),
        ("X4", "MN", "Miền núi", 4),
        ("X3", "DB", "Đồng bằng", 4),
    ]


def test_the_analysis_of_who_is_missing_below_whom_counts_each_unit_where_it_lay(levels: duckdb.DuckDBPyConnection) -> None:
    query = (SQL / "analyses" / "missing_by_district.sql").read_text(encoding="utf-8")
    found = [row for row in rows(levels, query) if row[1].endswith("2021")]
    assert found == [
        ("Miền núi", "6 tháng đầu năm 2021", 2, 1, "Xã bốn"),
        ("Tỉnh", "6 tháng đầu năm 2021", 1, 0, None),
        ("Đồng bằng", "6 tháng đầu năm 2021", 2, 0, None),
        ("Miền núi", "6 tháng cuối năm 2021", 1, 0, None),
        ("Tỉnh", "6 tháng cuối năm 2021", 1, 1, "Huyện"),
        ("Đồng bằng", "6 tháng cuối năm 2021", 3, 0, None),
    ]


def test_a_unit_that_moved_counts_where_it_lay_in_the_period(levels: duckdb.DuckDBPyConnection) -> None:
    found = totals(levels, "poor", "2021H2", "closing_by_level[level]['2021H2']")
    assert {name: told[2] for name, told in found.items()} == {"Tỉnh": 35, "Huyện": 35, "Miền núi": 2, "Đồng bằng": 33}


def test_rates_are_computed_anew_at_each_level(levels: duckdb.DuckDBPyConnection) -> None:
    found = totals(levels, "poor_pct", "2021H2", "rate_pct")
    assert {name: told[2] for name, told in found.items()} == {
        "Tỉnh": 17.5,
        "Huyện": 17.5,
        "Miền núi": 10,
        "Đồng bằng": pytest.approx(100 * 33 / 180, abs=1e-4),
    }


def test_a_missing_return_widens_the_bounds_of_every_level_above_it(levels: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select unit_name_vi, low_value, high_value from marts.indicator_total_by_unit "
        "where indicator_id = 'households' and period_id = '2021H1' order by level, unit_name_vi"
    )
    assert rows(levels, query) == [
        ("Tỉnh", 180, 1180),
        ("Huyện", 180, 1180),
        ("Miền núi", 30, 1030),
        ("Đồng bằng", 150, 150),
    ]


def test_levels_add_up_one_by_one(levels: duckdb.DuckDBPyConnection) -> None:
    query = "select sum(value_by_level[1]), sum(value_by_level[2]), sum(value_by_level[3]) from marts.indicator_total_by_unit"
    assert rows(levels, f"{query} where indicator_id = 'households' and period_id = '2021H1'") == [(180, 180, 180)]


def test_what_a_unit_tells_of_itself_beside_its_parts_is_counted_nowhere(levels: duckdb.DuckDBPyConnection) -> None:
    of = "where indicator_id = 'households' and period_id = '2021H1'"
    assert rows(levels, f"select value, due_count from marts.indicator_total {of}") == [(180, 4)]
    assert rows(levels, f"select sum(value), sum(whole_value) from marts.observation {of}") == [(180, 999)]
    stock = "select sum(closing_by_period['2021H1']), sum(level_value) from marts.observation where indicator_id = 'poor'"
    assert rows(levels, stock) == [(33, 99)]
    own = f"select own_figure_vi from marts.indicator_total_by_unit {of} and own_figure_vi is not null"
    assert rows(levels, own) == [("999 người",)]


COMMUNES = {"X1", "X2", "X3", "X4"}
OF_UNITS = """
table_id,side,slot_code,label_vi,role,indicator_id,formula
main,column,B,Đơn vị,label,,
main,column,1,Số hộ,,households,
main,row,_total,Toàn tỉnh,,,units
"""


def listing(kinds: str, folder: Path) -> Reference:
    """Registers of a form on which the province lists the units below it, of some kinds."""
    table = f"table_id,row_kind,unit_kinds\nmain,unit,{kinds}"
    more = {"unit": UNITS, "code": KINDS, "form": FORM.format("TINH"), "indicator": INDICATORS}
    return described(folder, table, OF_UNITS, **more)


@pytest.mark.parametrize(
    ("kinds", "owners"),
    [
        ("", COMMUNES),
        ("district", {"HUYEN"}),
        ("district area", {"DB", "MN"}),
        ("commune", COMMUNES),
    ],
)
def test_a_table_that_stops_at_some_kind_of_unit_asks_for_nothing_below(kinds: str, owners: set[str], tmp_path: Path) -> None:
    reference = listing(kinds, tmp_path / "reference")
    owed = {owner_id for sender, owner_id, period_id, *_ in described_figures_due(reference) if period_id == "2021H1"}
    assert owed == owners


def test_units_of_chosen_kinds_stand_below_the_nearest_that_is_listed(tmp_path: Path) -> None:
    reference = listing("district commune", tmp_path / "reference")
    sender = reference.unit_on("TINH", "2021H1")
    listed = units_listed(reference, sender, reference.periods["2021H1"], ("district", "commune"))
    assert [(unit.unit_id, depth, above) for unit, depth, above in listed] == [
        ("HUYEN", 0, None),
        *((unit_id, 1, "HUYEN") for unit_id in ("X1", "X2", "X3", "X4")),
    ]


AXES = KINDS + "\naxis,gender,900,giới tính,2010-01-01\naxis,age,901,tuổi,2010-01-01"
MEMBERS = "axis_id,member_id,label_vi\ngender,female,nữ\ngender,male,nam\nage,young,dưới 30\nage,old,từ 30"


@pytest.fixture(scope="module")
def cut_twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Two communes and their district in two half-years, each cut by gender and by age, with two plans. Tests only read it."""
    more = {"unit": UNITS, "code": AXES, "breakdown": MEMBERS, "form": FORM.format("commune district"), "indicator": INDICATORS}
    reference = described(tmp_path_factory.mktemp("cut") / "reference", "table_id\nmain", CUT_TWICE, **more)
    counted = {"X1": (10, 4, 6, 3, 7, 50, 25), "X2": (20, 9, 11, 8, 12, 60, 30), "HUYEN": (30, 13, 17, 11, 19, 110, 55)}
    returns = {
        (unit_id, period_id): {(row, str(place)): said for row in ("I", "II") for place, said in enumerate(figures, start=1)}
        for period_id in ("2021H1", "2021H2")
        for unit_id, figures in counted.items()
    }
    with few_rows() as db:
        wanted = ("marts.observation_by_breakdown", "marts.observation_by_kind", "marts.plan")
        yield build(db, reference, returns, *wanted)


def test_parts_add_up_in_one_cut_and_never_with_those_of_the_unit_above(cut_twice: duckdb.DuckDBPyConnection) -> None:
    query = "select sum(value_by_axes['gender']), sum(value_by_axes['age']), sum(whole_value_by_axes['age'])"
    of = "from marts.observation_by_breakdown where indicator_id = 'households' and period_id = '2021H1'"
    assert rows(cut_twice, f"{query} {of}") == [(30, 30, 30)]


def test_parts_of_stocks_add_up_in_one_cut_and_one_period(cut_twice: duckdb.DuckDBPyConnection) -> None:
    query = "select sum(closing_by_axes['gender']['2021H2']), sum(level_value) filter (where period_id = '2021H2')"
    of = "from marts.observation_by_breakdown where indicator_id = 'poor'"
    assert rows(cut_twice, f"{query} {of}") == [(30, 60)]


def test_a_plan_is_added_up_over_one_span_of_days_and_never_with_that_of_the_unit_above(
    cut_twice: duckdb.DuckDBPyConnection,
) -> None:
    of = "where indicator_id = 'households'"
    query = f"select sum(plan_by_days['2021']), sum(achieved_by_days['2021']), max(plan_level_value) from marts.plan {of}"
    assert rows(cut_twice, query) == [(110, 60, 110)]
    told = (
        "select sum(value_by_kind['plan']['2021']['2021H1']), sum(value_by_kind['plan']['2021H1']['2021H1']), "
        f"sum(level_value) filter (where period_id = '2021H1') from marts.observation_by_kind {of}"
    )
    assert rows(cut_twice, told) == [(110, 55, 165)]


TWO_DISTRICTS = """
unit_id,name_vi,kind,sector,valid_from_on,valid_to_on,parent_id
H1,Huyện một,district,government,2010-01-01,,
H2,Huyện hai,district,government,2010-01-01,,
X1,Xã một,commune,government,2010-01-01,,H1
X2,Xã hai,commune,government,2010-01-01,2021-06-30,H1
X2,Xã hai,commune,government,2021-07-01,,H2
"""


OF_UNITS_IN_PARTS = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula
main,column,B,Đơn vị,label,,,
main,column,1,Nam,,households,gender=male,
main,column,2,Nữ,,households,gender=female,
main,row,_total,Toàn tỉnh,,,,units
"""


def of_districts(folder: Path, slots: str) -> tuple[Reference, list[str]]:
    """Registers of a form on which two districts list their communes, and its columns of figures."""
    more = {"unit": TWO_DISTRICTS, "code": AXES, "breakdown": MEMBERS, "form": FORM.format("district"), "indicator": INDICATORS}
    reference = described(folder / "reference", "table_id,row_kind\nmain,unit", slots, **more)
    return reference, [slot.slot_code for slot in reference.shapes["made", "main"].columns if slot.slot_code != "B"]


@pytest.mark.parametrize("slots", [OF_UNITS, OF_UNITS_IN_PARTS], ids=["told as such", "told in parts alone"])
def test_a_form_that_is_not_there_and_a_unit_that_is_not_on_it_are_told(
    slots: str, tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    reference, columns = of_districts(tmp_path, slots)
    lacking = {("X1", column): 5 for column in columns}
    build(database, reference, {("H1", "2021H1"): {}, ("H1", "2020H2"): lacking}, "marts.observation")
    told = "select fault, unit_id, period_id, coalesce(detail, received) from quality.line_fault order by all"
    assert rows(database, told) == [
        ("missing_form", "H1", "2021H1", "Biểu 09/MẪU (Biểu mẫu thử)"),
        ("missing_line", "X2", "2020H2", "Xã hai"),
    ]


@pytest.mark.parametrize("slots", [OF_UNITS, OF_UNITS_IN_PARTS], ids=["told as such", "told in parts alone"])
def test_what_a_district_tells_of_anothers_commune_is_told_and_counts_nowhere(
    slots: str, tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    reference, columns = of_districts(tmp_path, slots)

    def of_both(*households: int) -> dict[tuple[str, str], int]:
        """Where men and women are told apart, no household is led by a woman."""
        told = dict(zip(("X1", "X2"), households, strict=True))
        return {(unit_id, column): told[unit_id] if column == columns[0] else 0 for unit_id in told for column in columns}

    returns = {("H1", "2021H1"): of_both(10, 20), ("H1", "2021H2"): of_both(10, 20), ("H2", "2022H1"): of_both(7, 8)}
    build(database, reference, returns, "marts.observation", "marts.return")
    found = "select period_id, unit_name_vi, state, value::integer from marts.observation where period_id < '2022H2'"
    assert rows(database, f"{found} and period_id >= '2021H1' and indicator_id = 'households' order by all") == [
        ("2021H1", "Xã hai", "value", 20),
        ("2021H1", "Xã một", "value", 10),
        ("2021H2", "Xã hai", "missing", None),
        ("2021H2", "Xã một", "value", 10),
        ("2022H1", "Xã hai", "value", 8),
        ("2022H1", "Xã một", "missing", None),
    ]
    told = "select unit_id, period_id, received, detail from quality.foreign_fault order by all"
    assert rows(database, told) == [("H1", "2021H2", "X2 Xã hai", "H2"), ("H2", "2022H1", "X1 Xã một", "H1")]
