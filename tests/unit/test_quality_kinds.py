"""How the rules judge ratios, balances, years, ratings after discipline, and figures unlike the unit's past and its peers."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipelines.reference.kinds import RETURN_KINDS
from tests.judging import Validation, validate_bloc_rules, validate_return_rules
from tests.unit.quality_tables import ALL_PERIODS, ALL_UNITS, World, reference, rule

EVERYONE = reference(ALL_UNITS, ALL_PERIODS)


@pytest.fixture
def world() -> World:
    return World(EVERYONE)


def judge(world: World, rule_id: str, **changes: Any) -> Validation:
    """Validate one rule alone; `changes` replace its columns."""
    judged = rule(rule_id).model_copy(update={"prerequisite": (), **changes})
    validate = validate_return_rules if judged.kind in RETURN_KINDS else validate_bloc_rules
    with world.lay() as db:
        return validate(db, replace(world.registers, rule=(judged,), rule_subject=()))


def found(validation: Validation) -> list[tuple[str | None, ...]]:
    """Unit, period, received and expected of every finding."""
    rows = validation.findings[["unit_id", "period_id", "received", "expected"]].astype(object)
    return [tuple(row) for row in rows.where(rows.notna(), None).itertuples(index=False)]


def test_a_ratio_fails_only_when_no_value_within_the_bounds_would_hold(world: World) -> None:
    cases = {
        "TC01": ((399, "="), (100, "="), True),
        "TC02": ((400, "="), (100, "="), False),
        "TC03": ((800, "="), (100, "="), False),
        "TC04": ((801, "="), (100, "="), True),
        "TC05": ((900, "="), (100, ">"), False),
        "TC06": ((300, ">"), (100, "="), False),
        "TC07": ((300, "<"), (100, "="), True),
        "TC08": ((0, "="), (0, "="), False),
        "TC09": ((1, "="), (0, "="), True),
    }
    for unit_id, (subject, part, _) in cases.items():
        world.write(unit_id, "2021H2", "meeting_attendance_due", *subject)
        world.write(unit_id, "2021H2", "members_closing", *part)
    told = {(unit_id, period_id) for unit_id, period_id, *_ in found(judge(world, "RTO-01", tolerance=Decimal(0)))}
    assert told == {(unit_id, "2021H2") for unit_id, (*_, is_broken) in cases.items() if is_broken}


def test_a_ratio_of_a_blank_is_not_judged_and_its_tolerance_is_in_the_subjects_unit(world: World) -> None:
    judged = judge(world, "RTO-01").results[0].case_count
    world.write("TC01", "2021H2", "members_closing", "blank")
    world.write("TC02", "2021H2", "meeting_attendance_due", 394)
    assert judge(world, "RTO-01").results[0].case_count == judged - 1
    assert found(judge(world, "RTO-01")) == []
    assert found(judge(world, "RTO-01", tolerance=Decimal(5))) == [("TC02", "2021H2", "394", "từ 400 đến 800")]


def test_a_missing_return_may_hold_what_a_period_lacks(world: World) -> None:
    world.write("CCB", "2021H2", "veterans_members", 610)
    assert found(judge(world, "PER-03")) == [(None, "2021H2", "610", "từ 60 đến 600")]
    world.drop(lambda row: row["return_id"] == "TC01-2021H2-r1")
    assert found(judge(world, "PER-03")) == []
    world.drop(lambda row: row["return_id"] == "CCB-2021H2-r1")
    assert found(judge(world, "PER-03")) == []


def test_a_missing_stock_of_units_without_a_past_may_add_nothing_to_what_a_period_is_compared_with(world: World) -> None:
    world.drop(lambda row: row["unit_id"] != "CCB")
    with world.lay() as db:
        validate_bloc_rules(db, replace(world.registers, rule=(rule("PER-03"),), rule_subject=()))
        least = db.execute(
            "select low from core.period_total where period_id = '2021H2' and indicator_id = 'members_closing'"
        ).fetchone()
    assert least == (0,)


def test_a_yearly_figure_is_compared_over_all_units_only_in_the_period_in_which_it_is_due(world: World) -> None:
    assert judge(world, "PER-05").results[0].case_count == len([name for name in ALL_PERIODS if name.endswith("H2")])


def test_transfers_inside_the_bloc_net_to_zero_unless_a_return_is_missing(world: World) -> None:
    world.write("TC01", "2023H2", "members_transferred_out_to_bloc", 2)
    assert found(judge(world, "BAL-01")) == [(None, "2023H2", "11", "12")]
    world.drop(lambda row: row["return_id"] == "TC02-2023H2-r1")
    assert found(judge(world, "BAL-01")) == []


def test_a_year_is_the_sum_of_its_half_years_also_of_units_that_have_merged() -> None:
    merged_in_2023 = replace(
        EVERYONE,
        unit=tuple(
            unit.model_copy(update={"valid_to_on": EVERYONE.periods["2023H1"].ends_on})
            if unit.unit_id in ("TC56", "TC57")
            else unit.model_copy(update={"valid_from_on": EVERYONE.periods["2023H2"].starts_on})
            if unit.unit_id == "TC58"
            else unit
            for unit in EVERYONE.unit
        ),
    )
    late = World(merged_in_2023)
    assert {row["unit_id"] for row in late.returns if row["period_id"] == "2023H1"} >= {"TC56", "TC57"}
    assert found(judge(late, "YTT-01")) == [("TC58", "2023H2", "6", "9")]
    late.drop(lambda row: row["return_id"] == "TC57-2023H1-r1")
    assert found(judge(late, "YTT-01")) == []


def test_a_year_whose_first_half_is_not_in_the_register_is_not_judged() -> None:
    world = World(reference(ALL_UNITS, ("2023H2",)))
    world.write("TC01", "2023H2", "members_admitted_year", 50)
    result = judge(world, "YTT-01").results[0]
    assert (result.case_count, result.state) == (0, "no case")


def rated(world: World, unit_id: str, period_id: str, rank: int, code: str) -> None:
    world.cell(unit_id, period_id, "organisation_rating").update(value=Decimal(rank), code=code)


def test_whoever_was_disciplined_in_the_calendar_year_is_not_rated_excellent(world: World) -> None:
    cases = [
        (("TC01", "2021H1"), ("TC01", "2021H2"), True),
        (("TC02", "2021H2"), ("TC02", "2021H2"), True),
        (("TC03", "2022H1"), ("TC03", "2021H2"), False),
        (("TC04", "2021H2"), ("TC04", "2022H2"), False),
        (("TC05", "2021H1"), ("TC06", "2021H2"), False),
    ]
    for disciplined_in, rating, _ in cases:
        world.write(*disciplined_in, "organisations_disciplined", 1)
        rated(world, *rating, 4, "hoan_thanh_xuat_sac")
    assert sorted(found(judge(world, "RCP-01"))) == [
        (*rating, "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ") for _, rating, is_broken in cases if is_broken
    ]


def test_a_missing_half_year_is_not_held_against_a_rating(world: World) -> None:
    rated(world, "TC01", "2021H2", 4, "hoan_thanh_xuat_sac")
    world.drop(lambda row: row["return_id"] == "TC01-2021H1-r1")
    assert found(judge(world, "RCP-01")) == []


@pytest.mark.parametrize(
    ("changes", "is_signal"),
    [
        ({}, True),
        ({"minimum_history": 6}, True),
        ({"minimum_history": 7}, False),
        ({"tolerance": Decimal(20)}, False),
        ({"maximum": Decimal(40)}, False),
    ],
)
def test_a_figure_unlike_the_units_own_past_is_a_signal_when_the_past_is_long_enough(
    world: World, changes: dict[str, Any], is_signal: bool
) -> None:
    world.write("TC01", "2023H2", "members_closing", 190)
    assert bool(found(judge(world, "OWN-02", **changes))) is is_signal


def test_one_bad_figure_in_the_past_does_not_make_the_next_good_one_an_outlier(world: World) -> None:
    world.write("TC01", "2022H1", "members_closing", 1000)
    assert found(judge(world, "OWN-02")) == [("TC01", "2022H1", "1.000", "từ 85 đến 115")]


def test_the_past_of_a_merged_unit_is_the_sum_of_those_it_took_over(world: World) -> None:
    validation = judge(world, "OWN-02")
    assert found(validation) == []  # 200 members, after two units with 100 each
    before = validation.results[0].case_count
    world.write("TC58", "2022H1", "members_closing", 100)
    assert found(judge(world, "OWN-02")) == [("TC58", "2022H1", "100", "từ 185 đến 215")]
    world.write("TC57", "2021H1", "members_closing", "blank")
    assert judge(world, "OWN-02").results[0].case_count == before - 1  # at the merger, one of three periods is unknown


def test_a_bound_is_an_outlier_only_when_all_of_it_is(world: World) -> None:
    world.write("TC01", "2023H2", "members_closing", 90, ">")
    assert found(judge(world, "OWN-02")) == []
    world.write("TC01", "2023H2", "members_closing", 200, ">")
    assert found(judge(world, "OWN-02")) == [("TC01", "2023H2", "từ 200 đến 1.000", "từ 85 đến 115")]


def test_peers_are_units_of_the_same_kind_that_have_reported(world: World) -> None:
    world.write("TC01", "2021H2", "staff_assessed", 500)
    (signal,) = found(judge(world, "PEE-02"))
    assert signal == ("TC01", "2021H2", "500", "từ 20 đến 220")
    assert found(judge(world, "PEE-02", minimum_history=9)) == [signal]
    assert found(judge(world, "PEE-02", minimum_history=10)) == []
    world.write("TC01", "2021H2", "members_closing", 400)  # per member it is usual
    assert found(judge(world, "PEE-02")) == []


def test_returns_that_are_alike_in_one_period_each_name_the_other(world: World) -> None:
    world.write("TC01", "2021H2", "model_individuals", 2)  # as TC02 has it
    messages = judge(world, "COP-01").findings[["return_id", "message_vi"]].to_numpy().tolist()
    assert [return_id for return_id, _ in messages] == ["TC01-2021H2-r1", "TC02-2021H2-r1"]
    assert all(message.endswith("giống hệt phiếu cùng kỳ của TC01, TC02") for _, message in messages)


@pytest.mark.parametrize(
    ("changed", "is_copy"), [({}, True), ({"minimum_history": 20}, False), ({"maximum": Decimal(1)}, False)]
)
def test_a_return_like_the_one_before_is_asked_about_from_so_many_counts_on(
    world: World, changed: dict[str, Any], is_copy: bool
) -> None:
    for indicator_id in ("model_collectives", "collectives_commended_by_grassroots", "member_inspections_by_grassroots"):
        world.write("TC01", "2023H2", indicator_id, float(world.cell("TC01", "2023H1", indicator_id)["value"]))
    told = judge(world, "COP-01", **changed).findings["message_vi"].tolist()
    assert [message.partition("giống hệt ")[2] for message in told] == (["phiếu kỳ trước của chính đơn vị"] if is_copy else [])


def test_a_part_that_stays_is_asked_about_where_its_whole_has_changed(world: World) -> None:
    cases = {"TC01": (130, 115, True), "TC02": (121, 115, False), "TC03": (130, 116, False)}
    for unit_id, (assessed, advanced, _) in cases.items():
        world.write(unit_id, "2022H2", "staff_assessed", assessed)
        world.write(unit_id, "2022H2", "staff_advanced", advanced)
    asked = {"subject": "staff_advanced", "whole": "staff_assessed", "minimum": Decimal(100), "tolerance": Decimal("0.03")}
    told = {unit_id for unit_id, period_id, *_ in found(judge(world, "REP-01", **asked)) if period_id == "2022H2"}
    assert told == {unit_id for unit_id, (*_, is_repeated) in cases.items() if is_repeated}


def test_units_of_one_return_are_each_compared_with_their_own_past(world: World) -> None:
    world.write("TC02", "2022H2", "staff_assessed", 130)
    for indicator_id in ("model_collectives", "collectives_commended_by_grassroots", "member_inspections_by_grassroots"):
        world.write("TC01", "2023H2", indicator_id, float(world.cell("TC01", "2023H1", indicator_id)["value"]))
    for period_id in ("2022H1", "2022H2", "2023H1", "2023H2"):
        world.report_by("TC01", "TC02", period_id)
    asked = {"subject": "staff_advanced", "whole": "staff_assessed", "minimum": Decimal(100), "tolerance": Decimal("0.03")}
    repeated = found(judge(world, "REP-01", **asked))
    assert [case[:2] for case in repeated] == [("TC02", "2022H2"), ("TC02", "2023H2")]
    assert [case[:2] for case in found(judge(world, "COP-01"))] == [("TC01", "2023H2")]


def test_a_line_that_does_not_apply_says_so_where_the_unit_has_nothing_of_the_whole(world: World) -> None:
    cases: dict[tuple[str, str], tuple[float | str, bool]] = {
        ("TC56", "2021H2"): ("none_occurred", True),
        ("TC57", "2021H2"): (0, True),
        ("TC56", "2021H1"): ("blank", False),
        ("TC01", "2021H2"): (0, False),
    }
    for place, (answer, _) in cases.items():
        world.write(*place, "inspection_heads_replaced", answer)
    findings = judge(world, "INA-01", subject="inspection_heads_replaced", prerequisite=()).findings
    told = {f"{unit_id}-{period_id}-r1" for (unit_id, period_id), (_, is_told) in cases.items() if is_told}
    assert sorted(findings["return_id"]) == sorted(told)


@pytest.mark.parametrize("rule_id", ["RTO-40", "PER-01"])
def test_trees_that_a_few_thousand_people_cannot_have_planted_are_found(world: World, rule_id: str) -> None:
    for period in ALL_PERIODS[:6]:
        world.write("DTN", period, "youth_trees_planted", 1_500_000 / 6)
    findings = judge(world, rule_id).findings
    assert sorted(findings["period_id"]) == list(ALL_PERIODS[:6])
    assert set(findings["severity"]) == {"warning"}
