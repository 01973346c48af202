"""Plain SQL files become models: contract from the header, dependencies and column lineage from the SQL itself."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipelines.errors import ModelError, SqlTestError
from pipelines.headers import read_header
from pipelines.tables import Reach, Table, comment

READS: dict[str, frozenset[str]] = {
    "staging": frozenset({"staging", "raw", "reference"}),
    "quality": frozenset({"quality", "core", "staging", "raw", "reference"}),
    "core": frozenset({"core", "staging", "reference", "quality"}),
    "marts": frozenset({"marts", "core", "reference", "quality"}),
}
"""Layer → layers that its models may read."""

_REACH = re.compile(r"(?P<table>\w+[.]\w+) by (?P<link>\w+[.]\w+) \((?P<columns>[\w, ]+)\)")
"""What a model reaches, as its header says it."""

_NAMED_TABLE = re.compile(rf"\b(?:raw|reference|quality|{'|'.join(READS)})\.\w+")
"""A table of the warehouse, as it stands in SQL."""


@dataclass(frozen=True)
class SqlTest:
    """A test beside a model: a query that returns the rows that are wrong."""

    name: str
    description: str
    sql: str
    is_of_each_part: bool = False
    """Whether what it asks is asked of each part by itself, of a table that is kept by parts."""


@dataclass(frozen=True)
class Said:
    """What the select of a model says by itself, which takes a parser to tell."""

    columns: tuple[str, ...]
    """Columns that come out, in their order."""
    dependencies: tuple[str, ...]
    """Tables that it reads, sorted."""


@dataclass(frozen=True)
class Model:
    """One SQL file: a select under its contract. Its path is its table and its asset key."""

    table: Table
    """Contract: name, description, grain, columns (types are known once the model is built)."""
    sql: str
    dependencies: tuple[str, ...]
    """Tables that the select reads, sorted."""
    tests: tuple[SqlTest, ...]
    kept_by: tuple[str, ...] = ()
    """Columns by whose values it is kept: rows of one come from those rows of its inputs alone that have the same."""
    reaches: tuple[Reach, ...] = ()
    """Inputs of which they come from rows of others too, and what names those."""

    @property
    def reads(self) -> frozenset[str]:
        """Tables that decide what comes out: those of the select, and those that its tests name."""
        named = (_NAMED_TABLE.findall(test.sql) for test in self.tests)
        return frozenset(self.dependencies).union(*named) - {self.name}

    @property
    def name(self) -> str:
        """Schema and table, e.g. 'marts.target_evaluation'."""
        return self.table.name


def load_models(folder: Path, given: Iterable[Table], said: Mapping[str, Said] | None = None) -> dict[str, Model]:
    """Read every model in `folder` (staging/, core/, marts/), in an order in which they can be built.

    Args:
        folder: a folder for each layer.
        given: the tables that Python makes.
        said: model → what its select was found to say, by this same code: it is not parsed again.

    Raises:
        ModelError: a missing header, an undocumented column, an unknown table, a layer that reads upward, a cycle.
    """
    paths = sorted(path for path in folder.glob("*/*.sql") if path.parent.name in READS and not path.name.endswith(".test.sql"))
    names = {f"{path.parent.name}.{path.stem}" for path in paths}
    known = names | {table.name for table in given}
    models = {model.name: model for model in (_read_model(path, known, said or {}) for path in paths)}
    for path in folder.glob("*/*.test.sql"):
        _check_test_has_model(path, names)
    try:
        order = TopologicalSorter({name: [d for d in models[name].dependencies if d in names] for name in sorted(names)})
        return {name: models[name] for name in order.static_order()}
    except CycleError as error:
        raise ModelError(
            f"models read one another in a circle: {' → '.join(error.args[1])}",
            where=str(folder),
            remedy="take the shared step out into a model of its own",
        ) from error


def file_of(model: Model) -> str:
    """Its file, as a fault of it names it."""
    return f"sql/{model.name.replace('.', '/')}.sql"


def build(db: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make the model's table anew and comment it. The caller's transaction makes it all or nothing."""
    make(db, model)
    comment(db, model.table)


def make(db: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make the model's table anew, without a word about it, which takes as long again where rows are few."""
    with tells_sql(file_of(model)):
        db.execute(f"create or replace table {model.name} as\n{model.sql}")


@contextmanager
def tells_sql(where: str) -> Iterator[None]:
    """Let SQL that names what is not there be a fault of the file `where`, with what DuckDB says of it.

    Raises:
        ModelError: no such column, table or function, or no statement.
    """
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        said = str(error).split("\n\n")[0].partition(": ")[2] or str(error)
        remedy = "mend the SQL; the tables that it may read, and their columns, stand in the headers of sql/ and in reference.*"
        raise ModelError(" ".join(said.split()), where=where, remedy=remedy) from error


def run_test(db: duckdb.DuckDBPyConnection, test: SqlTest) -> list[dict[str, object]]:
    """Rows that the test finds wrong, at most 20."""
    cursor = db.execute(f"select * from (\n{test.sql}\n) limit 20")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def require(test: SqlTest, model: Model, wrong: list[dict[str, object]]) -> None:
    """Raise SqlTestError when the test returned rows."""
    if wrong:
        raise SqlTestError(
            f"{len(wrong)} row(s) fail '{test.description}', first: {wrong[0]}",
            where=file_of(model),
            remedy=f"mend the model, or the rows it reads; the test is {test.name}",
        )


def _read_model(path: Path, known: set[str], said: Mapping[str, Said]) -> Model:
    text = path.read_text(encoding="utf-8")
    where, name = f"sql/{path.parent.name}/{path.name}", f"{path.parent.name}.{path.stem}"
    fields, columns = read_header(text)
    for field in ("description", "grain"):
        if field not in fields:
            raise ModelError(
                f"the header has no '-- {field}: …'", where=where, remedy=f"add the line '-- {field}: …' at the top"
            )
    select = said.get(name) or _said(text, name, known, where)
    selected = select.columns
    if set(selected) != set(columns) or len(selected) != len(columns):
        missing = ", ".join(sorted(set(selected) - set(columns))) or "none"
        gone = ", ".join(sorted(set(columns) - set(selected))) or "none"
        raise ModelError(
            f"header and select disagree; undocumented: {missing}; documented but not selected: {gone}",
            where=where,
            remedy="give each selected column one line '-- column <name>: <meaning, unit>'",
        )
    kept_by = _kept_by(fields.get("kept by", ""), selected, where)
    return Model(
        table=Table(
            name=name,
            description=fields["description"],
            grain=fields["grain"],
            columns={column: ("", columns[column]) for column in selected},
        ),
        sql=text,
        dependencies=select.dependencies,
        kept_by=kept_by,
        reaches=_reaches(fields.get("reaches", ""), kept_by, select.dependencies, where),
        tests=tuple(
            _read_test(test)
            for test in sorted(path.parent.glob(f"{path.stem}*.test.sql"))
            if test.name.split(".")[0] == path.stem
        ),
    )


def _kept_by(stated: str, selected: Collection[str], where: str) -> tuple[str, ...]:
    columns = tuple(column.strip() for column in stated.split(",") if column.strip())
    for column in columns:
        if column not in selected:
            raise ModelError(
                f"it is kept by '{column}', which is no column of it", where=where, remedy="name columns of the select"
            )
    return columns


def _reaches(stated: str, kept_by: Collection[str], dependencies: Collection[str], where: str) -> tuple[Reach, ...]:
    found = []
    for text in stated.split(";") if stated else ():
        said = _REACH.fullmatch(text.strip())
        columns = tuple(said["columns"].replace(" ", "").split(",")) if said else ()
        if not said or not {said["table"], said["link"]}.issubset(dependencies) or len(columns) != len(kept_by):
            raise ModelError(
                f"it does not tell what it reaches: '{text.strip()}'",
                where=where,
                remedy="write '<input> by <input> (<a column of that for each that it is kept by>)'",
            )
        found.append(Reach(said["table"], said["link"], columns))
    return tuple(found)


def _said(text: str, name: str, known: set[str], where: str) -> Said:
    tree = _parse(text, where)
    return Said(tuple(tree.named_selects), _dependencies(tree, name, known, where))


def _parse(text: str, where: str) -> exp.Query:
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except SqlglotError as error:
        raise ModelError(f"not readable as SQL: {error}", where=where, remedy="mend the statement") from error
    if not isinstance(tree, exp.Query):
        raise ModelError("not a select", where=where, remedy="a model is one select; it writes nothing")
    return tree


def meant(name: str, known: Iterable[str]) -> str:
    """' Did you mean …?', where an unknown name is spelt like a known one; '' where it is like none."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _dependencies(tree: exp.Query, name: str, known: set[str], where: str) -> tuple[str, ...]:
    """Tables read; a bare name is a CTE, everything else is schema.table."""
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    found: set[str] = set()
    for table in tree.find_all(exp.Table):
        read = f"{table.db}.{table.name}" if table.db else table.name
        if not table.name or (not table.db and read in ctes):
            continue
        if read not in known:
            hint = meant(read, known | ctes)
            raise ModelError(
                f"unknown table '{read}'.{hint}", where=where, remedy="name a table as schema.table, or a CTE above"
            )
        if table.db not in READS[name.split(".")[0]]:
            raise ModelError(
                f"'{name}' must not read '{read}'",
                where=where,
                remedy=f"{name.split('.')[0]} reads only {', '.join(sorted(READS[name.split('.')[0]]))}",
            )
        found.add(read)
    return tuple(sorted(found))


def _read_test(path: Path) -> SqlTest:
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0] if text else ""
    if not first.startswith("-- "):
        raise ModelError(
            "a test begins with a comment that says what holds", where=f"sql/{path.parent.name}/{path.name}", remedy="add it"
        )
    return SqlTest(path.name.removesuffix(".test.sql"), first[3:].strip(), text, "-- of each part by itself\n" in text)


def _check_test_has_model(path: Path, names: set[str]) -> None:
    stem = path.name.removesuffix(".test.sql").split(".")[0]
    if f"{path.parent.name}.{stem}" not in names:
        raise ModelError(
            f"the test stands beside no model '{path.parent.name}.{stem}'",
            where=f"sql/{path.parent.name}/{path.name}",
            remedy="name it <model>.test.sql or <model>.<what holds>.test.sql",
        )
