"""Tables that are kept by parts: only those parts are made again whose inputs changed.

A model says `-- kept by: unit_id, period_id` where its rows of a unit and period come from those rows of its inputs alone that
have the same. Of each part is noted what it was made from: the rows, by their fingerprint, of each input that has these
columns. Every other input, such as a register, decides for all parts at once, and so does the code.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import duckdb
import sqlglot

from pipelines.tables import Reach
from pipelines.warehouse.made import PARTS, Made
from pipelines.warehouse.rows import write_differing

MOST_CHANGED = 0.5
"""Share of the parts up to which a table is kept: beyond it, all is made again."""
_FINEST = ("unit_id", "period_id", "return_id")
"""Columns by which most tables come in parts, by all of them or by some: rows are added up once for all that a table has."""


@dataclass(frozen=True)
class Kept:
    """A table that is kept by parts."""

    name: str
    sql: str
    """Select that makes all of it."""
    inputs: Sequence[str]
    """Tables that the select reads."""
    columns: Sequence[str]
    """Columns whose values are a part: in the table, and in the inputs that come in parts."""
    reaches: Sequence[Reach] = ()
    """Inputs of which a part reads the rows of other parts."""


class Parts:
    """The parts of the tables of one build file, noted in the transaction that makes them."""

    def __init__(self, db: duckdb.DuckDBPyConnection, made: Made) -> None:
        self._db, self._made = db, made
        self._looked: dict[str, tuple[str, bool]] = {}
        """Temporary table → content of the table that it was made of, and whether that comes in parts."""
        db.execute(f"create table if not exists {PARTS} (name text, part text, made_from text)")

    def make(self, table: Kept, make_whole: Callable[[], object]) -> int | None:
        """Bring a table to what its select gives now; the caller's transaction makes it all or nothing.

        Returns:
            how many parts were made again; None: all, by `make_whole`.
        """
        found = {name for name in table.inputs if self._look(name, table.columns)}
        reaches = [reach for reach in table.reaches if found.issuperset({reach.table, reach.link})]
        in_parts = sorted(found - {reach.table for reach in table.reaches})
        others = set(table.inputs) - set(in_parts) - {reach.table for reach in reaches}
        of_all = self._made.key(others, table.sql, in_parts, table.columns, reaches)
        self._note_now(table, in_parts, reaches, of_all)
        count = self._changed(table)
        if count is None:
            make_whole()
            self._db.execute(f"delete from {PARTS} where name = ?", [table.name])
        elif count:
            # What no changed part has is there already; an input that does not come in parts may still bring it up.
            among = f" semi join part_changed using ({', '.join(table.columns)})"
            difference = write_differing(self._db, table.name, restricted(table, in_parts, reaches), among)
            self._made.written(table.name, difference)
            self._db.execute(f"delete from {PARTS} where name = ? and part in (select part from part_changed)", [table.name])
        if count != 0:
            changed = " semi join part_changed using (part)" if count else ""
            self._db.execute(f"insert into {PARTS} select ?, part, made_from from part_now{changed}", [table.name])
        return count

    def of_made_again(self, table: Kept, sql: str) -> str:
        """A query of a table that was made just now, and of its inputs: only what was made again of them is read."""
        reached = {reach.table for reach in table.reaches}
        in_parts = [name for name in table.inputs if name not in reached and self._look(name, table.columns)]
        return restricted(replace(table, sql=sql), [table.name, *in_parts])

    def _look(self, name: str, columns: Sequence[str]) -> bool:
        """Whether a table comes in parts; their fingerprints are then in a temporary table, made once for each content."""
        looked_at, now = _temporary(name, columns), self._made.content(name)
        if looked_at not in self._looked or self._looked[looked_at][0] != now:
            self._looked[looked_at] = now, self._fingerprint(looked_at, name, columns)
        return self._looked[looked_at][1]

    def _fingerprint(self, looked_at: str, name: str, columns: Sequence[str]) -> bool:
        has = {row[0] for row in self._db.execute(f"describe {name}").fetchall()}
        if not has.issuperset(columns):
            return False
        finest = [column for column in _FINEST if column in has]
        if set(columns) < set(finest):  # what it says of fewer columns is the sum of that: no row is read twice
            self._look(name, finest)
            counted = f"sum(row_count)::bigint as row_count, sum(hashes)::hugeint as hashes from {_temporary(name, finest)}"
        else:
            counted = f"count(*) as row_count, sum(hash(t)::hugeint) as hashes from {name} as t"
        keys = ", ".join(columns)
        self._db.execute(
            f"create or replace temp table {looked_at} as "
            f"select *, {_part(columns)} as part from (select {keys}, {counted} group by {keys})"
        )
        # A part without a name is found by no comparison: where there is one, the table decides as a whole.
        nameless = "part is null or len(string_split(part, chr(31))) <> ?"
        return not self._db.execute(f"select 1 from {looked_at} where {nameless} limit 1", [len(columns)]).fetchall()

    def _note_now(self, table: Kept, in_parts: Iterable[str], reaches: Iterable[Reach], of_all: str) -> None:
        """Put into temporary table part_now what each part would be made from, and, beside no part, what all of them are."""
        found = "".join(
            f"union all select part, hash('{name}', row_count, hashes) from {_temporary(name, table.columns)} "
            for name in in_parts
        )
        for reach in reaches:
            found += (
                f"union all select reader as part, hash('{reach.table}', read, row_count, hashes) "
                f"from (select distinct {_part(table.columns)} as reader, {_part(reach.columns)} as read from {reach.link}) "
                f"join {_temporary(reach.table, table.columns)} on part = read "
            )
        self._db.execute(
            "create or replace temp table part_now as "
            "select part, count(*) || ' ' || sum(rows_now::hugeint) as made_from "
            f"from (select null::text as part, hash('{of_all}') as rows_now {found}) group by part"
        )

    def _changed(self, table: Kept) -> int | None:
        """Put into temporary table part_changed the parts that are to be made again; None: everything is."""
        if self._made.since(table.name) is None:
            return None
        columns = ", ".join(
            f"split_part(part, chr(31), {place}) as {column}" for place, column in enumerate(table.columns, start=1)
        )
        self._db.execute(
            "create or replace temp table part_changed as "
            f"select part, {columns} from (select coalesce(part_now.part, noted.part) as part "
            f"from part_now full join (select part, made_from from {PARTS} where name = ?) as noted "
            "on noted.part is not distinct from part_now.part where part_now.made_from is distinct from noted.made_from)",
            [table.name],
        )
        counted = "select count(*), (select count(*) from part_now), coalesce(bool_or(part is null), false) from part_changed"
        found = self._db.execute(counted).fetchone()
        assert found is not None
        changed, parts_now, is_all = found
        return None if is_all or changed > MOST_CHANGED * parts_now else changed


def restricted(table: Kept, in_parts: Iterable[str], reaches: Iterable[Reach] = ()) -> str:
    """The select, reading of these inputs only what the parts in temporary table part_changed come from."""
    keys = ", ".join(table.columns)
    rows = dict.fromkeys(in_parts, f"semi join part_changed using ({keys})")
    for reach in reaches:
        named = ", ".join(f"{theirs} as {ours}" for theirs, ours in zip(reach.columns, table.columns, strict=True))
        link = f"from {reach.link} semi join part_changed using ({keys})"
        rows[reach.table] = f"semi join (select distinct {named} {link}) using ({keys})"
    sql, tokens = table.sql, sqlglot.tokenize(table.sql, dialect="duckdb")
    for schema, dot, name, after in reversed(list(zip(tokens, tokens[1:], tokens[2:], [*tokens[3:], None], strict=False))):
        found = f"{schema.text}.{name.text}"
        if dot.token_type.name == "DOT" and found in rows:
            alias = "" if after and after.token_type.name == "ALIAS" else f" as {name.text}"
            sql = f"{sql[: schema.start]}(from {found} {rows[found]}){alias}{sql[name.end + 1 :]}"
    return sql


def _part(columns: Iterable[str]) -> str:
    """A part as text; null where one of its columns is."""
    return " || chr(31) || ".join(f"{column}::text" for column in columns)


def _temporary(name: str, columns: Sequence[str]) -> str:
    return re.sub(r"\W", "_", f"parts_of_{name}_by_{'_'.join(columns)}")
