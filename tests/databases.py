"""How tests open a database for a few rows, and make models in it."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import duckdb

from pipelines import models
from pipelines.models import Model
from pipelines.queries import query
from pipelines.tables import Table
from pipelines.warehouse import FUNCTIONS
from pipelines.warehouse.connection import NO_VARIABLES

_KEPT = ("cte_inlining", "deliminator", "filter_pullup", "filter_pushdown", "limit_pushdown", "materialized_cte")
"""Optimizers without which a query may make far more rows on its way than it gives."""


def _others() -> str:
    """DuckDB's other optimizers."""
    with duckdb.connect() as db:
        names = [name for (name,) in db.execute("from duckdb_optimizers()").fetchall()]
    return ",".join(name for name in names if name not in _KEPT)


FEW_ROWS: dict[str, bool | int | float | str | list[str]] = {"threads": 1, **NO_VARIABLES, "disabled_optimizers": _others()}
"""Handing a few rows between threads, looking for variables that SQL might name and weighing how to ask cost more than they do.

In whole nights DuckDB answers the same questions with all its optimizers.
"""
_NUMBERS = itertools.count()
_PARSED: dict[str, duckdb.Statement] = {}
"""Statements that tests execute again and again, by their SQL: parsing one takes a fifth of the time of all it does."""


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One DuckDB for all databases of few rows: it takes 15 ms to come into being, a database in it half of one."""
    return duckdb.connect(config=FEW_ROWS)


def keep(lay: Callable[[duckdb.DuckDBPyConnection], object]) -> str:
    """The name of a database that stays, of which others may begin as copies; `lay` puts into it what it is to hold."""
    db, name = _attached()
    with db:
        lay(db)
    return name


@contextmanager
def few_rows(like: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory, or a copy of one that was kept; what it holds is gone at the end."""
    db, name = _attached()
    try:
        if like:
            copy_into(db, like)
        yield db
    finally:
        db.close()
        _engine().execute(f"detach {name}")


def copy_into(db: duckdb.DuckDBPyConnection, kept: str) -> None:
    """Copy what a database holds that was kept into an empty one."""
    [(name,)] = db.execute("select current_database()").fetchall()
    db.execute(f"copy from database {kept} to {name}")


def lasting() -> duckdb.DuckDBPyConnection:
    """An empty database in memory that stays open to the end of all tests."""
    return _attached()[0]


def _attached() -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection to a new database, and its name."""
    name = f"few_rows_{next(_NUMBERS)}"
    db = _engine().cursor()
    db.execute(f"attach ':memory:' as {name}; use {name}")
    db.execute(query(FUNCTIONS))
    return db, name


def create(db: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Make these tables, empty."""
    for table in tables:
        _execute(db, table.create_sql())


def make(db: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make a model's table anew, as `models.make` does."""
    with models.tells_sql(models.file_of(model)):
        _execute(db, f"create or replace table {model.name} as\n{model.sql}")


def _execute(db: duckdb.DuckDBPyConnection, sql: str) -> None:
    if sql not in _PARSED:
        [_PARSED[sql]] = db.extract_statements(sql)
    db.execute(_PARSED[sql])


def forget() -> None:
    """Let go of all that is kept here, at the end of all tests."""
    _PARSED.clear()
    if _engine.cache_info().currsize:
        _engine().close()
        _engine.cache_clear()
