"""Arguments of rules: a line that lacks one which its kind needs is a fault of that line, and any other may be left out."""

import csv
import shutil
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
NEEDED = [(kind, tuple(sorted(columns))) for kind, what in KINDS.items() for columns in what.needs]
OPTIONAL = sorted({column for what in KINDS.values() for column in what.may_use} | {"minimum", "maximum"})


def without(folder: Path, kind: str, columns: tuple[str, ...]) -> dict[str, int]:
    """A copy of the shipped registers in which no rule of a kind has these columns; rule → its line."""
    shutil.copytree("raw/reference", folder)
    with (folder / "rule.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    emptied = {row["rule_id"]: line for line, row in enumerate(rows, start=2) if row["kind"] == kind}
    for row in rows:
        if row["rule_id"] in emptied:
            row |= dict.fromkeys(columns, "")
    with (folder / "rule.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return emptied


@pytest.mark.parametrize(("kind", "columns"), NEEDED, ids=lambda of: of if isinstance(of, str) else "|".join(of))
def test_a_rule_that_lacks_what_its_kind_needs_is_a_fault_of_its_line_that_names_column_and_remedy(
    kind: str, columns: tuple[str, ...], tmp_path: Path
) -> None:
    emptied = without(tmp_path / "reference", kind, columns)
    assert emptied, f"no rule of the register is of kind '{kind}'"
    with pytest.raises(RegisterError) as refused:
        load_reference(tmp_path / "reference")
    for rule_id, line in emptied.items():
        (told,) = (
            fault
            for fault in refused.value.faults
            if fault.startswith(f"rule.csv:{line}: {rule_id}: cột ") and all(f"'{column}'" in fault for column in columns)
        )
        assert f"còn trống, mà quy tắc loại '{kind}' ({label('rule_kind', kind)})" in told
        assert "; ghi " in told


def test_a_further_subject_does_not_tell_again_what_its_rule_lacks(tmp_path: Path) -> None:
    without(tmp_path / "reference", "peers", ("minimum_history",))
    with pytest.raises(RegisterError) as refused:
        load_reference(tmp_path / "reference")
    assert {fault.partition(":")[0] for fault in refused.value.faults} == {"rule.csv"}


def lacking(column: str) -> Reference:
    """The registers without an argument in every rule that can do without it."""

    def is_needed(kind: str) -> bool:
        return any(columns == {column} for columns in KINDS[kind].needs) if kind in KINDS else False

    def is_last(rule: object) -> bool:
        """Whether the rule has none of those in whose place this one may stand."""
        others = {"minimum": "maximum", "maximum": "minimum"}.get(column)
        return others is not None and getattr(rule, others) is None

    empty: object = () if column in ("parts", "prerequisite") else None
    spared = {rule.rule_id for rule in EVERYONE.rule if is_needed(rule.kind) or (is_last(rule) and rule.kind != "range")}
    return replace(
        EVERYONE,
        rule=tuple(rule if rule.rule_id in spared else rule.model_copy(update={column: empty}) for rule in EVERYONE.rule),
        rule_subject=tuple(
            own if own.rule_id in spared or not hasattr(own, column) else own.model_copy(update={column: None})
            for own in EVERYONE.rule_subject
        ),
    )


@pytest.mark.parametrize("column", OPTIONAL)
def test_a_rule_that_lacks_what_its_kind_can_do_without_is_judged(column: str) -> None:
    registers = lacking(column)
    with World(EVERYONE).lay() as db:
        results = (*validate_return_rules(db, registers).results, *validate_bloc_rules(db, registers).results)
    assert {result.rule_id for result in results if not result.case_count and result.kind != "reader"} == set()
