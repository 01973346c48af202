"""What half of a world of given rows is made of without being asked for (`given.begun`) is what it would come to."""

from collections.abc import Mapping

import duckdb

from pipelines.definitions import models
from tests.sql.given import NONE_WITHOUT, Cell, World, is_of_registers, rows


def test_what_a_world_begins_with_is_what_it_would_come_to(
    database: duckdb.DuckDBPyConnection, empty: duckdb.DuckDBPyConnection
) -> None:
    first: Mapping[str, Cell] = {"admitted": 3, "rating": "good"}
    told = [("A", "2020H2", first), ("A", "2020H2", {"admitted": 4}), ("B", "2021H1", {"due": 2})]
    world = World(told, findings=[{"rule_id": "W", "severity": "warning", "return_id": "A-2020H2-r2"}])
    asked = [*NONE_WITHOUT, *filter(is_of_registers, models)]
    begun, whole = world.build(database, *asked), world.build(empty, *asked)
    assert len(asked) > 50
    for name in asked:
        of_it = f"from {name} order by all"
        assert rows(begun, of_it) == rows(whole, of_it), name
        assert name not in NONE_WITHOUT or rows(whole, of_it) == [], name
