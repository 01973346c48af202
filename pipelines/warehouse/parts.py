"""Tables that are kept by parts: only those parts are made again whose inputs changed.

A model says `-- kept by: unit_id, period_id` where its rows of a unit and period come from those rows of its inputs alone that
have the same. Of each part is noted what it was made from: the rows, by their fingerprint, of each input that has these
columns. Every other input, such as a register, decides for all parts at once, and so does the code.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import duckdb
import sqlglot

from pipelines.warehouse.made import SCHEMA, Made

_NOTES = f"{SCHEMA}.part"
_WHOLE = " whole"
MOST_CHANGED = 0.5
"""Share of the parts up to which a table is kept: beyond it, all is made again."""


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


class Parts:
    """The parts of the tables of one build file, noted in the transaction that makes them."""

    def __init__(self, db: duckdb.DuckDBPyConnection, made: Made) -> None:
        self._db, self._made = db, made
        db.execute(f"create table if not exists {_NOTES} (name text, part text[], made_from text)")

    def make(self, table: Kept, make_whole: Callable[[], object]) -> int | None:
        """Bring a table to what its select gives now; the caller's transaction makes it all or nothing.

        Returns:
            how many parts were made again; None: all, by `make_whole`.
        """
        in_parts = [name for name in table.inputs if self._look(name, table.columns)]
        of_all = self._made.key(set(table.inputs) - set(in_parts), table.sql, in_parts, table.columns)
        self._note_now(table, in_parts, of_all)
        count = self._changed(table)
        if count is None:
            make_whole()
            self._db.execute(f"delete from {_NOTES} where name = ?", [table.name])
        elif count:
            self._make_again(table, in_parts)
        if count != 0:
            self._db.execute(
                f"insert into {_NOTES} select ?, part, made_from from part_now "
                f"anti join {_NOTES} as noted on noted.name = ? and noted.part is not distinct from part_now.part",
                [table.name, table.name],
            )
        return count

    def _look(self, name: str, columns: Sequence[str]) -> bool:
        """Whether a table comes in parts; their fingerprints are then in a temporary table, made once for each content."""
        looked_at, now = _temporary(name, columns), self._made.content(name)
        known = "select comment from duckdb_tables() where temporary and table_name = ?"
        if (found := self._db.execute(known, [looked_at]).fetchall()) and found[0][0].startswith(now):
            return not found[0][0].endswith(_WHOLE)
        has = {row[0] for row in self._db.execute(f"describe {name}").fetchall()}
        fingerprints = (
            f"select [{', '.join(f'{column}::text' for column in columns)}] as part, "
            f"count(*) || ' ' || sum(hash(t)::hugeint) as rows_now from {name} as t group by all"
        )
        is_part = has.issuperset(columns)
        self._db.execute(
            f"create or replace temp table {looked_at} as {fingerprints if is_part else 'select null::text[] as part'}"
        )
        # A part without a name is found by no comparison: where there is one, the table decides as a whole.
        nameless = f"select 1 from {looked_at} where list_count(part) < len(part) limit 1"
        is_part = is_part and not self._db.execute(nameless).fetchall()
        self._db.execute(f"comment on table {looked_at} is '{now}{'' if is_part else _WHOLE}'")
        return is_part

    def _note_now(self, table: Kept, in_parts: Iterable[str], of_all: str) -> None:
        """Put into temporary table part_now what each part would be made from, and, beside no part, what all of them are."""
        found = "".join(
            f"union all select part, '{name} ' || rows_now from {_temporary(name, table.columns)} " for name in in_parts
        )
        self._db.execute(
            "create or replace temp table part_now as "
            "select part, md5(string_agg(rows_now, ';' order by rows_now)) as made_from "
            f"from (select null::text[] as part, '{of_all}' as rows_now {found}) group by part"
        )

    def _changed(self, table: Kept) -> int | None:
        """Put into temporary table part_changed the parts that are to be made again; None: everything is."""
        if self._made.since(table.name) is None:
            return None
        columns = ", ".join(f"part[{place}] as {column}" for place, column in enumerate(table.columns, start=1))
        self._db.execute(
            "create or replace temp table part_changed as "
            f"select part, {columns} from (select coalesce(part_now.part, noted.part) as part "
            f"from part_now full join (select part, made_from from {_NOTES} where name = ?) as noted "
            "on noted.part is not distinct from part_now.part where part_now.made_from is distinct from noted.made_from)",
            [table.name],
        )
        counted = "select count(*), (select count(*) from part_now), coalesce(bool_or(part is null), false) from part_changed"
        found = self._db.execute(counted).fetchone()
        assert found is not None
        changed, parts_now, is_all = found
        return None if is_all or changed > MOST_CHANGED * parts_now else changed

    def _make_again(self, table: Kept, in_parts: Sequence[str]) -> None:
        same = " and ".join(f"whole.{column} = part_changed.{column}" for column in table.columns)
        self._db.execute(f"delete from {table.name} as whole using part_changed where {same}")
        columns = ", ".join(table.columns)
        # What no changed part has is there already; an input that does not come in parts may still bring it up.
        self._db.execute(
            f"insert into {table.name} by name select * from (\n{restricted(table.sql, in_parts, table.columns)}\n) "
            f"semi join part_changed using ({columns})"
        )
        self._db.execute(f"delete from {_NOTES} where name = ? and part in (select part from part_changed)", [table.name])


def restricted(sql: str, tables: Iterable[str], columns: Sequence[str]) -> str:
    """The select, reading of these tables only the parts in temporary table part_changed."""
    wanted, tokens = {tuple(name.split(".")) for name in tables}, sqlglot.tokenize(sql, dialect="duckdb")
    for schema, dot, name, after in reversed(list(zip(tokens, tokens[1:], tokens[2:], [*tokens[3:], None], strict=False))):
        if dot.token_type.name == "DOT" and (schema.text, name.text) in wanted:
            alias = "" if after and after.token_type.name == "ALIAS" else f" as {name.text}"
            part = f"(from {schema.text}.{name.text} semi join part_changed using ({', '.join(columns)})){alias}"
            sql = f"{sql[: schema.start]}{part}{sql[name.end + 1 :]}"
    return sql


def _temporary(name: str, columns: Sequence[str]) -> str:
    return re.sub(r"\W", "_", f"parts_of_{name}_by_{'_'.join(columns)}")
