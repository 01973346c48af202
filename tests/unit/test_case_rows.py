"""The case that fails is the one that is told, also where rows of its table were taken out before."""

import duckdb

from pipelines.quality.cases import validate_cases
from pipelines.reference.kinds import KINDS


def test_the_case_that_fails_is_told_by_itself_where_earlier_rows_of_its_table_are_gone() -> None:
    kind = "integer"
    assert {column for expected in KINDS[kind].expectations for column in expected.columns} == {"value", "whole_number"}
    with duckdb.connect() as db:
        db.execute("create schema quality")
        db.execute(
            f"create table quality.case_{kind} as select 'R' as rule_id, 'return ' || i as return_id, 'U' as unit_id, "
            "'P' as period_id, 'I' as indicator_id, if(i = 7, 1.5, 1) as value, 1 as whole_number from range(10) as t (i)"
        )
        db.execute(f"delete from quality.case_{kind} where return_id in ('return 0', 'return 3')")
        validate_cases(db, [kind])
        assert db.execute("select return_id from quality.failing_case").fetchall() == [("return 7",)]
