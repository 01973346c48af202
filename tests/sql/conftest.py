"""Databases for tests of SQL."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.databases import few_rows
from tests.sql.given import begun


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database for a world of given rows."""
    with begun() as db:
        yield db


@pytest.fixture
def another() -> Iterator[duckdb.DuckDBPyConnection]:
    """One for a second world."""
    with begun() as db:
        yield db


@pytest.fixture
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which nothing lies. Unlike in the others, a statement may fail in it and others follow."""
    with few_rows() as db:
        yield db
