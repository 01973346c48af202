"""Column lineage of all models, kept in a file: what was read from the same code is not worked out at every start."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

from pipelines.errors import ModelError
from pipelines.folders import write_whole
from pipelines.models import Model, file_of, meant
from pipelines.warehouse import code_version

Lineages = dict[str, dict[str, list[tuple[str, str]]]]
"""Model → column → (table, column) behind it."""
FILE = "lineage.json"
_UNKNOWN = re.compile(r"(?:Unknown column: |Cannot automatically join: |Column ['\"]+)([\w.]+)")
"""How sqlglot names a column that no table has."""


def lineages(models: Iterable[Model], columns: Mapping[str, Iterable[str]], folder: Path) -> Lineages:
    """Columns behind each column of each model, from `folder` if the same code worked them out, else by `column_lineage`.

    A folder that cannot be written to only costs the time again.
    """
    path = folder / FILE
    with suppress(OSError, ValueError, KeyError, TypeError):  # not there, or not as it was written: worked out anew
        kept = json.loads(path.read_bytes())
        if kept["code"] == code_version():
            return {
                model: {column: [(table, source) for table, source in behind] for column, behind in of_model.items()}
                for model, of_model in kept["models"].items()
            }
    found = {model.name: column_lineage(model, columns) for model in models}
    with suppress(OSError):
        write_whole(path, json.dumps({"code": code_version(), "models": found}).encode())
    return found


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
