"""A kind of rule whose cases no model makes is told before anything runs, and is not judged from what an older night left."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.assets.metadata import asset_key
from pipelines.definitions import defs, models
from pipelines.errors import ModelError
from pipelines.quality.cases import require_cases, table_of
from pipelines.queries import query
from pipelines.reference.kinds import KINDS
from tests.unit.register_files import faults


def test_each_kind_has_a_model_of_its_cases_with_what_it_expects_something_of() -> None:
    require_cases(models)


def test_a_kind_without_a_model_is_told_with_the_file_that_it_lacks() -> None:
    others = {name: model for name, model in models.items() if name != table_of("peers")}
    with pytest.raises(ModelError, match=r"'peers' has no model of its cases(.|\n)*sql/quality/case_peers\.sql"):
        require_cases(others)


def test_a_kind_that_expects_something_of_a_column_that_its_cases_lack_is_told() -> None:
    model = models[table_of("ratio")]
    columns = {name: column for name, column in model.table.columns.items() if name != "accepted_high"}
    lacking = {**models, model.name: replace(model, table=replace(model.table, columns=columns))}
    with pytest.raises(ModelError, match=r"'ratio' expects something of column 'accepted_high'"):
        require_cases(lacking)


def test_a_kind_without_a_title_is_a_fault_of_the_register_of_words(tmp_path: Path) -> None:
    folder = Path(shutil.copytree("raw/reference", tmp_path / "reference"))
    path = folder / "wording.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("rule_kind,peers,")), encoding="utf-8")
    (fault,) = faults(folder)
    assert fault.startswith("wording.csv:")
    assert "no line says what 'peers' of list rule_kind is called" in fault


@pytest.mark.parametrize("name", [table_of(kind) for kind in KINDS])
def test_each_table_that_a_rule_reads_stands_before_it_in_the_lineage(name: str) -> None:
    assert reads(name) == set(models[name].dependencies)


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("found", "quality.return_finding"),
        ("found", "quality.finding"),
        ("rule_result", "quality.return_rule_result"),
        ("judged_return", "quality.return_validation"),
    ],
)
def test_each_table_that_findings_and_outcomes_are_made_from_stands_before_them(question: str, table: str) -> None:
    named = set(re.findall(r"(?:from|join) (\w+\.\w+)", query(f"quality/queries/{question}")))
    assert named
    assert named - {table} <= reads(table)


def reads(table: str) -> set[str]:
    """Tables from which an asset is made, as Dagster shows it."""
    node = defs.resolve_asset_graph().get(asset_key(table))
    return {".".join(key.path) for key in node.parent_keys}
