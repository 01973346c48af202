"""The marts as files: every number is that of the mart, and a data package says what they are."""

import contextlib
import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipelines.folders import PROJECT, Folders
from pipelines.reports.export import PACKAGE, export_marts
from pipelines.warehouse.dictionary import mart_columns
from pipelines.warehouse.exports import BOM, write_csv, write_parquet
from tests.conftest import Installation


@pytest.fixture(scope="module")
def exported(one_period: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A copy of one period's release with its exports."""
    root = tmp_path_factory.mktemp("exported")
    (root / "warehouse").mkdir()
    (root / "warehouse" / "releases").symlink_to(one_period.root / "warehouse" / "releases")
    (root / "warehouse" / "analytics.duckdb").symlink_to(one_period.root / "warehouse" / "analytics.duckdb")
    assert len(export_marts(Folders(root))) == len(mart_columns())
    return Installation(root)


def package(exported: Installation) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((exported.root / "warehouse" / "exports" / PACKAGE).read_bytes())
    return found


def test_each_file_holds_what_its_mart_holds(exported: Installation) -> None:
    folder = exported.root / "warehouse" / "exports"
    resources = {each["name"]: each for each in package(exported)["resources"]}
    assert resources.keys() == mart_columns().keys()
    with exported.opened() as opened, duckdb.connect() as files:
        for name, resource in resources.items():
            found = files.execute(f"from '{folder / resource['parquet']['path']}'").fetchall()
            assert found == opened.query(f"from marts.{name}"), name
            with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
                lines = list(csv.DictReader(file))
            assert len(lines) == len(found), name
            for field in resource["schema"]["fields"]:
                told = [line[field["name"]] for line in lines]
                if field["type"] in ("number", "integer"):
                    expected = opened.query(f'select "{field["name"]}" from marts.{name}')
                    assert [Decimal(text) if text else None for text in told] == [
                        None if value is None else Decimal(str(value)) for (value,) in expected
                    ], f"{name}.{field['name']}"


def test_the_package_is_valid(exported: Installation) -> None:
    folder = exported.root / "warehouse" / "exports"
    report = frictionless.validate(str(folder / PACKAGE))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]


def test_what_is_as_it_was_stands_and_what_was_touched_is_written_again(exported: Installation) -> None:
    folder, folders = exported.root / "warehouse" / "exports", Folders(exported.root)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert export_marts(folders) == []
    (folder / "unit.csv").write_text("mine", encoding="utf-8")
    (folder / "plan.parquet").unlink()
    assert export_marts(folders) == ["marts.plan", "marts.unit"]
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {
        *("plan.csv", "plan.parquet", "unit.csv", "unit.parquet"),
        PACKAGE,
    }


def test_no_text_is_a_formula_and_every_other_text_is_as_it_was(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    texts = ["=1+1", "+84 24", "-", "-5", "@here", "\tx", "Đảng bộ", "a=b", "=\nb", None, 'a "b", c', "'"]
    database.execute("create table t as select unnest(?) as said, -1.5::decimal(24, 6) as figure, {'a': 1} as held", [texts])
    write_csv(database, "t", {"said": "VARCHAR", "figure": "DECIMAL(24,6)", "held": "STRUCT(a INTEGER)"}, tmp_path / "t.csv")
    content = (tmp_path / "t.csv").read_bytes()
    assert content.startswith(BOM)
    lines = list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))
    assert [line["said"] for line in lines] == [
        *("'=1+1", "'+84 24", "-", "'-5", "'@here", "'\tx", "Đảng bộ", "a=b", "'=\nb", "", 'a "b", c', "'")
    ]
    assert {(line["figure"], line["held"]) for line in lines} == {("-1.500000", '{"a":1}')}
    write_parquet(database, "t", tmp_path / "t.parquet")
    assert pq.read_table(tmp_path / "t.parquet").column("said").to_pylist() == texts
    assert pd.read_csv(tmp_path / "t.csv")["figure"].sum() == -1.5 * len(texts)


def test_the_recipes_for_pandas_run_on_them_and_say_what_the_mart_says(exported: Installation) -> None:
    recipes = re.findall(r"```python\n(.*?)```", (PROJECT / "docs" / "analysts.md").read_text(encoding="utf-8"), re.DOTALL)
    asked = [recipe for recipe in recipes if "polars" not in recipe]
    ((expected,),) = exported.query("select sum(value) from marts.observation where indicator_id = 'members_admitted'")
    for recipe in asked:
        *steps, last = recipe.strip().splitlines()
        said: dict[str, Any] = {}
        with contextlib.chdir(exported.root):
            exec("\n".join([*steps, last.replace("print(", "told = (", 1)]), said)
        assert Decimal(said["told"].sum()) == expected
    assert len(asked) == 2
