"""How tests open a database for a few rows."""

from pipelines.warehouse.connection import NO_VARIABLES

FEW_ROWS: dict[str, bool | int | float | str | list[str]] = {"threads": 1, **NO_VARIABLES}
"""Handing a few rows between threads, and looking for variables that SQL might name, cost more than they do."""
