"""How tests open a database for a few rows."""

import duckdb

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
