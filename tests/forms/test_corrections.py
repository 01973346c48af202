"""The steward corrects a figure of a described form: the indicator as a whole, or the very cell of a part or a plan."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import RegisterError
from pipelines.quality.return_validations import RulesVersions
from pipelines.reference import Reference
from tests.forms.describing import described
from tests.forms.given_cells import Said, address_of, build

SLOTS = """
table_id,side,slot_code,label_vi,role,value_kind,indicator_id,members,period,formula
main,column,A,STT,code,,,,,
main,column,B,Chỉ tiêu,label,,,,,
main,column,1,Tổng số,,,,,,2+3
main,column,2,Nam,,,,gender=male,,
main,column,3,Nữ,,,,gender=female,,
main,column,4,Kế hoạch năm {year},,plan,,,year,
main,row,I,Số hộ,,,households,,,
"""
AXES = "list_id,code,rank,label_vi,valid_from_on\naxis,gender,900,giới tính,2010-01-01"
MEMBERS = "axis_id,member_id,label_vi\ngender,female,nữ\ngender,male,nam"
CORRECTIONS = "unit_id,period_id,indicator_id,received,corrected,reason_vi,agreed_by,agreed_on,cell\n"
WHOLE = "select value::integer, is_corrected from marts.observation where indicator_id = 'households' and period_id = '2021H1'"
CELLS: Mapping[tuple[str, str], Said] = {("I", "1"): 30, ("I", "2"): 10, ("I", "3"): 20, ("I", "4"): 500}


def registers(folder: Path, *corrections: str) -> Reference:
    """A form of a total, two parts and a plan, with lines of register correction: value, what counts, cell."""
    lines = [f"TANLINH,2021H1,households,{said}" for said in corrections]
    return described(folder, "table_id\nmain", SLOTS, code=AXES, breakdown=MEMBERS, correction=CORRECTIONS + "\n".join(lines))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """These registers without a correction."""
    return registers(tmp_path_factory.mktemp("plain") / "reference")


def line(received: str, corrected: str, cell: str = "") -> str:
    return f"{received},{corrected},Gõ nhầm,Đơn vị,2021-08-01,{cell}"


def test_the_whole_a_part_and_a_plan_are_corrected_each_in_its_cell(
    plain: Reference, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    woman, plan = (f"09!{address_of(plain, 'I', column)}" for column in "34")
    reference = registers(tmp_path / "reference", line("30", "33"), line("20", "23", woman), line("500", "50", plan))
    marts = ("marts.observation", "marts.observation_by_breakdown", "marts.observation_by_kind", "marts.decision")
    db = build(database, reference, {("TANLINH", "2021H1"): CELLS}, *marts)
    assert db.execute(WHOLE).fetchall() == [(33, True)]
    parts = "select breakdown, value_by_axes[axes]::integer from marts.observation_by_breakdown order by all"
    assert db.execute(parts).fetchall() == [("gender=female", 23), ("gender=male", 10)]
    planned = "select value_by_kind['plan'][days_vi]['2021H1']::integer from marts.observation_by_kind where kind = 'plan'"
    assert db.execute(planned).fetchall() == [(50,)]
    used = "select cell, status from marts.decision order by cell nulls first"
    assert db.execute(used).fetchall() == [(None, "in_force"), (woman, "in_force"), (plan, "in_force")]
    # Total and parts agree once all are corrected.
    assert db.execute("select count(*) from quality.finding where rule_id = 'FORM-SUM'").fetchall() == [(0,)]


def test_a_correction_whose_cell_says_something_else_by_now_replaces_nothing(
    plain: Reference, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    woman = f"09!{address_of(plain, 'I', '3')}"
    reference = registers(tmp_path / "reference", line("99", "31"), line("21", "23", woman), line("20", "23", "09!Z99"))
    db = build(database, reference, {("TANLINH", "2021H1"): CELLS}, "marts.observation", "core.correction_use")
    assert db.execute(WHOLE).fetchall() == [(30, False)]
    used = "select cell, status from core.correction_use order by cell nulls first"
    assert db.execute(used).fetchall() == [(None, "value_changed"), (woman, "value_changed"), ("09!Z99", "names_nothing")]


@pytest.mark.parametrize(
    ("indicator_id", "cell", "says"),
    [
        ("youth_trees_planted", "", "correction.csv:2: TANLINH does not owe 'youth_trees_planted' for 2021H1"),
        ("members_admitted", "09!C7", "correction.csv:2: cell: no described form that TANLINH reports for 2021H1 has"),
        ("households", "C7", "correction.csv:2: cell: must be a sheet and a cell of it"),
    ],
)
def test_a_correction_of_what_no_form_asks_for_is_a_fault_of_its_line(
    indicator_id: str, cell: str, says: str, tmp_path: Path
) -> None:
    correction = f"{CORRECTIONS}TANLINH,2021H1,{indicator_id},{line('1', '2', cell)}"
    with pytest.raises(RegisterError) as caught:
        described(tmp_path / "reference", "table_id\nmain", SLOTS, code=AXES, breakdown=MEMBERS, correction=correction)
    assert [fault[: len(says)] for fault in caught.value.faults] == [says]


def test_a_return_is_judged_anew_when_a_table_that_it_reports_changes(plain: Reference, tmp_path: Path) -> None:
    corrected = registers(tmp_path / "reference", line("30", "33"))
    before = RulesVersions(plain)
    changes = [
        {"form_slot": tuple(row.model_copy(update={"formula": None}) if row.formula else row for row in plain.form_slot)},
        {"form_table": tuple(row.model_copy(update={"indicator_id": "households"}) for row in plain.form_table)},
        {"breakdown": tuple(row.model_copy(update={"parent_id": "all"}) for row in plain.breakdown)},
        {
            "indicator": tuple(
                row.model_copy(update={"valid_max": 9}) if row.indicator_id == "households" else row for row in plain.indicator
            )
        },
        {"correction": corrected.correction},
    ]
    for change in changes:
        after = RulesVersions(replace(plain, **change))  # type: ignore[arg-type]
        assert after.of("TANLINH", "2021H1") != before.of("TANLINH", "2021H1"), change
        assert after.of("TC01", "2021H1") == before.of("TC01", "2021H1")
