"""The few rules that hold the design together, held."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipelines.definitions import models
from pipelines.folders import PROJECT
from pipelines.models import READS

PIPELINES = PROJECT / "pipelines"
DAGSTER_ALLOWED = (
    *(
        "definitions.py",
        "warehouse/resource.py",
        "operations/dagster_events.py",
        "operations/dagster_storage.py",
        "nightly.py",
        "as_of.py",
        "ui.py",
        "webserver.py",
        "assets/",
    ),
)
LEVELS = (
    ("errors", "tables", "folders", "headers", "queries", "links", "guard", "journal", "processes"),
    ("models", "outlook", "warehouse", "lineage"),
    ("reference", "language", "pages"),
    ("workbooks",),
    ("returns",),
    ("intake",),
    ("quality",),
    ("templates",),
    ("slips",),
    ("reports",),
    ("operations",),
    ("assets",),
    ("definitions", "as_of", "nightly", "pages_server", "sql_shell", "ui", "webserver", "why"),
    ("__main__",),
)
"""Packages and modules, lowest first: what stands later may import what stands earlier, and what stands beside it."""
APART = ({"returns", "quality", "reports"},)
"""Rooms that know nothing of one another, whatever their level."""
LARGEST_SHARE = 4
"""No room holds more than a quarter of the code."""
MODULE_LINES = 300
ASSET_LINES = 40
OPENERS = ("workbooks/", "slips/", "intake/", "templates/example_shades.py")
OPENS_SPREADSHEETS = re.compile(r"\b(python_calamine|openpyxl|fastexcel|read_excel|olefile|zipfile)\b")


@cache
def sources() -> list[Path]:
    return sorted(PIPELINES.rglob("*.py"))


@cache
def imports(path: Path) -> list[str]:
    return list(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "pipelines" else [node.module]
            )


def level(name: str) -> int:
    found = [place for place, names in enumerate(LEVELS) if name in names]
    assert found, f"'{name}' stands in no level of LEVELS: give it one"
    return found[0]


def imports_of_rooms() -> Iterator[tuple[str, str, str]]:
    """Of each import of a module of the project: who imports, its room, and the room of what it imports."""
    for path in sources():
        name = path.relative_to(PIPELINES).as_posix()
        if name != "__init__.py":
            for module in imports(path):
                if module.startswith("pipelines."):
                    yield f"{name} imports {module}", name.split("/")[0].removesuffix(".py"), module.split(".")[1]


def test_imports_point_down_only() -> None:
    assert [said for said, own, other in imports_of_rooms() if level(other) > level(own)] == []


def test_rooms_that_are_apart_do_not_import_each_other() -> None:
    assert [
        said for said, own, other in imports_of_rooms() if own != other and any({own, other} <= rooms for rooms in APART)
    ] == []


def test_no_room_holds_more_than_a_quarter_of_the_code() -> None:
    lines: dict[str, int] = {}
    for path in sources():
        room = path.relative_to(PIPELINES).parts[0]
        lines[room] = lines.get(room, 0) + path.read_text(encoding="utf-8").count("\n")
    assert max(lines.values()) * LARGEST_SHARE <= sum(lines.values()), lines


def test_dagster_is_imported_where_the_design_says() -> None:
    importing = [path for path in sources() if "dagster" in {module.split(".")[0] for module in imports(path)}]
    names = [path.relative_to(PIPELINES).as_posix() for path in importing]
    assert [name for name in names if not name.startswith(DAGSTER_ALLOWED)] == []


def test_asset_modules_do_not_import_one_another() -> None:
    shared = {f"pipelines.assets.{name}" for name in ("faults", "killed_runs", "metadata", "rule_checks")}
    for path in (PIPELINES / "assets").glob("*.py"):
        assert {module for module in imports(path) if module.startswith("pipelines.assets")} <= shared, path.name


def test_few_packages_open_spreadsheets_and_only_one_opens_duckdb() -> None:
    for path in sources():
        name = path.relative_to(PIPELINES).as_posix()
        modules = " ".join(imports(path))
        assert name.startswith(OPENERS) or not OPENS_SPREADSHEETS.search(modules), name
        assert name == "warehouse/connection.py" or "duckdb.connect(" not in path.read_text(encoding="utf-8"), name


def test_asset_modules_can_be_read_by_dagster() -> None:
    for path in (PIPELINES / "assets").glob("*.py"):
        assert "__future__" not in list(imports(path)), path.name


def test_every_asset_tells_its_faults() -> None:
    for path in (PIPELINES / "assets").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
                if any(text.startswith(("dg.asset(", "dg.multi_asset(")) for text in decorators):
                    assert "tells_faults" in decorators, f"{path.name}: {node.name}"


def test_a_module_has_one_subject() -> None:
    lines = {path.relative_to(PIPELINES).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in sources()}
    assert {name: count for name, count in lines.items() if count > MODULE_LINES} == {}


def test_an_asset_is_short() -> None:
    for path in (PIPELINES / "assets").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno is not None
                assert node.end_lineno - node.lineno < ASSET_LINES, f"{path.name}: {node.name}"


def test_layers_of_sql_read_downward() -> None:
    for name, model in models.items():
        layer = name.split(".")[0]
        assert {dependency.split(".")[0] for dependency in model.dependencies} <= READS[layer], name
    assert "raw" not in READS["core"] | READS["marts"]
    assert "staging" not in READS["marts"]


def test_no_file_carries_the_address_of_a_package_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    words = re.compile(
        "|".join(["py" + "pi\\.org", "python" + "hosted", "npm" + "js\\.", "/wo" + "rk/", "/ro" + "ot/", "index" + "-url http"])
    )
    for name in listed.stdout.splitlines():
        path = PROJECT / name
        if path.suffix not in {".xlsx", ".png"} and path.is_file():
            assert not words.search(path.read_text(encoding="utf-8", errors="replace")), name
