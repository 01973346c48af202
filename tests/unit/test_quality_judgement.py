"""How the rules judge bounds, emptiness, dates of effect, mergers and missing returns."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipelines.quality.tables import TABLES
from pipelines.quality.validation import RuleResult
from pipelines.reference.kinds import RETURN_KINDS
from tests.judging import Validation, validate_bloc_rules, validate_return_rules
from tests.unit.broken_returns import applied
from tests.unit.quality_tables import World, reference, rule, with_rules


def judge(world: World, *rule_ids: str, **changes: Any) -> Validation:
    """Validate these rules alone; `changes` replace columns of the rules."""
    registers = replace(
        world.registers,
        rule=tuple(rule(rule_id).model_copy(update=changes) for rule_id in rule_ids or ["READ-06"]),
        rule_subject=(),
    )
    is_bloc = any(rule.kind not in RETURN_KINDS | {"reader"} for rule in registers.rule)
    with world.lay() as db:
        return (validate_bloc_rules if is_bloc else validate_return_rules)(db, registers)


def result_of(validation: Validation) -> RuleResult:
    (result,) = validation.results
    return result


def judge_revisions(rule_id: str, *written: Mapping[str, tuple[float | str, str]]) -> list[list[str | None] | None]:
    """What is received and expected in the finding of a rule about returns, for each of several revisions of one return.

    A revision holds the figures given for it; None where the rule finds nothing in it. One bloc serves all of them, for a
    rule about returns looks at each revision alone.
    """
    world = World()
    for revision, figures in enumerate(written, start=2):
        world.receive("TC01", "2021H2", revision)
        for indicator_id, (figure, comparator) in figures.items():
            world.write("TC01", "2021H2", indicator_id, figure, comparator, revision)
    findings = judge(world, rule_id).findings
    told = findings[["received", "expected"]].astype(object).where(findings[["received", "expected"]].notna(), None)
    by_return = dict(zip(findings["return_id"], told.to_numpy().tolist(), strict=True))
    assert len(by_return) == len(findings)
    assert by_return.keys() <= {f"TC01-2021H2-r{revision}" for revision in range(2, len(written) + 2)}
    return [by_return.get(f"TC01-2021H2-r{revision}") for revision in range(2, len(written) + 2)]


def test_a_bound_breaks_part_of_whole_only_when_no_value_within_it_would_hold() -> None:
    cases: list[tuple[tuple[float, str], tuple[float, str], list[str | None] | None]] = [
        ((4, "="), (3, "="), ["4", "3"]),
        ((3, ">"), (3, "="), ["trên 3", "3"]),
        ((4, ">="), (3, "="), ["từ 4 trở lên", "3"]),
        ((4, "="), (4, "<"), ["4", "từ 0 đến 4"]),
        ((10, "≈<"), (9, "="), ["gần 10", "9"]),
        ((10, "≈"), (9, "="), ["khoảng 10", "9"]),
        ((2, ">"), (3, "="), None),
        ((3, ">="), (3, "="), None),
        ((10, "="), (3, ">"), None),
        ((50, "<"), (3, "="), None),
        ((50, "<="), (3, "="), None),
        ((20, "≈"), (19, "="), None),
        ((20, "≈<"), (19, "="), None),
    ]
    written = [{"members_admitted_youth": part, "members_admitted": whole} for part, whole, _ in cases]
    found = judge_revisions("PRT-01", *written)
    assert list(zip(written, found, strict=True)) == list(zip(written, [told for *_, told in cases], strict=True))


def test_a_bound_is_out_of_range_only_when_all_of_it_is() -> None:
    cases: dict[tuple[float, str], bool] = {
        (60, "="): False,
        (61, "="): True,
        (60, ">"): True,
        (60, ">="): False,
        (10, ">"): False,
        (61, "<"): False,
        (0, "<"): True,
    }
    found = judge_revisions("RNG-01", *({"members_admitted": figure} for figure in cases))
    assert {figure: told is not None for figure, told in zip(cases, found, strict=True)} == cases


def test_a_range_that_the_rule_states_goes_before_the_indicators_own() -> None:
    validation = judge(World(), "RNG-01", subject="members_admitted", maximum=Decimal(2))
    assert validation.findings["expected"].unique().tolist() == ["từ 0 đến 2"]
    assert result_of(validation).case_count == 5


def test_fractions_are_refused_in_exact_counts_alone() -> None:
    world = World()
    world.write("TC01", "2021H2", "meeting_attendance_reported_pct", 97.5)
    world.write("CDVC", "2021H2", "union_donations_vnd", 1.5)
    world.write("DTN", "2021H2", "youth_trees_planted", 2.5, ">")
    assert judge(world, "INT-01").findings.empty
    world.write("DTN", "2021H2", "youth_trees_planted", 2.5)
    assert judge(world, "INT-01").findings["received"].tolist() == ["2,5"]


@pytest.mark.parametrize(
    ("written", "case_count", "finding_count"),
    [
        ({"members_warned": "blank", "members_disciplined": 7}, 4, 0),
        ({"members_warned": "unreadable", "members_disciplined": 7}, 4, 0),
        ({"members_disciplined": "not_applicable"}, 4, 0),
        ({"members_warned": "not_applicable"}, 5, 0),
        ({"members_warned": "not_applicable", "members_disciplined": 7}, 5, 1),
        ({"members_warned": "none_occurred"}, 5, 0),
    ],
)
def test_a_sum_with_a_blank_part_is_not_judged_and_a_part_that_does_not_apply_adds_nothing(
    written: dict[str, float | str], case_count: int, finding_count: int
) -> None:
    world = World()
    for indicator_id, figure in written.items():
        world.write("TC01", "2021H2", indicator_id, figure)
    result = result_of(judge(world, "SUM-04"))
    assert (result.case_count, result.finding_count) == (case_count, finding_count)


def test_a_sum_of_bounds_fails_only_when_the_total_lies_outside_all_it_may_be() -> None:
    world = World()
    world.write("TC01", "2021H2", "members_warned", 4, ">")
    world.write("TC01", "2021H2", "members_disciplined", 6)
    assert judge(world, "SUM-04").findings.empty
    world.write("TC01", "2021H2", "members_disciplined", 5)
    assert judge(world, "SUM-04").findings["expected"].tolist() == ["từ 5 đến 51"]


def test_a_share_may_differ_by_its_tolerance_exactly() -> None:
    cases = {95.1: False, 94.9: False, 95.11: True, 94.89: True}
    found = judge_revisions("RAT-01", *({"meeting_attendance_reported_pct": (reported, "=")} for reported in cases))
    assert {reported: told is not None for reported, told in zip(cases, found, strict=True)} == cases


def test_there_is_no_share_of_a_whole_that_is_zero() -> None:
    world = World()
    world.write("TC01", "2021H2", "meeting_attendance_due", 0)
    result = result_of(judge(world, "RAT-01"))
    assert (result.case_count, result.state) == (4, "passed")


def test_an_indicator_with_a_requirement_of_its_own_is_not_asked_for_twice() -> None:
    world = World()
    world.write("TC01", "2021H2", "members_closing", "blank")
    world.write("TC01", "2021H2", "model_collectives", "blank")
    found = judge(world, "REQ-01", "REQ-04").findings[["rule_id", "indicator_id"]].to_numpy().tolist()
    assert found == [["REQ-01", "members_closing"], ["REQ-04", "model_collectives"]]


def test_whoever_says_that_there_is_nothing_has_answered() -> None:
    cases = {"zero": False, "none_occurred": False, "not_applicable": False, "blank": True}
    found = judge_revisions("REQ-01", *({"members_closing": (state, "=")} for state in cases))
    assert {state: told is not None for state, told in zip(cases, found, strict=True)} == cases


def test_a_missing_line_is_told_once_and_a_missing_form_is_not_told_line_by_line() -> None:
    world = World()
    for row in world.observations:
        is_gone = row["return_id"] == "TC01-2021H2-r1" and (row["form_id"] == "form_02" or row["line_code"] == "3.01")
        if is_gone:
            row |= {"is_on_form": False, "sheet_name": None, "address": None, "state": "blank", "value": None}
    assert judge(world, "READ-05", "READ-09", "REQ-04").findings["rule_id"].tolist() == ["READ-05", "READ-09"]


def test_a_rule_is_silent_about_periods_outside_its_dates_of_effect() -> None:
    world = World()
    for period_id in ("2021H2", "2022H1"):
        world.write("TC01", period_id, "members_closing", 1)
    over = judge(world, "SUM-05", valid_to_on=date(2021, 12, 31))
    assert over.findings["period_id"].tolist() == ["2021H2"]
    assert result_of(over).case_count == 3
    begun = judge(world, "SUM-05", valid_from_on=date(2022, 1, 1))
    assert begun.findings["period_id"].tolist() == ["2022H1"]


def test_a_reader_rule_that_has_ended_passes_over_its_fault() -> None:
    world = World()
    world.fault("unknown_line")
    assert judge(world, "READ-07", valid_to_on=date(2021, 6, 30)).findings.empty


def test_a_rating_must_be_in_the_code_list_when_the_period_ends() -> None:
    codes = tuple(
        code.model_copy(update={"valid_to_on": date(2021, 12, 30)}) if code.code == "hoan_thanh_tot" else code
        for code in reference().code
    )
    world = World()
    world.registers = replace(world.registers, code=codes)
    findings = judge(world, "SET-01", subject="bloc_rating").findings
    assert findings["unit_id"].tolist() == ["VP"]
    assert "Hoàn thành tốt nhiệm vụ" not in findings["expected"].item()


def test_opening_stock_is_not_judged_while_the_closing_stock_of_a_merged_unit_is_unknown() -> None:
    world = World()
    world.write("TC58", "2022H1", "members_opening", 1)
    (message,) = judge(world, "CON-01").findings["message_vi"]
    assert message.endswith("khác cuối kỳ trước (200). Đã cộng số của các đơn vị (kỳ này / kỳ trước): TC58 / TC56, TC57")
    world.drop(lambda row: row["return_id"] == "TC57-2021H2-r1")
    result = result_of(judge(world, "CON-01"))
    assert (result.case_count, result.state) == (1, "passed")


def test_only_the_revision_in_force_is_compared_over_time() -> None:
    world = World()
    world.write("TC01", "2021H2", "members_closing", 55)
    assert judge(world, "CON-01").findings["received"].tolist() == ["100"]
    world.receive("TC01", "2021H2", revision=2)
    assert judge(world, "CON-01").findings.empty


def test_a_missing_return_may_hold_what_the_register_lacks_so_only_completeness_speaks() -> None:
    world = World()
    world.drop(lambda row: row["return_id"] == "TC57-2021H2-r1")
    findings = judge(world, "REG-01", "CMP-01").findings
    assert findings[["rule_id", "message_vi", "remedy_vi"]].to_numpy().tolist() == [
        [
            "CMP-01",
            "Kỳ 6 tháng cuối năm 2021: mới có 6 trên 7 phiếu phải nộp được chấp nhận",
            "Đôn đốc các đơn vị chưa có phiếu được chấp nhận: Chi bộ cơ sở mẫu số 57",
        ]
    ]


def test_a_period_for_which_nothing_has_come_is_not_judged() -> None:
    world = World()
    world.drop(lambda row: row["period_id"] == "2022H1")
    validation = judge(world, "REG-01", "CMP-01")
    assert [(result.case_count, result.state) for result in validation.results] == [(1, "passed"), (1, "passed")]


def test_running_totals_are_compared_up_to_the_last_period_reported_in_full() -> None:
    world = World()
    world.write("DTN", "2021H2", "youth_admitted_to_party", 9)
    world.drop(lambda row: row["return_id"] == "TC01-2022H1-r1")
    finding = judge(world, "REC-01").findings.iloc[0]
    assert (finding["period_id"], finding["received"], finding["expected"]) == ("2021H2", "9", "6")


def test_a_gap_in_an_earlier_period_widens_what_the_running_total_may_be() -> None:
    world = World()
    world.drop(lambda row: row["return_id"] == "TC01-2021H2-r1")
    world.write("DTN", "2022H1", "youth_admitted_to_party", 17)
    assert judge(world, "REC-01").findings.empty
    world.write("DTN", "2022H1", "youth_admitted_to_party", 18)
    assert judge(world, "REC-01").findings["expected"].tolist() == ["từ 8 đến 23"]


def test_a_fault_of_a_file_belongs_to_each_of_its_returns_that_it_is_about() -> None:
    world = World()
    shared = world.returns[0]
    world.returns[1] |= {"file_sha256": shared["file_sha256"]}
    world.fault("unreadable_value", unit_id=shared["unit_id"])
    world.fault("unreadable_file", unit_id=None, period_id=None)
    world.fault("unknown_unit", unit_id="TC99", period_id=None)
    findings = judge(world, "READ-01", "READ-02", "READ-06").findings.astype(object).where(lambda frame: frame.notna(), None)
    assert findings[["rule_id", "return_id", "unit_id", "path"]].to_numpy().tolist() == [
        ["READ-01", "TC01-2021H2-r1", "TC01", "2021H2/TC01.xlsx"],
        ["READ-01", "TC56-2021H2-r1", "TC56", "2021H2/TC56.xlsx"],
        ["READ-02", None, "TC99", "2021H2/TC01.xlsx"],
        ["READ-02", None, "TC99", "2021H2/TC56.xlsx"],
        ["READ-06", "TC01-2021H2-r1", "TC01", "2021H2/TC01.xlsx"],
    ]


def test_an_unreadable_file_received_twice_has_a_finding_for_each_receipt() -> None:
    world = World()
    for receipt_id in (98, 99):
        world.receipts.append({"receipt_id": receipt_id, "path": f"2021H2/{receipt_id}.xlsx", "file_sha256": "sha-x"})
    world.findings.append({"file_sha256": "sha-x", "fault": "unreadable_file"})
    findings = judge(world, "READ-01").findings
    assert findings["receipt_id"].tolist() == [98, 99]
    assert findings["finding_id"].is_unique
    assert findings["message_vi"].unique().tolist() == ["Không đọc được tệp: (không rõ)"]


def test_findings_keep_their_ids_from_run_to_run_and_fit_the_table() -> None:
    world = World()
    world.write("TC01", "2021H2", "members_closing", "blank")
    world.fault("unreadable_value")
    with world.lay() as db:
        first, second = (validate_return_rules(db, world.registers) for _ in range(2))
        assert first.findings.equals(second.findings)
        assert first.findings["finding_id"].is_unique
        blank = db.sql("select received, expected, receipt_id from quality.return_finding where rule_id = 'REQ-01'").fetchall()
        failed = db.sql("select rule_id from quality.return_rule_result where state = 'failed' order by all").fetchall()
    assert blank == [(None, None, 1)]
    assert failed == [("READ-06",), ("REQ-01",)]


def test_an_empty_warehouse_breaks_no_rule() -> None:
    world = World()
    world.drop(lambda row: True)
    world.receipts = []
    with world.lay() as db:
        validations = [validate_return_rules(db, world.registers), validate_bloc_rules(db, world.registers)]
    assert [len(validation.findings) for validation in validations] == [0, 0]
    assert all(result.case_count == 0 for result in validations[0].results)


def test_every_table_describes_every_column() -> None:
    for table in TABLES:
        assert table.description
        assert all(description for _, description in table.columns.values())


def test_rules_alone_give_their_results_in_the_registers_order() -> None:
    world = World()
    with world.lay() as db:
        results = validate_return_rules(db, with_rules(rule("SUM-05"), rule("REQ-01"), rule("READ-01"))).results
    assert [result.rule_id for result in results] == ["SUM-05", "REQ-01", "READ-01"]


def test_a_fault_of_a_figure_no_longer_rejects_once_the_steward_has_corrected_it() -> None:
    unreadable = {"form_id": "form_02", "line_code": "2.05", "sheet_name": "form_02", "address": "D15", "received": "mười hai"}
    world = World()
    world.fault("unreadable_value", **unreadable)
    with world.lay() as db:
        before = validate_return_rules(db, world.registers).findings
    assert list(before["rule_id"]) == ["READ-06"]
    world.write("TC01", "2021H2", "propagandists", 12)
    world.cell("TC01", "2021H2", "propagandists").update(received="mười hai", is_corrected=True)
    with world.lay() as db:
        after = validate_return_rules(db, world.registers).findings
    assert "READ-06" not in set(after["rule_id"])


@pytest.mark.parametrize(("cell", "written"), [("30", "30"), (None, "")])
def test_a_corrected_figure_that_breaks_a_rule_tells_beside_it_what_the_cell_says(cell: str | None, written: str) -> None:
    world = World()
    world.write("TC01", "2021H2", "members_admitted_youth", 9)
    world.cell("TC01", "2021H2", "members_admitted_youth").update(received=cell, is_corrected=True)
    (found,) = judge(world, "PRT-01").findings.to_dict("records")
    assert (found["received"], found["written"]) == ("9", written)
    world.cell("TC01", "2021H2", "members_admitted_youth").update(is_corrected=False)
    assert judge(world, "PRT-01").findings["written"].isna().all()


def test_a_limit_that_is_a_span_is_told_by_the_end_that_was_passed() -> None:
    world = World()
    world.write("DTN", "2021H2", "youth_union_members", 100, "<")
    world.write("TC01", "2021H2", "members_admitted_youth", 500)
    found = [row for row in judge(world, "PER-02").findings.to_dict("records") if row["period_id"] == "2021H2"]
    assert len(found) == 1
    assert "không quá từ" not in found[0]["message_vi"]
    assert "đến" not in found[0]["expected"]


def test_the_least_of_a_limit_that_is_a_span_is_told_where_less_is_asked_about() -> None:
    world = World()
    world.write("TC01", "2021H2", "staff_advanced", 1)
    world.write("TC01", "2021H2", "staff_assessed", 50, ">")
    found = [row for row in judge(world, "RTO-30").findings.to_dict("records") if row["unit_id"] == "TC01"]
    assert len(found) == 1
    assert "đến" not in found[0]["message_vi"]


def test_a_form_that_the_same_file_has_for_another_unit_is_named_where_it_is_missing() -> None:
    world = World()
    mine, other = world.returned(), world.returned("TC56-2021H2-r1")
    other.update(receipt_id=mine["receipt_id"], path=mine["path"], file_sha256=mine["file_sha256"])
    for row in world.observations:
        form = row["form_id"]
        if row["return_id"] == mine["return_id"] and form == "form_02":
            row["is_on_form"] = False
        if row["return_id"] == other["return_id"] and form != "form_02":
            row["is_on_form"] = False
    found = judge(world, "READ-05").findings
    of_mine = found[found["return_id"] == mine["return_id"]]
    assert (
        of_mine["message_vi"]
        .str.contains("biểu này trong cùng tệp ghi cho nơi khác: trang tính form_02 ghi TC56, 2021H2")
        .any()
    )


@pytest.mark.parametrize(
    ("corrected", "shown"), [("290000", "290.000"), ("12.5", "12,5"), ("none_occurred", "không phát sinh")]
)
def test_what_counts_in_the_place_of_a_figure_is_written_as_people_write_numbers(corrected: str, shown: str) -> None:
    world = World()
    applied(world)
    row = world.registers.correction[0].model_copy(update={"corrected": corrected})
    world.registers = replace(world.registers, correction=(row,))
    (found,) = judge(world, "READ-32").findings.to_dict("records")
    assert (found["received"], found["expected"]) == ("120", shown)
    assert f"được thay bằng '{shown}'" in found["message_vi"]
