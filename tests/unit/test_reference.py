"""The registers agree with one another, or every fault is named with its file and line."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.folders import PROJECT
from pipelines.reference import Reference, load_reference, register_tables
from tests.unit.register_files import edit, faults

SHIPPED = PROJECT / "raw" / "reference"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "reference"))


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(SHIPPED)


@pytest.mark.parametrize(
    ("register", "line", "values", "says"),
    [
        (
            "form_line",
            2,
            {"indicator_id": "members_admited"},
            "form_line.csv:2: indicator_id 'members_admited' is not in register",
        ),
        ("form_line", 2, {"line_code": "1 01"}, "form_line.csv:2: line_code: must be one word: the code as printed"),
        (
            "form_line",
            2,
            {"line_code": "1-Oct"},
            "(the spreadsheet changed the line code; format this column as text and write the code again)",
        ),
        ("unit", 2, {"unit_id": "tc02"}, "unit.csv:3: unit_id 'TC02' differs from 'tc02' by capitals only"),
        ("unit", 2, {"unit_id": "T" * 300}, "unit.csv:2: unit_id: has more than 100 characters"),
        ("unit", 2, {"unit_id": "TC 01"}, "unit_id: may hold letters without marks, digits, '_' and '-' only, received"),
        ("period", 2, {"year": "1899"}, "period.csv:2: year: must be at least 1900"),
        ("period", 2, {"period_type": "halfyear"}, "period.csv:2: period_type: must be 'month', 'quarter', 'half_year'"),
        (
            "period",
            2,
            {"period_id": "2020/"},
            "period.csv:2: period_id: may hold letters without marks, digits, '_' and '-' only",
        ),
        (
            "period",
            2,
            {"period_type": "quarter"},
            "period.csv:2: 2020H2 is a quarter, so of 3 months; 2020-07-01 to",
        ),
        ("period", 3, {"ends_on": "2020-12-31"}, "period.csv:3: 2021H1 ends on 2020-12-31, before it begins on 2021-01-01"),
        (
            "period",
            3,
            {"label_vi": "6 tháng cuối  năm 2020"},
            "period.csv:3: label '6 tháng cuối  năm 2020' stands on",
        ),
        ("period", 3, {"label_vi": "6 tháng đầu năm 2022"}, "period.csv:3: label '6 tháng đầu năm 2022' names other days than"),
        ("period", 3, {"period_id": "2020h2"}, "period.csv:3: 2020h2 is too much like 2020H2 of line 2"),
        ("form", 2, {"frequency": "month"}, "form.csv:2: frequency: period.csv has no month"),
        ("form", 2, {"frequency": "half_year weekly"}, "form.csv:2: frequency.1: must be 'month', 'quarter', 'half_year'"),
        (
            "term",
            2,
            {"mid_term_period_id": "2020H2", "first_period_id": "2021H1"},
            "term.csv:2: periods of 2020_2025 are not",
        ),
        (
            "target",
            8,
            {"first_period_id": "2025H1", "last_period_id": "2020H2"},
            "target.csv:8: periods of T4 are not",
        ),
        ("office", 2, {"time_zone": "Hanoi"}, "office.csv:2: time_zone: not a time zone; write one as 'Asia/Ho_Chi_Minh'"),
        (
            "unit",
            2,
            {"kind": "party_comitee"},
            "unit.csv:2: kind 'party_comitee' is not in register code 'unit_kind'; did you mean",
        ),
        ("unit", 37, {"valid_from_on": "2021-01-01"}, "unit.csv:37: dates of TC35 overlap those of line 36"),
        ("unit", 2, {"valid_to_on": "2009-01-01"}, "unit.csv:2: TC01 ends on 2009-01-01, before it begins"),
        (
            "unit",
            3,
            {"name_vi": "Đảng bộ cơ sở mẫu số 01"},
            "unit.csv:3: name 'Đảng bộ cơ sở mẫu số 01' already belongs to TC01",
        ),
        ("period", 3, {"starts_on": "2020-12-01"}, "period.csv:3: dates of 2021H1 overlap those of line 2"),
        (
            "unit",
            36,
            {"valid_to_on": "2021-05-30"},
            "unit.csv:37: TC35 begins again on 2021-07-01, but line 36 ends on 2021-05-30",
        ),
        ("unit", 36, {"valid_to_on": "2020-12-31"}, "if the unit paused, give that line paused_until_on 2021-06-30"),
        (
            "unit",
            59,
            {"valid_to_on": "2021-12-30"},
            "unit_event.csv:4: no line of TC57 in unit.csv ends on 2021-12-31, the day before; let it end then, or",
        ),
        (
            "unit",
            60,
            {"valid_from_on": "2022-07-01"},
            "unit_event.csv:3: TC58 does not exist on 2022-01-01 by unit.csv; give it a line from 2022-01-01 on, or mend",
        ),
        (
            "unit",
            59,
            {"successor_id": "TC01"},
            "unit_event.csv:4: TC57 becomes TC58, but successor_id of unit.csv is TC01; empty",
        ),
        (
            "unit",
            59,
            {"valid_to_on": "2021-12-30", "successor_id": "TC58"},
            "unit.csv:59: TC57 ends on 2021-12-30, but its suc",
        ),
        ("unit_event", 3, {"to_id": "TC85"}, "unit_event.csv:3: to_id 'TC85' is not in register unit; did you mean 'TC59'?"),
        ("unit_event", 3, {"to_id": ""}, "unit_event.csv:3: merged: fill in to_id"),
        ("unit_event", 3, {"kind": "founded"}, "unit_event.csv:3: founded: there was no unit before; leave from_id empty, or"),
        ("unit_event", 3, {"kind": "split"}, "unit_event.csv:3: TC56 is split, so it becomes two units at least; add a line"),
        (
            "unit_event",
            3,
            {"share_pct": "60"},
            "unit_event.csv:3: shares of TC56 in merger_2022 are 60 percent together, and m",
        ),
        (
            "unit_event",
            2,
            {"kind": "renamed", "to_id": "TC36"},
            "unit_event.csv:2: renamed: a unit keeps its id, but from_id is",
        ),
        (
            "unit_event",
            2,
            {"kind": "moved", "from_id": "TC36", "to_id": "TC36"},
            "unit_event.csv:2: no line of TC36 in unit.csv",
        ),
        (
            "unit",
            37,
            {"kind": "party_cell"},
            "unit_event.csv:2: upgraded: TC35 has the same kind before and from 2021-07-01 on",
        ),
        (
            "unit_event",
            2,
            {"kind": "dissolved", "to_id": ""},
            "unit_event.csv:2: TC35 goes on from 2021-07-01 by unit.csv; add a",
        ),
        ("unit", 2, {"valid_to_on": "2021-01-01", "paused_until_on": "2022-06-30"}, "unit.csv:2: TC01 is paused until"),
        ("unit", 36, {"paused_until_on": "2021-06-30"}, "TC35 is paused until 2021-06-30, which is not after its last day"),
        (
            "period",
            3,
            {"ends_on": "2021-05-30"},
            "period.csv:3: 2021H1 is a half_year, so of 6 months; 2021-01-01 to",
        ),
        ("period", 4, {"starts_on": "2021-08-01"}, "period.csv:4: 2021H2 begins on 2021-08-01, but line 3 ends on 2021-06-30"),
        ("code", 2, {"valid_to_on": "2017-12-31"}, "code.csv:2: code 'hoan_thanh_xuat_sac' ends on 2017-12-31, before it"),
        (
            "code",
            3,
            {"aliases": "HTXSNV|tốt"},
            "code.csv:3: 'HTXSNV' of 'hoan_thanh_tot' already means 'hoan_thanh_xuat_sac' of list rating (line 2)",
        ),
        ("code", 4, {"label_vi": "hoàn thành  TỐT"}, "already means 'hoan_thanh_tot' of list rating (line 3)"),
        ("code", 23, {"label_vi": "nghìn người", "aliases": "người"}, "code.csv:23: 'nghìn người' of measure 'persons' means"),
        ("code", 38, {"aliases": "đ|tr.đ"}, "code.csv:38: 'tr.đ' of measure 'VND' means 1000000 of 'đ'"),
        ("target", 8, {"target_value": "-5"}, "target_value of 'members_admitted' is less than any figure of it may be"),
        ("target", 5, {"target_value": "0,95"}, "is 0.95 percent; write the percentage, e.g. '95.00', not the share"),
        ("target", 5, {"target_value": "950"}, "is more than 100, the most that it may be"),
        ("form", 2, {"code": "Biểu số mẫu " * 3}, "form.csv:2: code 'Biểu số mẫu Biểu số mẫu Biểu số mẫu' cannot name a sheet"),
        ("form", 2, {"code": "02/TCĐ"}, "form.csv:3: code '02-TCĐ' stands on line 2 already"),
        ("form", 2, {"code": "02-tcđ"}, "form.csv:3: code '02-TCĐ' stands on line 2 already"),
        ("form_line", 2, {"formula": "1.02 ++ 1.03"}, "form_line.csv:2: formula is line codes and whole numbers"),
        ("form_line", 2, {"formula": "1.02 + abc"}, "form_line.csv:2: formula names line abc, which form_01 does not have"),
        ("form_line", 2, {"formula": "1.02 +"}, "form_line.csv:2: formula is line codes and whole numbers"),
        ("form_line", 2, {"formula": "1.01 + 1.02"}, "form_line.csv:2: formulas go round in a circle: 1.01 → 1.01"),
        ("form_line", 3, {"formula": "1.01 - 1.03"}, "formulas go round in a circle: 1.0"),
        ("form_line", 2, {"formula": "1.02 + 1.99"}, "form_line.csv:2: formula names line 1.99, which form_01 does not have"),
        (
            "target",
            8,
            {"kind": "every_years"},
            "target.csv:8: there is no kind of target 'every_years'; did you mean 'every_year'?",
        ),
        ("target", 8, {"milestones": "2021H9=4"}, "target.csv:8: milestones '2021H9=4' names no period of period.csv"),
        ("target", 8, {"milestones": "2021H1=x"}, "target.csv:8: milestones '2021H1=x' has no number behind '='"),
        ("target", 8, {"milestones": "2021H2=4 2021H1=2"}, "target.csv:8: milestones '2021H1=2' comes after a later one"),
        # Which of two would count?
        ("target", 8, {"milestones": "2021H2=100 2021H2=150"}, "target.csv:8: milestones '2021H2=150' ends on the same day as"),
        ("target", 8, {"profile_pct": "2021H2=20 2021H2=20"}, "target.csv:8: profile_pct '2021H2=20' ends on the same day as"),
        (
            "target",
            8,
            {"milestones": "2025H1=400"},
            "target.csv:8: milestones '2025H1=400' must lie within 2020H2 to 2025H1 and end before it does",
        ),
        ("target", 2, {"milestones": "2021H1=90"}, "target.csv:2: every_year target T1a has no milestones; leave it empty"),
        ("target", 8, {"kind": "growth"}, "target.csv:8: growth target T4 needs base_period_id or base_value"),
        (
            "target",
            8,
            {"kind": "composite", "part_ids": "T5 T9"},
            "target.csv:8: part_ids 'T9' is no target of version congress",
        ),
        (
            "target",
            8,
            {"kind": "growth", "base_period_id": "2020H2"},
            "target.csv:8: base_period_id 2020H2 of T4 is no year; give base_value, or add the year to period.csv, after",
        ),
        (
            "target",
            8,
            {"kind": "composite"},
            "target.csv:8: composite target T4 counts other targets; leave indicator_id empty",
        ),
        ("target", 4, {"kind": "average"}, "target.csv:4: average target T2 cannot be about 'bloc_rating', which is a rating"),
        ("target", 8, {"indicator_id": ""}, "target.csv:8: cumulative target T4 needs an indicator_id"),
        ("target", 8, {"kind": ""}, "target.csv:8: kind: is empty, and must be filled in"),
        ("target", 8, {"target_value": "many"}, "target.csv:8: target_value of 'members_admitted' is no number of it"),
        (
            "target",
            4,
            {"target_value": "hoan_thanh_totx"},
            "target.csv:4: target_value of 'bloc_rating' is no rating (did you mean 'hoan_thanh_tot'?)",
        ),
        ("target", 8, {"version": "revised"}, "target.csv:8: version 'revised' is not in register wording 'version'"),
        ("target", 8, {"kind": "every_year"}, "target.csv:8: every_year target T4 needs a rate, a stock, a rating or a yearly"),
        ("target", 8, {"profile_pct": "2021H2=120"}, "target.csv:8: profile_pct '2021H2=120' is more than 100"),
        (
            "target",
            8,
            {"profile_pct": "2021H2=50 2022H2=40"},
            "profile_pct '2022H2=40' is less than what is asked for before it",
        ),
        ("target", 8, {"milestones": "2021H2=500"}, "target.csv:8: milestones '2021H2=500' is more than 400"),
        ("target", 8, {"milestones": "2021H2=300 2022H2=240"}, "milestones '2022H2=240' is less than what is asked for before"),
        ("target", 4, {"once_value": "hoan_thanh"}, "target.csv:4: once_value 'hoan_thanh' is no better than 'hoan_thanh_tot'"),
        ("target", 4, {"once_value": "hoan_thanh_tot"}, "once_value 'hoan_thanh_tot' is no better than 'hoan_thanh_tot'"),
        (
            "target",
            8,
            {"kind": "share_of_base", "base_indicator_id": "staff_advanced_pct"},
            "target.csv:8: base_indicator_id 'staff_advanced_pct' is a rate, of which 'members_admitted' is no share",
        ),
        ("target", 8, {"kind": "share_of_base", "base_value": "0"}, "target.csv:8: base_value of T4 must be more than zero"),
        (
            "indicator",
            70,
            {"is_higher_better": ""},
            "target.csv:4: 'bloc_rating' does not say which of two is the worse; fill in is_higher_better",
        ),
        ("indicator", 2, {"valid_min": "5"}, "indicator.csv:2: valid_min of 'grassroots_organisations' is above valid_max"),
        ("code", 2, {"rank": "5"}, "those of a rating are the least and greatest rank of code list 'rating', 1 and 5"),
        (
            "printed_figure",
            2,
            {"taken_over": "year", "year": "2099"},
            "printed_figure.csv:2: F001 is of year 2099, of which period.csv has no period",
        ),
        (
            "printed_figure",
            2,
            {"taken_over": "year"},
            "printed_figure.csv:2: F001 needs a year if, and only if, its taken_over is 'year'",
        ),
        ("missing_bound", 2, {"kind": "cell"}, "missing_bound.csv:2: kind 'cell' is not in register code 'unit_kind'"),
        (
            "missing_bound",
            2,
            {"indicator_id": "bloc_rating"},
            "missing_bound.csv:2: 'bloc_rating' is neither added up nor a stock",
        ),
        (
            "missing_bound",
            3,
            {"least_share_pct": "", "most_share_pct": ""},
            "missing_bound.csv:3: the line bounds nothing; give minimum, maximum,",
        ),
        ("missing_bound", 2, {"maximum": "1001"}, "minimum and maximum of 'members_opening' must lie in order between 3 and"),
        ("missing_bound", 2, {"minimum": "9", "maximum": "8"}, "minimum and maximum of 'members_opening' must lie in order"),
        ("missing_bound", 2, {"most_share_pct": "80"}, "missing_bound.csv:2: most_share_pct: must be at least 100"),
        ("term", 2, {"mid_term_period_id": "2019H2"}, "term.csv:2: mid_term_period_id '2019H2' is not in register period"),
        (
            "form",
            2,
            {"reported_by": "party_committee nobody"},
            "form.csv:2: reported_by 'nobody' is neither a unit nor a kind of unit",
        ),
    ],
)
def test_a_fault_is_named_with_file_and_line(folder: Path, register: str, line: int, values: dict[str, str], says: str) -> None:
    edit(folder, register, line, **values)
    assert [fault for fault in faults(folder) if says in fault]


@pytest.mark.parametrize(
    "values", [{"valid_min": "0"}, {"valid_max": "5"}, {"valid_max": "3.5"}, {"valid_min": "2", "valid_max": "3"}]
)
def test_bounds_of_a_rating_are_its_ranks(folder: Path, values: dict[str, str]) -> None:
    # A missing rating may be any rank: bounds that are none have no name, and others leave ranks out.
    line = 2 + next(place for place, row in enumerate(load_reference(folder).indicator) if row.indicator_id == "bloc_rating")
    edit(folder, "indicator", line, **values)
    (fault,) = faults(folder)
    assert f"indicator.csv:{line}: valid_min and valid_max of 'bloc_rating' are" in fault
    assert "code list 'rating', 1 and 4" in fault


def test_what_a_document_or_a_letter_does_not_know_and_what_fits_no_page_is_told(folder: Path) -> None:
    edit(folder, "document", 2, subject_vi="sơ kết {trem}")
    edit(folder, "document", 3, subject_vi="tổng kết {term")
    edit(folder, "reminder_step", 2, subject_vi="V/v nộp phiếu {period} của {unit}", missing_vi="{unti} chưa nộp")
    edit(folder, "layout_profile", 2, number_form_vi="Số: {number}/{symbol!r}", margin_left_mm="140", margin_right_mm="60")
    edit(folder, "layout_profile", 3, kept_form_vi="Lưu {}.", signed_for_form_vi="{body}", line_multiple="1.2")
    edit(folder, "layout_profile", 4, line_pt="")
    assert [fault.partition("; ")[0] for fault in sorted(faults(folder))] == [
        "document.csv:2: subject_vi: {trem} is nothing that a document knows",
        "document.csv:3: subject_vi: braces do not match",
        "layout_profile.csv:2: number_form_vi: {symbol!r} is nothing that a document knows",
        "layout_profile.csv:3: kept_form_vi: {} is nothing that a document knows",
        "layout_profile.csv:4: line_pt and line_multiple: neither is filled in",
        "reminder_step.csv:2: missing_vi: {unti} is nothing that a letter knows",
    ]
    edit(folder, "layout_profile", 2, number_form_vi="Số: {number}")
    edit(folder, "layout_profile", 3, kept_form_vi="Lưu {office}.")
    assert {
        "layout_profile.csv:2: margin_left_mm and margin_right_mm leave 10 mm of a page's 210; leave at least 100",
        "layout_profile.csv:3: line_pt and line_multiple: both are filled in; fill in one, how far apart lines stand",
    } <= {*faults(folder)}


def test_a_rating_has_no_total(folder: Path) -> None:
    line = 2 + next(place for place, row in enumerate(load_reference(folder).indicator) if row.indicator_id == "bloc_rating")
    edit(folder, "indicator", line, aggregation="sum")
    assert [fault for fault in faults(folder) if f"indicator.csv:{line}: 'bloc_rating' is a rating, which" in fault]


def test_a_pause_that_is_said_is_no_gap(folder: Path) -> None:
    edit(folder, "unit", 36, valid_to_on="2020-12-31", paused_until_on="2021-06-30")
    paused = load_reference(folder)
    assert [paused.unit_on("TC35", period) is None for period in ("2020H2", "2021H1", "2021H2")] == [False, True, False]


def test_a_period_between_two_others_is_not_left_out(folder: Path) -> None:
    path = folder / "period.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("2021H2")), encoding="utf-8")
    assert [fault for fault in faults(folder) if "period.csv:4: 2022H1 begins on 2022-01-01, but line 3 ends on" in fault]


def test_all_faults_of_all_registers_are_told_at_once(folder: Path) -> None:
    edit(folder, "unit", 2, sector="nowhere")
    edit(folder, "printed_figure", 3, indicator_id="nothing")
    edit(folder, "target", 8, indicator_id="nobody")
    found = "\n".join(faults(folder))
    assert all(says in found for says in ("unit.csv:2", "printed_figure.csv:3", "target.csv:8"))


def test_a_name_that_no_register_has_is_told_beside_a_line_that_cannot_be_read(folder: Path) -> None:
    edit(folder, "unit", 3, valid_from_on="no day")
    edit(folder, "unit", 5, sector="heath")
    edit(folder, "form_line", 2, indicator_id="members_admited")
    field, *links = faults(folder)
    assert field.startswith("unit.csv:3: valid_from_on: ")
    assert [fault.split(" is not in register ")[0] for fault in links] == [
        "form_line.csv:2: indicator_id 'members_admited'",
        "unit.csv:5: sector 'heath'",
    ]


@pytest.mark.parametrize(
    ("register", "line", "column"),
    [("unit", 3, "valid_from_on"), ("indicator", 2, "valid_min"), ("code", 2, "valid_from_on"), ("rule", 2, "valid_from_on")],
)
def test_what_may_stand_in_a_line_that_cannot_be_read_is_not_told_as_missing(
    folder: Path, register: str, line: int, column: str
) -> None:
    edit(folder, register, line, **{column: "?"})
    (fault,) = faults(folder)
    assert fault.startswith(f"{register}.csv:{line}: {column}: ")


def test_a_missing_an_empty_and_a_misencoded_register_are_each_a_fault(folder: Path) -> None:
    (folder / "term.csv").unlink()
    (folder / "printed_figure.csv").write_text(
        (folder / "printed_figure.csv").read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8"
    )
    (folder / "unit.csv").write_bytes("unit_id,name_vi\nTC01,Đảng bộ\n".encode("utf-16")[1:])
    found = "\n".join(faults(folder))
    assert "term.csv: the register is missing" in found
    assert "unit.csv: neither UTF-8, UTF-16 nor Vietnamese in Windows-1258; save it as 'CSV UTF-8'" in found


def test_a_unit_owes_a_return_for_each_period_on_whose_last_day_it_exists(reference: Reference) -> None:
    owing = {period: {unit.unit_id for unit in reference.units_owing(period)} for period in ("2021H2", "2022H1")}
    assert {"TC56", "TC57"} <= owing["2021H2"]
    assert "TC58" not in owing["2021H2"]
    assert owing["2022H1"] - owing["2021H2"] == {"TC58"}
    assert owing["2021H2"] - owing["2022H1"] == {"TC56", "TC57"}
    assert [len([unit for unit in owing[period] if unit.startswith("TC")]) for period in owing] == [57, 56]


def test_yearly_lines_are_due_in_the_second_half_only(reference: Reference) -> None:
    unit = reference.unit_on("TC01", "2021H1")
    assert unit is not None
    assert "form_04" not in reference.due_lines(unit, "2021H1")
    assert "form_04" in reference.due_lines(unit, "2021H2")


def test_a_line_added_in_the_middle_of_a_term_is_due_from_then_on(folder: Path) -> None:
    edit(folder, "form_line", 2, valid_from_on="2021-07-01")
    edit(folder, "form_line", 3, valid_to_on="2021-06-30")
    changed = load_reference(folder)
    due = {}
    for period in ("2021H1", "2021H2"):
        unit = changed.unit_on("TC01", period)
        assert unit is not None
        due[period] = {line.line_code for line in changed.due_lines(unit, period)["form_01"]} & {"1.01", "1.02"}
    assert due == {"2021H1": {"1.02"}, "2021H2": {"1.01"}}


def test_the_registers_land_as_they_were_read(reference: Reference, database: duckdb.DuckDBPyConnection) -> None:
    database.execute("create schema reference")
    register_tables.write_registers(database, reference)
    for name in register_tables.TABLES:
        rows = database.execute(f"select count(*) from reference.{name}").fetchone()
        assert rows is not None
        if hasattr(reference, name):
            assert rows == (len(getattr(reference, name)),)
    found = database.execute(
        "select name_vi, valid_to_on from reference.unit where unit_id = 'TC35' order by valid_from_on"
    ).fetchall()
    assert found == [("Chi bộ cơ sở mẫu số 35", date(2021, 6, 30)), ("Đảng bộ cơ sở mẫu số 35", None)]
    assert database.execute("select count(distinct unit_id) from reference.due_line where period_id = '2022H1'").fetchone() == (
        64,
    )


def test_every_column_of_every_register_is_described() -> None:
    for table in register_tables.TABLES.values():
        assert all(description for _, description in table.columns.values())


def test_a_stock_needs_no_worse_side_of_its_own_to_be_asked_for_every_year(folder: Path) -> None:
    edit(folder, "target", 8, kind="every_year", indicator_id="members_closing", target_value="4000")
    [asked, *_] = [row for row in load_reference(folder).target if row.target_id == "T4"]
    assert asked.kind == "every_year"


def test_what_targets_of_the_sample_look_at_has_bounds_of_its_own_where_many_units_owe_it() -> None:
    # One small return that is missing would else leave a verdict open that it could not change.
    reference = load_reference(SHIPPED)
    of_many = {form.form_id for form in reference.form if "party_cell" in form.reported_by}
    owed = {line.indicator_id for line in reference.form_line if line.form_id in of_many}
    asked = [reference.indicators[row.indicator_id] for row in reference.target if row.indicator_id]
    looked_at = {name for row in asked for name in (row.indicator_id, *row.numerator_ids, *row.denominator_ids)}
    counted = {name for name in owed & looked_at if reference.indicators[name].aggregation != "worst"}
    assert len(counted) == 9
    assert counted <= {row.indicator_id for row in reference.missing_bound}


def test_a_mean_of_whole_things_may_have_decimals(folder: Path) -> None:
    edit(folder, "target", 8, kind="average", target_value="62,5 người")
    assert "62.5" in [target.target_value for target in load_reference(folder).target]
