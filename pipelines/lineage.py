"""The models with their column lineage, kept in a file: what the same code's SQL says is not worked out at every start."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

from pipelines.errors import ModelError
from pipelines.folders import write_whole
from pipelines.models import Model, Said, file_of, load_models, meant
from pipelines.tables import Table
from pipelines.warehouse import code_version

Lineages = dict[str, dict[str, list[tuple[str, str]]]]
"""Model → column → (table, column) behind it."""
FILE = "lineage.json"
_UNKNOWN = re.compile(r"(?:Unknown column: |Cannot automatically join: |Column ['\"]+)([\w.]+)")
"""How sqlglot names a column that no table has."""


def models_with_lineage(sql: Path, given: Collection[Table], folder: Path) -> tuple[dict[str, Model], Lineages]:
    """The models in `sql`, and the columns behind each of their columns: as `load_models` and `column_lineage` read them.

    What the same code read before is taken from `folder`. One that cannot be written to only costs the time again.

    Args:
        sql: the folder of the models.
        given: the tables that Python makes.
        folder: where it is kept.
    """
    said, kept = _kept(folder / FILE)
    models = load_models(sql, given, said)
    if kept.keys() == models.keys():
        return models, kept
    columns = {table.name: list(table.columns) for table in (*given, *(model.table for model in models.values()))}
    found = {model.name: column_lineage(model, columns) for model in models.values()}
    noted = {name: {"reads": models[name].dependencies, "columns": columns} for name, columns in found.items()}
    with suppress(OSError):
        write_whole(folder / FILE, json.dumps({"code": code_version(), "models": noted}).encode())
    return models, found


def _kept(path: Path) -> tuple[dict[str, Said], Lineages]:
    """What a file tells of each model; nothing where it is not there, not as it was written, or of other code."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        kept = json.loads(path.read_bytes())
        if kept["code"] == code_version():
            models = kept["models"].items()
            return (
                {name: Said(tuple(model["columns"]), tuple(model["reads"])) for name, model in models},
                {
                    name: {column: [(table, source) for table, source in behind] for column, behind in model["columns"].items()}
                    for name, model in models
                },
            )
    return {}, {}


def column_lineage(model: Model, columns: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[str, str]]]:
    """Columns behind each column of the model: column → (table, column), as read from the SQL.

    `columns` are the column names of every table that the model reads.

    Raises:
        ModelError: a column that no table of the select has.
    """
    schema: dict[str, object] = {}
    for name in model.dependencies:
        layer, table = name.split(".")
        found = schema.setdefault(layer, {})
        assert isinstance(found, dict)
        found[table] = dict.fromkeys(columns[name], "varchar")
    # All columns in one walk; trimming selects would copy every query once per column.
    try:
        nodes = lineage(None, model.sql, schema, dialect="duckdb", trim_selects=False)
    except SqlglotError as error:
        raise _unknown_column(model, columns, str(error)) from error
    return {column: sorted(_leaves(nodes[column])) for column in model.table.columns}


def _unknown_column(model: Model, columns: Mapping[str, Iterable[str]], said: str) -> ModelError:
    """What sqlglot says of a column that it cannot resolve, with the name that was meant."""
    named = _UNKNOWN.search(said)
    known = {column for name in model.dependencies for column in columns[name]}
    return ModelError(
        f"unknown column '{named[1]}'.{meant(named[1], known)}" if named else f"its columns cannot be told: {said}",
        where=file_of(model),
        remedy="name a column that a table of the select has, with the table before it where several have one of that name",
    )


def _leaves(node: Node) -> set[tuple[str, str]]:
    found = set()
    for step in node.walk():
        if not step.downstream and isinstance(step.expression, exp.Table) and step.expression.db:
            found.add((f"{step.expression.db}.{step.expression.name}", step.name.split(".")[-1].strip('"')))
    return found
