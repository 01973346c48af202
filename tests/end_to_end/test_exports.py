"""The marts as files: every number is that of the mart, and a data package says what they are."""

import contextlib
import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipelines.folders import PROJECT, Folders
from pipelines.reports.export import PACKAGE, SDMX, export_marts
from pipelines.warehouse.dictionary import mart_columns
from pipelines.warehouse.exports import BOM, INSTANT, write_csv, write_parquet
from tests.conftest import Installation
from tests.sdmx_files import code_of, read_files

READ: dict[str, Callable[[str], object]] = {
    "number": Decimal,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "datetime": lambda text: datetime.strptime(text, INSTANT).replace(tzinfo=UTC),
}
"""Type of a field in a data package → what a text of it says."""


def exact(value: object) -> object:
    """A value, binary fractions as they are written, and instants with the zone that they are in."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return Decimal(str(value)) if isinstance(value, float) else value


@pytest.fixture(scope="module")
def exported(one_period: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A copy of one period's release with its exports."""
    root = tmp_path_factory.mktemp("exported")
    (root / "warehouse").mkdir()
    (root / "warehouse" / "releases").symlink_to(one_period.root / "warehouse" / "releases")
    (root / "warehouse" / "analytics.duckdb").symlink_to(one_period.root / "warehouse" / "analytics.duckdb")
    assert export_marts(Folders(root)) == [*sorted(f"marts.{name}" for name in mart_columns()), SDMX]
    return Installation(root)


def package(exported: Installation) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((exported.root / "warehouse" / "exports" / PACKAGE).read_bytes())
    return found


def test_each_file_holds_what_its_mart_holds(exported: Installation) -> None:
    folder = exported.root / "warehouse" / "exports"
    resources = {each["name"]: each for each in package(exported)["resources"] if not each["name"].startswith(SDMX)}
    assert resources.keys() == mart_columns().keys()
    with exported.opened() as opened, duckdb.connect() as files:
        for name, resource in resources.items():
            table = files.execute(f"from '{folder / resource['parquet']['path']}'")
            names, found = [column for column, *_ in table.description], table.fetchall()
            assert found == opened.query(f"from marts.{name} order by all"), name  # in order: two nights can be compared
            with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
                lines = list(csv.DictReader(file))
            assert len(lines) == len(found), name
            for field in resource["schema"]["fields"]:
                if read := READ.get(field["type"]):
                    place = names.index(field["name"])
                    pairs = {(line[field["name"]], row[place]) for line, row in zip(lines, found, strict=True)}
                    wrong = [(text, value) for text, value in pairs if (read(text) if text else None) != exact(value)]
                    assert not wrong, (name, field["name"], wrong[:5])


def test_the_package_is_valid(exported: Installation) -> None:
    folder = exported.root / "warehouse" / "exports"
    report = frictionless.validate(str(folder / PACKAGE), limit_rows=100)  # what all rows hold is compared above
    assert report.valid, report.flatten(["name", "type", "message"])[:5]


def test_what_is_as_it_was_stands_and_what_was_touched_is_written_again(exported: Installation) -> None:
    folder, folders = exported.root / "warehouse" / "exports", Folders(exported.root)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.is_file()}
    assert export_marts(folders) == []
    (folder / "unit.csv").write_text("mine", encoding="utf-8")
    (folder / "plan.parquet").unlink()
    assert export_marts(folders) == ["marts.plan", "marts.unit"]
    data, structure = folder / SDMX / "observation.csv", folder / SDMX / "structure.json"
    said = data.read_bytes(), structure.read_bytes()
    data.unlink()
    assert export_marts(folders) == [SDMX]
    assert (data.read_bytes(), structure.read_bytes()) == said
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.is_file()}
    assert {name for name in before if before[name] != after[name]} == {
        *("plan.csv", "plan.parquet", "unit.csv", "unit.parquet"),
        PACKAGE,
    }


def test_the_sdmx_files_keep_to_their_structure_and_hold_what_the_marts_hold(exported: Installation) -> None:
    found = read_files(exported.root / "warehouse" / "exports" / SDMX)
    assert found.keys() == {"OBSERVATION", "INDICATOR_TOTAL", "TARGET_EVALUATION"}  # no form breaks figures down
    number = "coalesce(value, whole_value, level_value, opening_by_period[period_id], closing_by_period[period_id], rate_pct)"
    total = f"indicator_id, period_id, {number} from marts.indicator_total"
    asked = {
        "OBSERVATION": f"select unit_version_id, indicator_id, period_id, {number} from marts.observation",
        "INDICATOR_TOTAL": f"select sector, {total}_by_sector union all select '_T', {total}",
        "TARGET_EVALUATION": "select target_version_id, verdict, cutoff_period_id, result_value from marts.target_evaluation",
    }
    keys = {
        "OBSERVATION": ("REPORTING_UNIT", "INDICATOR", "PERIOD"),
        "INDICATOR_TOTAL": ("SECTOR", "INDICATOR", "PERIOD"),
        "TARGET_EVALUATION": ("TARGET", "VERDICT", "PERIOD"),
    }
    with exported.opened() as opened:
        for flow, query in asked.items():
            expected = {tuple(key): value for *key, value in opened.query(query)}
            told = [row for row in found[flow] if row.get("UNIT_KIND", "_T") == "_T"]
            assert len(told) == len(expected)
            assert {
                tuple(code_of(row[name]) for name in keys[flow]): Decimal(row["OBS_VALUE"]) if row["OBS_VALUE"] else None
                for row in told
            } == expected
    assert {row["TIME_PERIOD"] for row in found["OBSERVATION"] if row["STATE"] == "value"} == {"2020-S2"}
    assert {row["OBS_STATUS"] for row in found["OBSERVATION"] if row["STATE"] == "not_applicable"} == {"M"}


def test_no_text_is_a_formula_and_every_other_text_is_as_it_was(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    texts = ["=1+1", "+84 24", "-", "-5", "@here", "\tx", "Đảng bộ", "a=b", "=\nb", None, 'a "b", c', "'"]
    database.execute("create table t as select unnest(?) as said, -1.5::decimal(24, 6) as figure, {'a': 1} as held", [texts])
    write_csv(database, "t", {"said": "VARCHAR", "figure": "DECIMAL(24,6)", "held": "STRUCT(a INTEGER)"}, tmp_path / "t.csv")
    content = (tmp_path / "t.csv").read_bytes()
    assert content.startswith(BOM)
    lines = list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))
    assert [line["said"] for line in lines] == [
        *("'\tx", "'", "'+84 24", "-", "'-5", "'=\nb", "'=1+1", "'@here", 'a "b", c', "a=b", "Đảng bộ", "")
    ]
    assert {(line["figure"], line["held"]) for line in lines} == {("-1.500000", '{"a":1}')}
    write_parquet(database, "t", tmp_path / "t.parquet")
    assert pq.read_table(tmp_path / "t.parquet").column("said").to_pylist() == [*sorted(filter(None, texts)), None]
    assert pd.read_csv(tmp_path / "t.csv")["figure"].sum() == -1.5 * len(texts)


def test_the_recipes_for_pandas_and_sdmx_run_on_them_and_say_what_the_mart_says(exported: Installation) -> None:
    recipes = re.findall(r"```python\n(.*?)```", (PROJECT / "docs" / "analysts.md").read_text(encoding="utf-8"), re.DOTALL)
    asked = [recipe for recipe in recipes if "polars" not in recipe]
    ((expected,),) = exported.query("select sum(value) from marts.observation where indicator_id = 'members_admitted'")
    for recipe in asked:
        *steps, last = recipe.strip().splitlines()
        said: dict[str, Any] = {}
        with contextlib.chdir(exported.root):
            exec("\n".join([*steps, last.replace("print(", "told = (", 1)]), said)
        assert Decimal(said["told"].sum()) == expected
    assert len(asked) == 3
