"""Figures from January on, of the year before, and plans: each kept as what it is, compared and counted once."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.definitions import models as shipped
from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.cells_before import cells_before
from pipelines.templates.expressions import Content
from pipelines.templates.table_cells import CellKey
from pipelines.templates.template import write_workbook
from pipelines.warehouse.parts import Kept, restricted
from tests.databases import few_rows, make
from tests.forms.describing import described
from tests.forms.given_cells import Said, address_of, build
from tests.sql.given import make_missing

PERIODS = "period_id,label_vi,period_type,starts_on,ends_on,due_on\n" + "\n".join(
    f"{year}-{month:02},Tháng {month} năm {year},month,{year}-{month:02}-01,{year}-{month:02}-{last},{year + 1}-01-31"
    for year in (2024, 2025)
    for month in range(1, 13 if year == 2024 else 5)
    for last in [monthrange(year, month)[1]]
)
MONTHLY = """
indicator_id,label_vi,label_en,domain,unit_of_measure,decimals,aggregation,frequency,valid_min,valid_max
households,Số hộ,Households,party_building,persons,0,sum,month,0,1000
women,Số nữ,Women,party_building,persons,0,last,month,0,1000
"""
FORM = """
form_id,code,title_vi,reported_by,valid_from_on,frequency
made,09/MẪU,Biểu mẫu thử,TANLINH,2020-01-01,month
"""
TABLE = "table_id\nmain"
ALL_KINDS = """
table_id,side,slot_code,label_vi,role,value_kind,indicator_id,period,formula,measure_vi
main,column,A,STT,code,,,,,
main,column,B,Chỉ tiêu,label,,,,,
main,column,1,Kế hoạch năm {year},,plan,,year,,
main,column,2,Tháng {month},,,,,,
main,column,3,Lũy kế {month} tháng,,,,from_january,,
main,column,4,{month} tháng năm {year_before},,reference,,from_january_year_before,,
main,column,5,% kế hoạch {month} tháng,,,,from_january,3/1,%
main,row,I,Số hộ,,,households,,,
main,row,II,Số nữ,,,women,,,
"""
ONLY_CUMULATIVE = """
table_id,side,slot_code,label_vi,role,value_kind,indicator_id,members,period
main,column,A,STT,code,,,,
main,column,B,Chỉ tiêu,label,,,,
main,column,1,Kế hoạch năm {year},,plan,,,year
main,column,3,Lũy kế {month} tháng,,,,,from_january
main,column,4,Trong đó: nữ,,,,gender=female,from_january
main,row,I,Số hộ,,,households,,
main,row,II,Số nữ,,,women,,
"""
MONTHS_ACROSS = """
table_id,side,slot_code,label_vi,role,indicator_id,period,formula
main,column,A,STT,code,,,
main,column,B,Chỉ tiêu,label,,,
main,column,1,Tháng 1,,,month_1,
main,column,2,Tháng 2,,,month_2,
main,column,3,Tháng 3,,,month_3,
main,column,4,Quý I,,,quarter_1,1+2+3
main,column,5,Cả năm,,,year,
main,row,I,Số hộ,,households,,
main,row,II,Số nữ,,women,,
"""
MONTHS_ALONE = """
table_id,side,slot_code,label_vi,role,indicator_id,period,formula
main,column,A,STT,code,,,
main,column,B,Chỉ tiêu,label,,,
main,column,1,Tháng 1,,,month_1,
main,column,2,Tháng 2,,,month_2,
main,row,I,Số hộ,,households,,
main,row,II,Số nữ,,women,,
"""
MONTHS_BESIDE = MONTHS_ACROSS.replace("Cả năm", "Năm")
"""The same of a form that is reported by years alone."""
AXES = "list_id,code,rank,label_vi,valid_from_on\naxis,gender,900,giới tính,2010-01-01"
WOMEN = "axis_id,member_id,label_vi\ngender,female,nữ"

Row = Mapping[tuple[str, str], Said]
World = Callable[[str, Mapping[str, Row]], duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Reference]:
    """The registers of a form, once for each."""

    @cache
    def of(slots: str) -> Reference:
        more = {"period": PERIODS, "indicator": MONTHLY, "form": FORM, "code": AXES, "breakdown": WOMEN}
        if slots in (MONTHS_ACROSS, MONTHS_ALONE, MONTHS_BESIDE):
            more["period"] += "\n2024,Năm 2024,year,2024-01-01,2024-12-31,2025-01-31"
            more["form"] = FORM.replace(",month", ",month year" if slots == MONTHS_ACROSS else ",year")
            if slots == MONTHS_BESIDE:
                more["form"] = more["form"].replace("TANLINH", "TANLINH TC01")
        return described(tmp_path_factory.mktemp("kinds") / "reference", TABLE, slots, **more)

    return of


@pytest.fixture(scope="module")
def world(registers: Callable[[str], Reference]) -> Iterator[World]:
    """Makes the warehouse of what district TANLINH said month by month."""
    with ExitStack() as opened:

        def made(slots: str, said: Mapping[str, Row]) -> duckdb.DuckDBPyConnection:
            db = opened.enter_context(few_rows())
            returns = {("TANLINH", period): cells for period, cells in said.items()}
            wanted = ("observation", "observation_by_breakdown", "observation_by_kind", "plan", "return")
            return build(db, registers(slots), returns, *(f"marts.{name}" for name in wanted))

        yield made


def row(code: str, *said: Said, first: int = 1) -> Row:
    """Cells of a row, in the columns from `first` on."""
    return {(code, str(column)): figure for column, figure in enumerate(said, start=first)}


@pytest.fixture(scope="module")
def all_kinds(world: World) -> duckdb.DuckDBPyConnection:
    """Two years of plan, month, from January on, the year before and share; some of it wrong."""
    return world(
        ALL_KINDS,
        {
            "2024-01": row("I", 100, 10, 10, 9, 10),
            "2024-02": {**row("I", 100, 12, 22, 20, 22), **row("II", None, 25)},
            # January to February of 2024 were 22; in January, what was added up is not the month's.
            "2025-01": row("I", 120, 11, 12, 10, 10),
            "2025-02": row("I", 120, 9, 21, 24, 17.5),
            # 21 and 5 are 26; the plan has changed.
            "2025-03": {**row("I", 130, 5, 27, None, 20.8), **row("II", 40, 30, 30, None, 75.004)},
            "2025-04": {**row("I", None, 4, 31), **row("II", "…", 32)},
        },
    )


def test_each_kind_is_kept_as_what_it_is_with_its_days_and_its_cell(
    all_kinds: duckdb.DuckDBPyConnection, registers: Callable[[str], Reference]
) -> None:
    found = all_kinds.execute("""
        select kind, days_vi, value_by_kind[kind][days_vi]['2025-02']::double, ratio_value::double, state, address
        from marts.observation_by_kind where period_id = '2025-02' and indicator_id = 'households' order by kind
    """).fetchall()
    at = [address_of(registers(ALL_KINDS), "I", column) for column in "12345"]
    assert found == [
        ("cumulative", "2025M01-M02", 21, None, "value", at[2]),
        ("plan", "2025", 120, None, "value", at[0]),
        ("plan_share", "2025M01-M02", None, 17.5, "value", at[4]),
        ("reference", "2024M01-M02", 24, None, "value", at[3]),
    ]


def test_only_figures_of_the_period_are_counted(all_kinds: duckdb.DuckDBPyConnection) -> None:
    found = all_kinds.execute("""
        select period_id, value::integer from marts.observation
        where indicator_id = 'households' and value is not null order by all
    """).fetchall()
    assert found == [("2024-01", 10), ("2024-02", 12), ("2025-01", 11), ("2025-02", 9), ("2025-03", 5), ("2025-04", 4)]


def test_what_does_not_go_on_from_what_came_before_is_asked_about_at_its_cell_with_the_others(
    all_kinds: duckdb.DuckDBPyConnection, registers: Callable[[str], Reference]
) -> None:
    found = all_kinds.execute("""
        select rule_id, period_id, address, received, expected, message_vi
        from quality.finding where rule_id in ('FORM-CUMULATIVE', 'FORM-GROWTH', 'FORM-RETOLD') order by period_id
    """).fetchall()
    at = {column: address_of(registers(ALL_KINDS), "I", column) for column in "234"}
    assert [finding[:5] for finding in found] == [
        ("FORM-CUMULATIVE", "2025-01", at["3"], "12", "11"),
        ("FORM-RETOLD", "2025-02", at["4"], "24", "22"),
        ("FORM-CUMULATIVE", "2025-03", at["3"], "27", "26"),
    ]
    assert found[2][5].endswith(f"(Tháng 2 năm 2025 09!{at['3']} + Tháng 3 năm 2025 09!{at['2']})")


def test_a_ratio_that_is_a_little_wrong_is_told_with_the_decimals_that_differ_and_its_head_as_printed(
    all_kinds: duckdb.DuckDBPyConnection,
) -> None:
    [told] = all_kinds.execute("select message_vi from quality.finding where rule_id = 'FORM-RATIO'").fetchall()
    assert told == ("Tỷ lệ ghi là 75,004, tính từ số liệu của biểu là 75 (cột '% kế hoạch 3 tháng' = 3/1)",)


def test_a_plan_is_the_one_said_last_and_its_share_is_computed_from_what_was_done(
    all_kinds: duckdb.DuckDBPyConnection,
) -> None:
    found = all_kinds.execute("""
        select indicator_id, days_vi, plan_by_days[days_vi]::integer, achieved_by_days[days_vi]::integer,
            plan_level_value::integer, achieved_level_value::integer, round(share_pct, 2)::double, period_id,
            state, is_left_blank
        from marts.plan order by all
    """).fetchall()
    assert found == [
        ("households", "2024", 100, 22, None, None, 22.0, "2024-02", "value", False),
        # Left blank ('…' below) in April: the one told in March stands, and April counts.
        ("households", "2025", 130, 31, None, None, 23.85, "2025-04", "value", True),
        ("women", "2024", None, None, None, 25, None, "2024-02", "blank", False),
        ("women", "2025", None, None, 40, 32, 80.0, "2025-04", "value", True),
    ]


def test_a_plan_left_blank_is_asked_for_where_it_was_told_or_its_figure_is(
    all_kinds: duckdb.DuckDBPyConnection, registers: Callable[[str], Reference]
) -> None:
    found = all_kinds.execute("""
        select period_id, indicator_id, sheet_name || '!' || address, expected, message_vi
        from quality.finding where rule_id = 'FORM-PLAN' order by period_id, indicator_id
    """).fetchall()
    households, women = (f"09!{address_of(registers(ALL_KINDS), line, '1')}" for line in ("I", "II"))
    assert found == [
        ("2024-02", "women", women, None, "Chỉ tiêu 'Số nữ': chưa ghi kế hoạch 2024"),
        (
            *("2025-04", "households", households, "130"),
            f"Chỉ tiêu 'Số hộ': chưa ghi kế hoạch 2025 (đã ghi trong phiếu Tháng 3 năm 2025 {households})",
        ),
        (
            *("2025-04", "women", women, "40"),
            f"Chỉ tiêu 'Số nữ': chưa ghi kế hoạch 2025 (đã ghi trong phiếu Tháng 3 năm 2025 {women})",
        ),
    ]


@pytest.fixture(scope="module")
def only_cumulative(world: World) -> duckdb.DuckDBPyConnection:
    """A form that tells figures from January on alone; that of March 2025 never came."""
    return world(
        ONLY_CUMULATIVE,
        {
            "2024-01": {**row("I", 100, first=1), **row("I", 10, 4, first=3)},
            "2024-02": {**row("I", 100, first=1), **row("I", ">25", 9, first=3)},
            "2024-03": {**row("I", 100, first=1), **row("I", 40, 8, first=3)},
            "2025-01": {**row("I", 120, first=1), **row("I", "none", None, first=3), **row("II", 50, first=3)},
            "2025-02": {**row("I", 120, first=1), **row("I", 21, 2, first=3), **row("II", 52, first=3)},
            "2025-04": {**row("I", 120, first=1), **row("I", 33, 5, first=3), **row("II", 55, first=3)},
        },
    )


def test_figures_from_january_on_become_figures_of_the_period(only_cumulative: duckdb.DuckDBPyConnection) -> None:
    found = only_cumulative.execute("""
        select period_id, value::integer, low_value::integer, high_value::integer, state, comparator, is_computed
        from marts.observation
        where indicator_id = 'households' and (period_id >= '2025' or state <> 'missing') order by period_id
    """).fetchall()
    assert found == [
        ("2024-01", 10, 10, 10, "value", "=", False),
        ("2024-02", 15, 15, 30, "value", "≈", True),  # 'trên 25' up to February, and 40 up to March
        ("2024-03", 15, 0, 15, "value", "≈", True),
        ("2025-01", 0, 0, 0, "none_occurred", "=", False),
        ("2025-02", 21, 21, 21, "value", "=", True),
        # Nobody told March: neither it nor April is guessed, and both together are what April has more than February.
        ("2025-03", None, 0, 12, "missing", None, False),
        ("2025-04", None, 0, 12, "no_data", None, True),
    ]


def test_a_stock_is_the_same_from_whenever_it_is_told(only_cumulative: duckdb.DuckDBPyConnection) -> None:
    found = only_cumulative.execute("""
        select period_id, closing_by_period[period_id]::integer from marts.observation
        where indicator_id = 'women' and closing_by_period is not null order by all
    """).fetchall()
    assert found == [("2025-01", 50), ("2025-02", 52), ("2025-04", 55)]


def test_parts_are_turned_into_those_of_the_period_too(only_cumulative: duckdb.DuckDBPyConnection) -> None:
    found = only_cumulative.execute("""
        select period_id, value_by_axes['gender']::integer, high_value::integer, state from marts.observation_by_breakdown
        where indicator_id = 'households' order by all
    """).fetchall()
    assert found == [
        ("2024-01", 4, 4, "value"),
        ("2024-02", 5, 5, "value"),
        # Less than up to the month before: what was added is not known.
        ("2024-03", None, 8, "no_data"),
        ("2025-01", None, 1000, "blank"),
        ("2025-02", None, 2, "no_data"),
        ("2025-04", None, 3, "no_data"),
    ]


def test_less_than_up_to_the_period_before_is_asked_about(
    only_cumulative: duckdb.DuckDBPyConnection, registers: Callable[[str], Reference]
) -> None:
    told = "select period_id, address, received, expected, message_vi from quality.finding where rule_id = 'FORM-GROWTH'"
    at = address_of(registers(ONLY_CUMULATIVE), "I", "4")
    [finding] = only_cumulative.execute(told).fetchall()
    assert finding[:4] == ("2024-03", at, "8", "9")
    assert finding[4].endswith(f"(Tháng 2 năm 2024 09!{at})")


def test_what_a_unit_took_in_within_the_year_is_not_taken_for_its_own(only_cumulative: duckdb.DuckDBPyConnection) -> None:
    # Of 21 up to February after none in January, those of TC01, which it took in on 1 February, may be as many.
    asked = """
        select indicator_id, period_id, state, value::integer, low_value::integer, high_value::integer from core.period_figure
        where breakdown = '' and period_id >= '2025-02' order by all
    """
    before = only_cumulative.execute(asked).fetchall()
    only_cumulative.begin()
    only_cumulative.execute("""
        insert into reference.unit_share by name
        select 'TC01' as unit_id, valid_from_on, unit_id as became_id, became_from_on, 1 as least_share, 1 as most_share,
            date '2025-02-01' as holds_from_on
        from reference.unit_share where unit_id = 'TANLINH' and became_id = 'TANLINH'
    """)
    for name in ("unit_origin", "cumulative_taken_in", "cumulative_told", "cumulative_bound", "period_figure"):
        make(only_cumulative, shipped[f"core.{name}"])
    after = only_cumulative.execute(asked).fetchall()
    only_cumulative.rollback()
    assert before[0] == ("households", "2025-02", "value", 21, 21, 21)
    assert after == [("households", "2025-02", "no_data", None, 0, 21), *before[1:]]


def test_a_cell_from_january_on_that_is_blank_is_asked_for(only_cumulative: duckdb.DuckDBPyConnection) -> None:
    due = "select count(*) from staging.figure where is_due and not is_observed and indicator_id = 'households'"
    assert only_cumulative.execute(due).fetchall() == [(4,)]
    assert only_cumulative.execute("select count(*) from core.due_figure where indicator_id = 'households'").fetchall() == [
        (16,)
    ]


@pytest.fixture(scope="module")
def months_across(world: World) -> duckdb.DuckDBPyConnection:
    """A year's return with a column for each of its first months."""
    return world(
        MONTHS_ACROSS,
        {"2024": {**row("I", 10, "none", None, 10, 120), **row("II", 5, 6, 7, None, 8)}},
    )


def test_a_return_with_a_column_for_each_month_tells_figures_of_these_months(
    months_across: duckdb.DuckDBPyConnection,
) -> None:
    found = months_across.execute("""
        select period_id, indicator_id, coalesce(value, whole_value, closing_by_period[period_id])::integer, state, address
        from marts.observation
        where state <> 'missing' and indicator_id in ('households', 'women') order by period_id, indicator_id
    """).fetchall()
    assert [told[:4] for told in found] == [
        ("2024", "households", 120, "value"),
        ("2024", "women", 8, "value"),
        ("2024-01", "households", 10, "value"),
        ("2024-01", "women", 5, "value"),
        ("2024-02", "households", 0, "none_occurred"),
        ("2024-02", "women", 6, "value"),
        ("2024-03", "households", None, "blank"),
        ("2024-03", "women", 7, "value"),
    ]
    of_quarter = "value_by_kind['other_period']['2024Q1']['2024']::integer"
    quarter = f"select days_vi, {of_quarter} from marts.observation_by_kind where days_vi = '2024Q1'"
    assert months_across.execute(f"{quarter} and indicator_id = 'households'").fetchall() == [("2024Q1", 10)]


def test_a_return_of_a_year_that_has_columns_of_months_alone_owes_the_figures_of_these(
    database: duckdb.DuckDBPyConnection, registers: Callable[[str], Reference]
) -> None:
    said = {("TANLINH", "2024"): {**row("I", 10, 20), **row("II", 5, None)}}
    db = build(database, registers(MONTHS_ALONE), said, "marts.return", "marts.observation")
    returns = "select unit_id, period_id, value_count, missing_count from core.due_return"
    own = "where unit_id = 'TANLINH' and period_id not like '%H%' order by all"
    assert db.execute(f"{returns} {own}").fetchall() == [("TANLINH", "2024", 3, 0)]
    figures = "select period_id, told_in_id, is_owed from core.due_figure where indicator_id = 'women' order by all"
    assert db.execute(figures).fetchall() == [("2024-01", "2024", True), ("2024-02", "2024", True)]


def test_months_that_a_return_tells_beside_its_year_are_added_up_and_never_with_it(
    database: duckdb.DuckDBPyConnection, registers: Callable[[str], Reference]
) -> None:
    said = {("TANLINH", "2024"): {**row("I", 10, "none", None, 10, 120), **row("II", 5, 6, 7, None, 8)}}
    build(database, registers(MONTHS_BESIDE), said, "marts.observation", "marts.indicator_total", "marts.return")
    query = """
        select
            sum(value)::integer, count(*) filter (where not is_whole), list(whole_value::integer order by period_id)
        from marts.observation where indicator_id = 'households' and unit_name_vi = 'Huyện Tân Lĩnh'
    """
    assert database.execute(query).fetchall() == [(120, 1, [None, 10, 0, None])]
    totals = """
        select
            period_id, value::integer, whole_value::integer, closing_by_period[period_id]::integer, due_count, known_count,
            missing_count
        from marts.indicator_total where indicator_id in ('households', 'women') order by indicator_id, period_id
    """
    found = database.execute(totals).fetchall()
    # The return of the other unit never came.
    assert found == [
        ("2024", 120, None, None, 2, 1, 1),
        ("2024-01", None, 10, None, 2, 1, 1),
        ("2024-02", None, 0, None, 2, 1, 1),
        ("2024-03", None, None, None, 2, 0, 1),
        ("2024", None, None, 8, 2, 1, 1),
        ("2024-01", None, None, 5, 2, 1, 1),
        ("2024-02", None, None, 6, 2, 1, 1),
        ("2024-03", None, None, 7, 2, 1, 1),
    ]
    database.execute("""insert into reference.correction by name
        select 'TANLINH' as unit_id, unnest(['2024-01', '2024']) as period_id, 'households' as indicator_id, '9' as received,
            '11' as corrected""")
    make_missing(database, ["core.correction_use"])
    used = "select period_id, status from core.correction_use order by all"
    assert database.execute(used).fetchall() == [("2024", "value_changed"), ("2024-01", "told_elsewhere")]
    owed = "select count(distinct indicator_id) from reference.due_line where unit_id = 'TANLINH' and told_in_id = '2024'"
    lines = "select due_count from marts.return where return_id = 'TANLINH-2024'"
    assert database.execute(lines).fetchall() == database.execute(owed).fetchall()


def test_the_return_of_a_month_is_owed_though_that_of_the_year_tells_its_figures(
    months_across: duckdb.DuckDBPyConnection,
) -> None:
    owed = "select has_figures, due_count, missing_count from marts.return where return_id = 'TANLINH-2024-02'"
    assert months_across.execute(owed).fetchall() == [(False, 2, 2)]
    told = "select distinct return_id, revision_id from marts.observation where period_id = '2024-02' and state <> 'missing'"
    assert months_across.execute(told).fetchall() == [("TANLINH-2024", "TANLINH-2024-r1")]


@pytest.mark.parametrize("name", ["core.kind_value", "core.observation", "core.breakdown_value", "core.due_figure"])
def test_what_a_later_return_tells_of_a_month_stands_when_that_month_alone_is_made_again(
    name: str, months_across: duckdb.DuckDBPyConnection
) -> None:
    model = shipped[name]
    keys = ", ".join(model.kept_by)
    of_month = f"select distinct {keys} from core.observation where period_id = '2024-02'"
    months_across.execute(f"create or replace temp table part_changed as {of_month}")
    in_parts = [table for table in model.dependencies if {*model.kept_by} <= {*months_across.table(table).columns}]
    again = restricted(Kept(name, model.sql, model.dependencies, model.kept_by), in_parts)
    stands = months_across.execute(f"from {name} semi join part_changed using ({keys}) order by all").fetchall()
    assert months_across.execute(f"from ({again}) semi join part_changed using ({keys}) order by all").fetchall() == stands


def test_a_template_has_what_is_known_already_and_comes_back_read_as_it_is(
    all_kinds: duckdb.DuckDBPyConnection, registers: Callable[[str], Reference], tmp_path: Path
) -> None:
    reference = registers(ALL_KINDS)
    period, unit = reference.periods["2025-02"], reference.unit_on("TANLINH", "2025-02")
    assert unit
    before = cells_before(all_kinds, reference, period)["TANLINH"]
    given: dict[CellKey, Content] = {("main", "I", "1"): 130, ("main", "II", "1"): 40, ("main", "I", "4"): 22}
    assert (before["made"].given, before["made"].shown) == (given, {("main", "I", "2"): 11, ("main", "I", "3"): 11})
    path = tmp_path / "a.xlsx"
    typed: dict[CellKey, Content] = {("main", "I", "2"): 9, ("main", "I", "3"): 20}
    write_workbook(path, reference, unit, period, receiver_vi="…", cells=typed, cells_before=before, is_live=True)
    sheet = openpyxl.load_workbook(path)["09-MẪU"]
    told = {str(rule.sqref): rule.prompt for rule in sheet.data_validations.dataValidation}
    assert [cell for cell, prompt in told.items() if prompt.endswith("Kỳ trước: 11.")] == ["D10:E10"]
    found = read_return(path, Forms.of(reference))
    assert list(found.findings["fault"]) == []
    read = zip(*(found.entries[name] for name in ("line_code", "column_code", "value_kind", "value")), strict=True)
    said = {(line, column): (kind, value) for line, column, kind, value in read if value is not None}
    assert said["I", "1"] == ("plan", 130)
    assert said["I", "4"] == ("reference", 22)
    assert said["I", "2"] == ("figure", 9)
