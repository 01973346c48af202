"""An indicator may be the part of another one: it is told by cells, totalled, judged, and bounded where it is unknown."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import RegisterError
from pipelines.reference import Reference
from tests.forms.describing import COMMUNES, described
from tests.forms.given_cells import Said, build
from tests.sql.given import rows

FORM = "form_id,code,title_vi,reported_by,valid_from_on\nmade,09/MẪU,Biểu mẫu thử,01021 01024 01033,2020-01-01"
AXES = """
list_id,code,rank,label_vi,valid_from_on
unit_kind,commune,900,Xã,2010-01-01
axis,gender,900,giới tính,2010-01-01
axis,age,901,độ tuổi,2010-01-01
"""
MEMBERS = """
axis_id,member_id,label_vi,parent_id
gender,male,Nam,
gender,female,Nữ,
age,young,Dưới 35,
age,old,Từ 35,
"""
HEAD = "table_id,side,slot_code,label_vi,role,indicator_id,members,formula,of_which\n" + "main,column,B,Chỉ tiêu,label,,,,\n"
BY_GENDER = HEAD + "main,column,1,Tổng số,,,,,\nmain,column,2,Nam,,,gender=male,,\nmain,column,3,Nữ,,,gender=female,,\n"
CROSSED = (
    HEAD
    + "main,column,1,Tổng số,,,,,\n"
    + "".join(
        f"main,column,{code},{label},,,age={age} gender={gender},,\n"
        for code, label, age, gender in (
            ("2", "Dưới 35 / Nam", "young", "male"),
            ("3", "Dưới 35 / Nữ", "young", "female"),
            ("4", "Từ 35 / Nam", "old", "male"),
            ("5", "Từ 35 / Nữ", "old", "female"),
        )
    )
)
PARTS_ALONE = HEAD + "main,column,2,Nam,,,gender=male,,\nmain,column,3,Nữ,,,gender=female,,\n"
ONE_PART = HEAD + "main,column,3,Trong đó: nữ,,,gender=female,,\n"
ROW = "main,row,I,Số hộ,,households,,,\n"
INDICATORS = """
indicator_id,label_vi,label_en,domain,unit_of_measure,decimals,aggregation,frequency,valid_min,valid_max,part_of_id,members,numerator_ids,denominator_ids,is_higher_better
households,Số hộ,Households,party_building,persons,0,sum,half_year,0,1000,,,,,
led_by_women,Chủ hộ là nữ,Led by women,party_building,persons,0,sum,half_year,0,1000,households,gender=female,,,
led_by_women_pct,Tỷ lệ chủ hộ là nữ,Share,party_building,percent,0,rate,half_year,0,100,,,led_by_women,households,true
"""
TARGET = """
target_id,version,label_vi,indicator_id,members,kind,direction,target_value,first_period_id,last_period_id,decided_on,clause
TW,congress,Chủ hộ là nữ,households,gender=female,cumulative,at_least,20,2021H1,2021H1,2020-07-01,x
TS,congress,Tỷ lệ nữ,led_by_women_pct,,every_year,at_least,30,2021H1,2021H1,2020-07-01,x
"""
UNITS = ("01021", "01024", "01033")
Cells = Mapping[str, Said]


def registers(folder: Path, slots: str, **more: str) -> Reference:
    units = COMMUNES.replace("party_committee", "commune").replace("party_cell", "commune")
    others = {
        "unit": units,
        "form": FORM,
        "code": AXES,
        "breakdown": MEMBERS,
        "indicator": INDICATORS,
        "target": TARGET,
        **more,
    }
    return described(folder / "reference", "table_id\nmain", slots + ROW, **others)


def told(
    db: duckdb.DuckDBPyConnection, folder: Path, slots: str, *returns: Cells, also: tuple[str, ...] = ()
) -> duckdb.DuckDBPyConnection:
    """What communes said in the first half of 2021, one after another: column → figure; `also`: marts beside observation."""
    given = {
        (unit_id, "2021H1"): {("I", column): said for column, said in cells.items()}
        for unit_id, cells in zip(UNITS, returns, strict=False)
    }
    return build(db, registers(folder, slots), given, "marts.observation", *also)


def figures(db: duckdb.DuckDBPyConnection, indicator_id: str) -> list[tuple[object, ...]]:
    """Figure, comparator, bounds and state of each commune."""
    return rows(
        db,
        f"select coalesce(value, rate_pct), comparator, low_value, high_value, state from marts.observation "
        f"where indicator_id = '{indicator_id}' and period_id = '2021H1' order by unit_version_id",
    )


def verdict(db: duckdb.DuckDBPyConnection, target_id: str) -> tuple[object, ...]:
    columns = "result_value, low_value, high_value, verdict, due_count, known_count"
    query = f"select {columns} from marts.target_evaluation where target_version_id = '{target_id}/congress'"
    [found] = rows(db, query)
    return found


def test_a_target_for_a_part_is_judged_by_what_its_cells_say(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    full = ({"1": 30, "2": 18, "3": 12}, {"1": 20, "2": 12, "3": 8}, {"1": 5, "2": 5, "3": 0})
    db = told(database, tmp_path, BY_GENDER, *full, also=("marts.target_evaluation", "marts.return"))
    assert figures(db, "led_by_women") == [(12, "=", 12, 12, "value"), (8, "=", 8, 8, "value"), (0, "=", 0, 0, "zero")]
    assert verdict(db, "TW") == (20, 20, 20, "met", 3, 3)
    assert verdict(db, "TS")[:4] == (pytest.approx(100 * 20 / 55, abs=1e-4),) * 3 + ("exceeded",)
    lines = "select sum(due_count) from marts.return where period_id = '2021H1' and status = 'accepted'"
    assert rows(db, lines) == [(3,)]  # the part is no line of its own


def test_what_is_blank_is_bounded_by_its_whole_and_what_never_came_by_the_register(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    returns: tuple[Cells, ...] = ({"1": 30, "2": 18, "3": 12}, {"1": 20, "2": None, "3": None})
    db = told(database, tmp_path, BY_GENDER, *returns, also=("marts.target_evaluation",))
    assert figures(db, "led_by_women") == [
        (12, "=", 12, 12, "value"),
        (None, None, 0, 20, "blank"),
        (None, None, 0, 1000, "missing"),
    ]
    assert verdict(db, "TW") == (12, 12, 1032, "cannot_yet_say", 3, 1)


def test_a_part_that_is_not_printed_is_the_sum_of_finer_ones(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    whole = {"1": 30, "2": 10, "3": 8, "4": 8, "5": 4}
    lacking = {code: said for code, said in whole.items() if code != "5"}
    db = told(database, tmp_path, CROSSED, {**whole, "5": ">4"}, {**whole, "5": None}, lacking)
    assert figures(db, "led_by_women") == [
        (12, ">=", 12, 30, "value"),
        (8, ">=", 8, 30, "value"),
        (8, ">=", 8, 30, "value"),
    ]
    place = "select distinct address from marts.observation where indicator_id = 'led_by_women' and state <> 'missing'"
    assert set(rows(db, place)) == {("D1:F1",), ("D1",)}


def test_an_indicator_printed_in_parts_alone_is_their_sum(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    db = told(database, tmp_path, PARTS_ALONE, {"2": 18, "3": 12}, {"2": 18, "3": None})
    assert figures(db, "households") == [
        (30, "=", 30, 30, "value"),
        (18, ">=", 18, 1018, "value"),
        (None, None, 0, 1000, "missing"),
    ]


def test_an_indicator_of_which_one_part_is_printed_is_at_least_that(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    db = told(database, tmp_path, ONE_PART, {"3": 12})
    assert figures(db, "households")[0] == (12, ">=", 12, 1000, "value")
    assert figures(db, "led_by_women")[0] == (12, "=", 12, 12, "value")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (("households,gender=female", "households,"), "'led_by_women' needs both part_of_id and members, or neither"),
        (("persons,0,sum,half_year,0,1000,households", "VND,0,sum,half_year,0,1000,households"), "unit_of_measure of 'led_by"),
        (("households,gender=female", "households,gender=other"), "member 'gender=other' is not in register breakdown"),
        (("households,gender=female", "households,age=old"), "no described form tells 'households' with age=old, nor parts of"),
        (("households,gender=female", "led_by_women_pct,gender=female"), "is a rate, a rating, derived or a part itself"),
    ],
)
def test_a_part_that_cannot_be_told_is_a_fault(changes: tuple[str, str], fault: str, tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as error:
        registers(tmp_path, BY_GENDER, indicator=INDICATORS.replace(*changes))
    assert any(fault in told for told in error.value.faults), error.value.faults


def test_a_target_for_a_part_that_no_form_tells_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"target.csv:\d+: no described form tells 'households' with age=old"):
        registers(tmp_path, BY_GENDER, target=TARGET.replace("gender=female", "age=old"))


@pytest.mark.parametrize("is_rate", [False, True])
def test_a_part_that_a_target_asks_for_takes_no_indicators_name(is_rate: bool, tmp_path: Path) -> None:
    taken = "households-age-old,Hộ,Others,party_building,persons,0,sum,half_year,0,1000,,,,,\n"
    asked = "led_by_women_pct" if is_rate else "households"
    wanted = TARGET.replace("households,gender=female", f"{asked},age=old")
    slots = CROSSED + "main,row,II,Khác,,households-age-old,,,\n"
    with pytest.raises(RegisterError, match=r"target.csv:\d+: .* 'households-age-old' as another indicator is; rename that"):
        registers(tmp_path, slots, target=wanted, indicator=INDICATORS + taken)
