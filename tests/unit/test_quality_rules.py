"""Every rule of the register: passes on a clean bloc, and finds the fault that the example beside it puts there.

All examples are laid into as few blocs as they allow: a rule about returns judges each revision for itself, so each of its
examples is a revision of its own; of rules about accepted returns those share a bloc that do not look at one another's cells.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pytest

from pipelines.reference import Rule
from pipelines.reference.examples import ExampleCell, read_example
from pipelines.reference.kinds import ABOUT_RETURNS, READER
from pipelines.reference.rules import is_about_returns
from tests.judging import Validation, validate_bloc_rules, validate_return_rules
from tests.unit.broken_returns import BROKEN, Broken
from tests.unit.quality_tables import ALL_PERIODS, ALL_UNITS, World, reference

EVERYONE = reference(ALL_UNITS, ALL_PERIODS)
RULES = [rule for rule in EVERYONE.rules_on(EVERYONE.periods["2023H2"].ends_on) if rule.rule_id not in BROKEN]
"""Every rule, once per subject, but those whose fault is not one of figures."""
MET = [rule for rule in RULES if rule.kind == READER]
"""Rules about faults that the reader meets in a cell."""
EXAMPLES = [rule for rule in RULES if rule.kind != READER]


@dataclass
class Bloc:
    """A bloc with the examples of some rules."""

    world: World = field(default_factory=lambda: World(EVERYONE))
    looked_at: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


def cells(rule: Rule) -> list[ExampleCell]:
    return list(read_example(rule.breaks_with or ""))


def key(rule: Rule) -> tuple[str, str]:
    return rule.rule_id, rule.subject


def put(world: World, rule: Rule, revision: int = 1) -> None:
    """Put the example of a rule into a bloc, in a revision of its own where one is named.

    Raises:
        LookupError: a cell of the example is on a line that is not due there.
    """
    try:
        for unit_id, period_id in sorted({(cell.unit_id, cell.period_id) for cell in cells(rule)} if revision > 1 else ()):
            world.receive(unit_id, period_id, revision)
        for cell in cells(rule):
            world.put(cell, revision)
    except LookupError as error:
        raise LookupError(
            f"{register_line(rule)}: {rule.rule_id}: breaks_with '{rule.breaks_with}': {error.args[0]}\n"
            "Remedy: name a unit, period and indicator that stand together on a line that is due in the bloc of "
            "tests/unit/quality_tables.py"
        ) from error


def register_line(rule: Rule) -> str:
    """Where the example of a rule stands: 'rule.csv:79'."""
    for name, column in (("rule.csv", "subject"), ("rule_subject.csv", "indicator_id")):
        with Path("raw/reference", name).open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                if (row["rule_id"], row[column]) == key(rule):
                    return f"{name}:{line}"
    raise AssertionError(f"{key(rule)} stands in no register")


def as_revisions(rules: Iterable[Rule]) -> tuple[World, dict[tuple[str, str], str]]:
    """A bloc with a revision for each example, and the return of each rule and subject."""
    world, places = World(EVERYONE), {}
    for revision, rule in enumerate(rules, start=2):
        example = cells(rule)
        ((unit_id, period_id),) = {(cell.unit_id, cell.period_id) for cell in example}
        put(world, rule, revision)
        places[key(rule)] = f"{unit_id}-{period_id}-r{revision}"
    return world, places


def blocs(rules: Iterable[Rule]) -> Iterator[tuple[World, list[Rule]]]:
    """Blocs, each with examples that do not look at one another's cells."""
    made: list[tuple[Bloc, list[Rule]]] = []
    for rule in rules:
        changed = {cell.indicator_id or "*" for cell in cells(rule)} | ({"*"} if rule.kind in ABOUT_RETURNS else set())
        looked_at = {name for name in rule.named if name in EVERYONE.indicators} | changed
        free = (pair for pair in made if not (changed & pair[0].looked_at or looked_at & pair[0].changed or "*" in changed))
        bloc, of_bloc = next(free, (None, []))
        if bloc is None:
            bloc = Bloc()
            made.append((bloc, of_bloc))
        put(bloc.world, rule)
        bloc.looked_at |= looked_at | ({"*"} & changed)
        bloc.changed |= changed
        of_bloc.append(rule)
    yield from ((bloc.world, of_bloc) for bloc, of_bloc in made)


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], pd.DataFrame]:
    """Rule and subject → findings of the rule where its example is, and nowhere else is looked."""
    world, places = as_revisions(rule for rule in EXAMPLES if is_about_returns(rule))
    with world.lay() as db:
        findings = validate_return_rules(db, EVERYONE).findings
    of_rules = {
        (rule_id, subject): findings[(findings["rule_id"] == rule_id) & (findings["return_id"] == return_id)]
        for (rule_id, subject), return_id in places.items()
    }
    for world, rules in blocs(rule for rule in EXAMPLES if not is_about_returns(rule)):
        with world.lay() as db:
            findings = validate_bloc_rules(db, EVERYONE).findings
        for rule in rules:
            about = findings["indicator_id"].isin([rule.subject, *({cell.indicator_id for cell in cells(rule)})])
            of_rules[key(rule)] = findings[(findings["rule_id"] == rule.rule_id) & (about | findings["indicator_id"].isna())]
    return of_rules


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: f"{rule.rule_id}-{rule.subject}")
def test_each_rule_finds_the_example_beside_it_once_and_says_where_and_what(
    rule: Rule, found: dict[tuple[str, str], pd.DataFrame]
) -> None:
    assert rule.breaks_with, f"{rule.rule_id} has no breaks_with: cells that must break it"
    told, example = found[key(rule)].to_dict("records"), cells(rule)
    assert len(told) == 1, (
        f"{register_line(rule)}: {rule.rule_id} finds '{rule.breaks_with}' {len(told)} times, not once\n"
        f"Remedy: break this rule and none that it waits for ({' '.join(rule.prerequisite)}): stay within valid_min "
        "and valid_max of indicator.csv, and compare with the figures of tests/unit/quality_tables.py"
    )
    (finding,) = told
    assert finding["severity"] == rule.severity
    assert pd.isna(finding["unit_id"]) or finding["unit_id"] in {cell.unit_id for cell in example}
    assert rule.scope == "bloc" or finding["period_id"] in {cell.period_id for cell in example}
    assert pd.isna(finding["unit_id"]) or rule.kind in ABOUT_RETURNS or isinstance(finding["address"], str)
    assert "(không rõ)" not in finding["message_vi"] + finding["remedy_vi"]
    assert "(không xác định)" not in finding["message_vi"]


@pytest.fixture(scope="module")
def met() -> pd.DataFrame:
    """Findings about faults that the reader met, one of each kind."""
    world = World(EVERYONE)
    for rule in MET:
        world.fault(rule.subject, expected="1.04")
    with world.lay() as db:
        return validate_return_rules(db, replace(EVERYONE, rule=tuple(MET))).findings


@pytest.mark.parametrize("rule", MET, ids=lambda rule: rule.rule_id)
def test_each_fault_that_the_reader_meets_in_a_cell_is_found_there(rule: Rule, met: pd.DataFrame) -> None:
    (finding,) = met[met["rule_id"] == rule.rule_id].to_dict("records")
    assert (finding["return_id"], finding["sheet_name"], finding["address"]) == ("TC01-2021H2-r1", "form_01", "D14")
    assert (finding["severity"], finding["received"], finding["expected"]) == (rule.severity, "1o0", "1.04")
    assert any(said in finding["message_vi"] for said in ("1o0", "ghi chú"))


@pytest.mark.parametrize("rule_id", BROKEN)
def test_each_fault_of_files_and_keys_is_found_once(rule_id: str) -> None:
    broken = BROKEN[rule_id]
    world = World(EVERYONE)
    broken.mutate(world)
    about_files = tuple(rule for rule in EVERYONE.rule if rule.kind in (READER, "unique_key"))
    with world.lay() as db:
        validation = validate_return_rules(db, replace(world.registers, rule=about_files))
    of_rule = validation.findings[validation.findings["rule_id"] == rule_id]
    assert [as_written(finding) for _, finding in of_rule.iterrows()] == [as_expected(broken)]
    if broken.is_alone:
        assert set(validation.findings.query("return_id == @broken.where[0]")["rule_id"]) == {rule_id}
    result = next(result for result in validation.results if result.rule_id == rule_id)
    assert (result.finding_count, result.state) == (1, "failed")


def as_written(finding: pd.Series) -> tuple[object, ...]:
    cell = [finding[column] for column in ("sheet_name", "address") if not pd.isna(finding[column])]
    values = (finding["return_id"], "!".join(cell), finding["message_vi"], finding["received"], finding["expected"])
    return tuple(None if pd.isna(value) or value == "" else value for value in values)


def as_expected(broken: Broken) -> tuple[object, ...]:
    return (*broken.where, broken.message, broken.received, broken.expected)


@pytest.fixture(scope="module")
def clean() -> tuple[Validation, Validation]:
    """What the rules about returns, and those about accepted returns together, find in a clean bloc."""
    with World(EVERYONE).lay() as db:
        return validate_return_rules(db, EVERYONE), validate_bloc_rules(db, EVERYONE)


@pytest.mark.parametrize("half", [0, 1], ids=["of returns", "of the bloc"])
def test_a_clean_bloc_passes_every_rule_and_every_rule_has_something_to_judge(
    half: int, clean: tuple[Validation, Validation]
) -> None:
    validation = clean[half]
    told = validation.findings[["rule_id", "return_id", "period_id", "message_vi"]].to_dict("records")
    assert told == [], "vary the figures of the bloc in tests/unit/quality_tables.py (_FIGURES, _GROWING, …)"
    assert [result.rule_id for result in validation.results if result.state == "failed"] == []
    idle = [result.rule_id for result in validation.results if result.kind != READER and not result.case_count]
    assert idle == [], "let the bloc in tests/unit/quality_tables.py hold what these rules look at"


@pytest.mark.parametrize("revision", [1, 2])
@pytest.mark.parametrize(
    ("rule_id", "unit_id", "elsewhere"),
    [
        ("RTO-01", "TC01", "2022H1 organisation_rating=blank"),
        ("RTO-01", "VP", "2021H2 members_closing=5"),
        ("RTO-01", "TC99", "2021H2 members_closing=5"),
        ("OWN-02", "TC01", "2031H2 members_closing=5"),
        ("OWN-02", "TC58", "2021H1 members_closing=5"),
    ],
)
def test_an_example_on_a_line_that_is_not_due_names_rule_line_and_remedy(
    rule_id: str, unit_id: str, elsewhere: str, revision: int
) -> None:
    example = f"{unit_id} {elsewhere}"
    rule = next(rule for rule in RULES if rule.rule_id == rule_id).model_copy(update={"breaks_with": example})
    with pytest.raises(LookupError) as refused:
        put(World(EVERYONE), rule, revision)
    what, remedy = str(refused.value).splitlines()
    assert what.startswith(f"{register_line(rule)}: {rule_id}: breaks_with '{example}': {unit_id} owes no ")
    assert remedy.startswith("Remedy: name a unit, period and indicator")


def test_the_two_validations_together_give_each_rule_of_the_register_one_result(clean: tuple[Validation, Validation]) -> None:
    results = clean[0].results + clean[1].results
    assert sorted(result.rule_id for result in results) == sorted(rule.rule_id for rule in reference().rule)
