"""Bringing a table to what a select gives by writing only the rows that differ.

Whatever is written is written again with the log, the file and the release, and of what a night makes anew most rows are what
they were.
"""

import duckdb


def write_differing(db: duckdb.DuckDBPyConnection, table: str, select: str, among: str = "") -> None:
    """Let a table hold just the rows of a select, each as often as that gives it.

    Args:
        db: connection within a transaction.
        table: a table that stands, with the columns of the select.
        select: what it is to hold; of `among` only.
        among: where not all rows are compared, ' semi join …': those of the table and of the select that are.
    """
    db.execute(
        f"create or replace temp table row_new as with made as (select * from (\n{select}\n){among}) "
        "select *, hash(made) as row_hash, row_number() over (partition by row_hash) as row_copy from made"
    )
    db.execute(
        "create or replace temp table row_old as select held.rowid as row_place, hash(held) as row_hash, "
        f"row_number() over (partition by row_hash) as row_copy from {table} as held{among}"
    )
    db.execute(
        f"delete from {table} where rowid in (select row_place from row_old anti join row_new using (row_hash, row_copy))"
    )
    db.execute(
        f"insert into {table} by name select * exclude (row_hash, row_copy) "
        "from row_new anti join row_old using (row_hash, row_copy)"
    )
    for emptied in ("row_new", "row_old"):
        db.execute(f"drop table {emptied}")
