"""Rules that cannot be judged stop the run, and the register refuses them beforehand with file and line."""

import shutil
from pathlib import Path

import pytest

from pipelines.definitions import models as shipped
from pipelines.errors import RuleError, SqlTestError
from pipelines.language.notation import format_number
from pipelines.language.wording import format_bounds, format_observation
from pipelines.models import require, run_test
from pipelines.quality.wording import fill
from pipelines.reference.rules import prerequisite_faults
from tests.judging import validate_return_rules
from tests.unit.quality_tables import World, reference, rule, with_rules
from tests.unit.register_files import edit, faults, line_of


@pytest.mark.parametrize("template", ["Sai {value}", "Sai {received", "Sai {received:.2f}", "Sai {0}"])
def test_a_template_that_cannot_be_filled_names_rule_and_remedy(template: str) -> None:
    world = World()
    world.write("TC01", "2021H2", "members_closing", "blank")
    with world.lay() as db, pytest.raises(RuleError, match=r"REQ-01.*cannot be filled(.|\n)*Remedy: mend message_vi"):
        validate_return_rules(db, with_rules(rule("REQ-01").model_copy(update={"message_vi": template})))


def test_a_fault_that_no_rule_names_stops_the_validation() -> None:
    world = World()
    world.fault("unreadable_value")
    world.fault("coffee_stain")
    model = shipped["quality.case_reader"]
    with world.lay() as db:
        found = [run_test(db, test) for test in model.tests]
    assert found == [[{"fault": "coffee_stain"}]]
    with pytest.raises(SqlTestError, match=r"is named by a rule of kind 'reader'; to pass over one.*coffee_stain"):
        require(model.tests[0], model, found[0])


def test_a_register_without_rules_is_an_error() -> None:
    world = World()
    with world.lay() as db, pytest.raises(RuleError, match="no rule was judged"):
        validate_return_rules(db, with_rules())


@pytest.mark.parametrize(
    ("rule_id", "changes", "fault"),
    [
        ("REQ-01", {"scope": "period"}, "kind 'required' has scope return, received 'period'"),
        ("REQ-01", {"tolerance": "1"}, "'tolerance' has no effect on kind 'required'; leave it empty"),
        ("REQ-01", {"valid_to_on": "2020-01-01"}, "ends on 2020-01-01, before it begins on 2020-07-01"),
        ("REQ-01", {"message_vi": "Thiếu {label"}, "message_vi: expected '}' before end of string"),
        (
            "REQ-01",
            {"remedy_vi": "Ghi {number}"},
            "remedy_vi: unknown placeholder {number}; known are received, expected, label, detail, period",
        ),
        (
            "REQ-01",
            {"subject": "organisations_rated"},
            "no unit reports 'organisations_rated', so the rule would never be judged",
        ),
        ("RNG-01", {"minimum": "5", "maximum": "4"}, "minimum 5 is above maximum 4"),
        ("SET-01", {"subject": "*"}, "kind 'in_code_list' needs an indicator as subject, received '*'"),
        ("SET-01", {"subject": "members_closing"}, "'members_closing' is measured in 'persons', which is no code list"),
        ("INT-01", {"subject": "union_donations_vnd"}, "'union_donations_vnd' is measured in 'VND', which is no count"),
        ("PRT-01", {"subject": "members_admitted"}, "the subject of kind 'part_of_whole' is its only part"),
        ("PRT-01", {"tolerance": "-1"}, "tolerance -1 is below zero"),
        ("SUM-01", {"subject": "members_closing"}, "the subject of kind 'sum_of_parts' is its whole"),
        (
            "SUM-01",
            {"parts": "union_members"},
            "no unit reports all of grassroots_organisations, union_members, so the rule would never be judged",
        ),
        (
            "CON-01",
            {"whole": "members_rated"},
            "kind 'continuity' compares successive periods: subject and whole must be reported equally often",
        ),
        (
            "REC-01",
            {"whole": "members_closing"},
            "kind 'reconcile' compares running totals: subject and whole must be indicators that are summed",
        ),
        (
            "REG-01",
            {"subject": "members_closing"},
            "the units in the register are organisations; 'members_closing' is measured in 'persons'",
        ),
        ("CMP-01", {"minimum": "101"}, "minimum of kind 'completeness' is a share of returns in percent, received 101"),
        ("CMP-01", {"subject": "members_closing"}, "kind 'completeness' is about returns as a whole: its subject is 'return'"),
        ("COP-01", {"subject": "members_closing"}, "kind 'copied' is about returns as a whole: its subject is 'return'"),
        ("COP-01", {"maximum": "90"}, "maximum of kind 'copied' is a share of counts, above 0 and at most 1, received 90"),
        ("REP-01", {"subject": "bloc_rating"}, "kind 'repeated' compares quantities: subject and whole must be indicators"),
        ("INA-01", {"whole": "union_members"}, "no unit reports all of standing_committee_members_replaced, union_members"),
        (
            "KEY-01",
            {"subject": "core.return"},
            "kind 'unique_key' is about staging.observation or staging.return, received 'core.return'",
        ),
        (
            "KEY-01",
            {"parts": "unit_id indicator_id"},
            "the parts of kind 'unique_key' name return_id, or unit_id and period_id: rows of others are not compared",
        ),
        (
            "CON-01",
            {"severity": "error"},
            "severity 'error' rejects nothing: kind 'continuity' looks at returns that are accepted already; let it be",
        ),
        ("PEE-01", {"severity": "error"}, "severity 'error' rejects nothing: kind 'peers'"),
        ("READ-02", {"is_blocking": "true"}, "kind 'reader' judges what units sent, and bad returns never stop a night"),
        ("RNG-01", {"is_blocking": "true"}, "kind 'range' judges what units sent, and bad returns never stop a night"),
        ("CMP-01", {"is_blocking": "true"}, "kind 'completeness' judges what units sent"),
        ("SUM-01", {"is_blocking": "true"}, "kind 'sum_of_parts' judges what units sent"),
        ("OWN-01", {"tolerance": "0"}, "'maximum' and 'tolerance' of kind 'own_past' are above zero"),
        (
            "OWN-02",
            {"subject": "organisation_rating"},
            "'organisation_rating' is neither summed nor carried on, so it has no usual size",
        ),
        (
            "RTO-07",
            {"parts": "meeting_attendance_present"},
            "the parts of kind 'ratio' are added up; its subject and parts with '-' cannot be among them",
        ),
        ("BAL-01", {"whole": "members_transferred_in_from_bloc"}, "kind 'balance' needs another indicator as 'whole'"),
        ("BAL-01", {"whole": "organisation_rating"}, "kind 'balance' adds up over units"),
        (
            "YTT-01",
            {"subject": "members_closing"},
            "kind 'year_total' needs a yearly subject and a whole that",
        ),
        ("RCP-01", {"subject": "members_rated"}, "'members_rated' is no yearly rating"),
        ("READ-06", {"prerequisite": "READ-05"}, "'prerequisite' has no effect on kind 'reader'; leave it empty"),
        ("RNG-01", {"minimum_history": "3"}, "'minimum_history' has no effect on kind 'range'; leave it empty"),
        ("SUM-01", {"breaks_with": ""}, "breaks_with is empty: write cells that must break the rule"),
        ("CMP-01", {"breaks_with": " "}, "breaks_with is empty: write cells that must break the rule"),
        ("READ-02", {"breaks_with": "TC01 2021H2 members_closing=5"}, "breaks_with: no figures break a rule of kind 'reader'"),
        (
            "RNG-01",
            {"breaks_with": "CDVC 2021H2=missing"},
            "breaks_with: kind 'range' judges what came; a return that is missing",
        ),
        (
            "SUM-01",
            {"breaks_with": "TC01 2021H2 grassroots_cells=1; TC02 2021H2 grassroots_cells=1"},
            "breaks_with: kind 'sum_of_parts' judges each return for itself; these are cells of TC01 2021H2, TC02 2021H2",
        ),
        (
            "KEY-02",
            {"parts": "unit_id period"},
            "staging.return has no key column 'period'",
        ),
    ],
)
def test_the_register_refuses_a_rule_that_could_not_be_evaluated(
    tmp_path: Path, rule_id: str, changes: dict[str, str], fault: str
) -> None:
    folder = Path(shutil.copytree("raw/reference", tmp_path / "reference"))
    line = line_of(folder, "rule", rule_id=rule_id)
    edit(folder, "rule", line, **changes)
    assert any(found.startswith(f"rule.csv:{line}: {rule_id}: {fault}") for found in faults(folder))


def test_examples_on_what_no_register_has_are_told_all_at_once(tmp_path: Path) -> None:
    folder = Path(shutil.copytree("raw/reference", tmp_path / "reference"))
    edit(folder, "rule", 14, breaks_with="TC01 2021H8 members_closing=blank")
    edit(folder, "rule", 34, breaks_with="TC99 2022H1 members_opening=199; TC58 2022H1 members_opning=199")
    edit(folder, "rule", 37, breaks_with="CCCB 2022H1=missing")
    edit(folder, "rule_subject", 20, breaks_with="TC01 2023H9 members_opening=1000")
    told = [fault for fault in faults(folder) if "breaks_with" in fault]
    assert [fault.partition(" is not in register ")[0] for fault in told] == [
        "rule.csv:14: breaks_with '2021H8'",
        "rule.csv:34: breaks_with 'TC99'",
        "rule.csv:34: breaks_with 'members_opning'",
        "rule.csv:37: breaks_with 'CCCB'",
        "rule_subject.csv:20: breaks_with '2023H9'",
    ]


def test_no_two_lines_take_over_the_findings_of_one_rule(tmp_path: Path) -> None:
    # Their findings would share the key by which explanations and overrides know them.
    folder = Path(shutil.copytree("raw/reference", tmp_path / "reference"))
    edit(folder, "rule_subject", 22, known_as="OWN-03")
    edit(folder, "rule_subject", 52, known_as="OWN-04")
    assert [fault.partition(":")[2].partition("already")[0] for fault in faults(folder) if "known_as" in fault] == [
        "22: OWN-02: known_as 'OWN-03' stands on line 20 ",
        "52: PEE-02: known_as 'OWN-04' stands on line 21 ",
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"rule_id": "OWN-99"}, "rule_id 'OWN-99' is not in register rule"),
        (
            {"indicator_id": "propagandist"},
            "indicator_id 'propagandist' is not in register indicator; did you mean",
        ),
        (
            {"indicator_id": "members_closing"},
            "OWN-02: a rule of kind 'own_past' about 'members_closing' has no further",
        ),
        ({"rule_id": "OWN-01"}, "OWN-01: a rule of kind 'own_past' about '*' has no further subject 'members_opening'"),
        ({"indicator_id": "organisation_rating"}, "OWN-02: 'organisation_rating' is neither summed nor carried on"),
        ({"whole": "members_closing"}, "OWN-02: 'whole' has no effect on kind 'own_past'; leave it empty"),
        ({"known_as": "SUM-01"}, "OWN-02: known_as 'SUM-01' is a rule of its own"),
        ({"breaks_with": "TC01 2021H2 members=1"}, "breaks_with 'members' is not in register indicator"),
        ({"breaks_with": "TC01 2021H2"}, "breaks_with: 'TC01 2021H2' is not 'unit period indicator=figure'"),
        ({"breaks_with": ""}, "OWN-02: breaks_with is empty"),
        ({"breaks_with": "TC01 2021H8 members_opening=1"}, "breaks_with '2021H8' is not in register period; did you mean"),
    ],
)
def test_the_register_refuses_a_further_subject_that_could_not_be_judged(
    changes: dict[str, str], fault: str, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree("raw/reference", tmp_path / "reference"))
    line = line_of(folder, "rule_subject", indicator_id="members_opening")
    edit(folder, "rule_subject", line, **changes)
    told = faults(folder)
    assert any(found.startswith(f"rule_subject.csv:{line}: {fault}") for found in told), told


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"SUM-01": ("CON-01",)}, ("SUM-01", "prerequisite CON-01 is judged on accepted returns, after this rule")),
        ({"REC-01": ("CMP-01",)}, ("REC-01", "prerequisite CMP-01 is about a period; a case of this rule is a bloc")),
        ({"CON-01": ("CMP-01",)}, ("CON-01", "prerequisite CMP-01 is about a period; a case of this rule is within a return")),
        (
            {"SUM-01": ("SUM-02",), "SUM-02": ("SUM-03",), "SUM-03": ("SUM-01",)},
            ("SUM-01", "prerequisites go round in a circle: SUM-01 → SUM-02 → SUM-03 → SUM-01"),
        ),
    ],
)
def test_the_register_refuses_prerequisites_that_could_not_be_kept(
    changes: dict[str, tuple[str, ...]], fault: tuple[str, str]
) -> None:
    rules = [
        rule.model_copy(update={"prerequisite": changes[rule.rule_id]}) if rule.rule_id in changes else rule
        for rule in reference().rule
    ]
    assert [(rule.rule_id, said) for rule, said in prerequisite_faults(rules)] == [fault]


def test_the_shipped_prerequisites_can_be_kept() -> None:
    assert list(prerequisite_faults(reference().rule)) == []


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.5, 6, "1.234,5"), (0, 6, "0"), (-0.0000001, 6, "0"), (10_000_000_000, 6, "10.000.000.000"), (95.238, 2, "95,24")],
)
def test_numbers_are_written_the_vietnamese_way(value: float, decimals: int, text: str) -> None:
    assert format_number(value, decimals) == text


def test_a_span_of_one_value_is_that_value() -> None:
    assert (format_bounds(3, 3.000001), format_bounds(3, 1005)) == ("3", "từ 3 đến 1.005")


@pytest.mark.parametrize(
    ("state", "text"),
    [("blank", None), ("unreadable", "1o0"), ("none_occurred", "không phát sinh"), ("not_applicable", "không áp dụng")],
)
def test_each_kind_of_emptiness_has_its_word(state: str, text: str | None) -> None:
    received = None if state == "blank" else "1o0"
    assert format_observation(state=state, value=None, comparator=None, received=received) == text


def test_text_with_braces_from_a_workbook_is_left_as_it_is() -> None:
    filled = fill(rule("READ-06"), "Không đọc được '{received}' {{ghi chú}}", {"received": "{expected}"})
    assert filled == "Không đọc được '{expected}' {ghi chú}"


def test_a_long_formula_is_quoted_by_its_beginning() -> None:
    formula = "=IF(COUNTBLANK(D15:F15)=3," + '"",' * 40
    assert fill(rule("READ-13"), "{received}", {"received": formula}) == f"{formula[:59]}…"
