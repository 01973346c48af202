"""Arguments of rules: a line that lacks one which its kind needs is a fault of that line, and any other may be left out."""

import csv
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import RegisterError
from pipelines.language.words import label
from pipelines.reference import Reference, load_reference
from pipelines.reference.kinds import KINDS
from tests.judging import validate_bloc_rules, validate_return_rules
from tests.unit.quality_tables import ALL_PERIODS, ALL_UNITS, World, reference

EVERYONE = reference(ALL_UNITS, ALL_PERIODS)
OPTIONAL = sorted({column for what in KINDS.values() for column in what.may_use} | {"minimum", "maximum"})


def without(folder: Path, lacking: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
    """A copy of the shipped registers in which no rule of a kind has the columns beside it; kind → rule → its line."""
    shutil.copytree("raw/reference", folder)
    with (folder / "rule.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    emptied: dict[str, dict[str, int]] = {kind: {} for kind in lacking}
    for line, row in enumerate(rows, start=2):
        if row["kind"] in lacking:
            emptied[row["kind"]][row["rule_id"]] = line
            row |= dict.fromkeys(lacking[row["kind"]], "")
    with (folder / "rule.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return emptied


@pytest.mark.parametrize("place", range(max(len(what.needs) for what in KINDS.values())))
def test_a_rule_that_lacks_what_its_kind_needs_is_a_fault_of_its_line_that_names_column_and_remedy(
    place: int, tmp_path: Path
) -> None:
    """Of every kind what it needs in the first place, in the second, and so on: each line lacks one thing at a time."""
    lacking = {kind: tuple(sorted(what.needs[place])) for kind, what in KINDS.items() if len(what.needs) > place}
    emptied = without(tmp_path / "reference", lacking)
    with pytest.raises(RegisterError) as refused:
        load_reference(tmp_path / "reference")
    for kind, columns in lacking.items():
        assert emptied[kind], f"no rule of the register is of kind '{kind}'"
        for rule_id, line in emptied[kind].items():
            (told,) = (
                fault
                for fault in refused.value.faults
                if fault.startswith(f"rule.csv:{line}: {rule_id}: cột ") and all(f"'{column}'" in fault for column in columns)
            )
            assert f"còn trống, mà quy tắc loại '{kind}' ({label('rule_kind', kind)})" in told
            assert "; ghi " in told


def test_a_further_subject_does_not_tell_again_what_its_rule_lacks(tmp_path: Path) -> None:
    without(tmp_path / "reference", {"peers": ("minimum_history",)})
    with pytest.raises(RegisterError) as refused:
        load_reference(tmp_path / "reference")
    assert {fault.partition(":")[0] for fault in refused.value.faults} == {"rule.csv"}


def lacking(column: str, registers: Reference) -> Reference:
    """The registers without an argument in every rule that can do without it."""

    def is_needed(kind: str) -> bool:
        return any(columns == {column} for columns in KINDS[kind].needs) if kind in KINDS else False

    def is_last(rule: object) -> bool:
        """Whether the rule has none of those in whose place this one may stand."""
        others = {"minimum": "maximum", "maximum": "minimum"}.get(column)
        return others is not None and getattr(rule, others) is None

    empty: object = () if column in ("parts", "prerequisite") else None
    spared = {rule.rule_id for rule in registers.rule if is_needed(rule.kind) or (is_last(rule) and rule.kind != "range")}
    return replace(
        registers,
        rule=tuple(rule if rule.rule_id in spared else rule.model_copy(update={column: empty}) for rule in registers.rule),
        rule_subject=tuple(
            own if own.rule_id in spared or not hasattr(own, column) else own.model_copy(update={column: None})
            for own in registers.rule_subject
        ),
    )


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param(OPTIONAL, id="all of it"),
        *(pytest.param([column], id=column, marks=pytest.mark.soak) for column in OPTIONAL),
    ],
)
def test_a_rule_that_lacks_what_its_kind_can_do_without_is_judged(columns: list[str]) -> None:
    registers = EVERYONE
    for column in columns:
        registers = lacking(column, registers)
    with World(EVERYONE).lay() as db:
        results = (*validate_return_rules(db, registers).results, *validate_bloc_rules(db, registers).results)
    assert {result.rule_id for result in results if not result.case_count and result.kind != "reader"} == set()
