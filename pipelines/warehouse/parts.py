"""Tables that are kept by parts: only those parts are made again whose inputs changed.

A model says `-- kept by: unit_id, period_id` where its rows of a unit and period come from those rows of its inputs alone that
have the same. Of each table is noted which content of its inputs it was made from, and of each input that comes in parts which
parts differ between one content and the next: whoever writes rows that differ tells it, and of tables that Python fills it is
found by the fingerprint of each part. Every other input, such as a register, decides for all parts at once, and so does the
code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb
import sqlglot

from pipelines.queries import columns, distinct, query, tuples
from pipelines.tables import Reach
from pipelines.warehouse.made import Made
from pipelines.warehouse.rows import Difference, part_of, write_differing

MOST_CHANGED = 0.5
"""Share of the parts up to which a table is kept: beyond it, all is made again."""
FEW_PARTS = 100
"""Changed parts up to which nobody asks how many there are."""
_FINEST = ("unit_id", "unit_version_id", "period_id", "return_id")
"""Columns by which most tables come in parts, by all of them or by some: what differs is told by all that a table has."""
_FILLED_BY_PYTHON = ("raw.", "reference.")
"""How tables begin of which nobody tells what differs."""
_MOVED = "notes.moved"
"""Table that notes which parts of an input differ between one content and the next."""
_ALL_PARTS = ""
"""Instead of an input: what decides for all parts at once."""


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
        self._looked: dict[tuple[str, tuple[str, ...]], tuple[str, bool]] = {}
        """Table and columns → content that was looked at, and whether that comes in parts by them."""
        self._has = {name: set(found) for name, found in columns(db).items() if made.since(name)}
        """Table → its columns: what this code made has them whenever it makes it again."""
        now = {name: made.content(name) for (name,) in distinct(db, _MOVED, "name")}
        db.execute(query("warehouse/forget_moved"), {"names": list(now), "contents": list(now.values())})

    def make(self, table: Kept, make_whole: Callable[[], object]) -> int | None:
        """Bring a table to what its select gives now; the caller's transaction makes it all or nothing.

        Returns:
            how many parts were made again; None: all, by `make_whole`.
        """
        found = {name for name in table.inputs if self._comes_in_parts(name, table.columns)}
        reaches = [reach for reach in table.reaches if found.issuperset({reach.table, reach.link})]
        in_parts = sorted(found - {reach.table for reach in table.reaches})
        others = set(table.inputs) - set(in_parts) - {reach.table for reach in reaches}
        looked_at = [*in_parts, *(reach.table for reach in reaches)]
        now = {name: self._made.content(name) for name in looked_at}
        now[_ALL_PARTS] = self._made.key(others, table.sql, in_parts, table.columns, reaches)
        for name in looked_at:
            if name.startswith(_FILLED_BY_PYTHON):
                self._find_moved(name, self._keys(name, table.columns), now[name])
        count = self._changed(table, reaches, now)
        if count is None:
            make_whole()
        elif count:
            # What no changed part has is there already; an input that does not come in parts may still bring it up.
            among = f" semi join part_changed using ({', '.join(table.columns)})"
            self.write(table.name, restricted(table, in_parts, reaches), among)
        self._note_read(table.name, now)
        return count

    def write(self, name: str, select: str, among: str = "", held: Difference | None = None) -> None:
        """Let a table hold just the rows of a select, as `write_differing` does, and tell which of its parts differ."""
        before, keys = self._made.content(name), [column for column in _FINEST if column in self._columns(name)]
        self._made.written(name, write_differing(self._db, name, select, among, held, keys))
        after = self._made.content(name)
        if keys and after != before:
            self._tell_moved(name, before, after, keys)

    def of_made_again(self, table: Kept, sql: str) -> str:
        """A query of a table that was made just now, and of its inputs: only what was made again of them is read."""
        reached = {reach.table for reach in table.reaches}
        in_parts = [name for name in table.inputs if name not in reached and self._comes_in_parts(name, table.columns)]
        return restricted(replace(table, sql=sql), [table.name, *in_parts])

    def read_by(self, name: str) -> dict[str, str]:
        """Which content of its inputs a table was made from, where that was noted: input → fingerprint."""
        return dict(tuples(self._db, "warehouse/inputs_read", table=name))

    def note_read(self, name: str, contents: Mapping[str, str]) -> None:
        """Note which content of some inputs a table was made from."""
        self._note_read(name, contents, list(contents))

    def _note_read(self, name: str, contents: Mapping[str, str], instead_of: Sequence[str] | None = None) -> None:
        """Note it instead of what was noted of some inputs, or of all."""
        self._db.execute(query("warehouse/forget_read"), {"table": name, "inputs": instead_of})
        noted = {"table": name, "inputs": list(contents), "contents": list(contents.values())}
        self._db.execute(query("warehouse/note_read"), noted)

    def _columns(self, name: str) -> set[str]:
        if name not in self._has:
            self._has[name] = set(self._db.table(name).columns)
        return self._has[name]

    def _keys(self, name: str, columns: Sequence[str]) -> Sequence[str]:
        """Columns by which it is told what differs in a table."""
        finest = [column for column in _FINEST if column in self._columns(name)]
        return finest if set(columns) <= set(finest) else columns

    def _comes_in_parts(self, name: str, columns: Sequence[str]) -> bool:
        """Whether a table comes in parts: a part without a name is found by no comparison, so there must be none."""
        place, now = (name, tuple(columns)), self._made.content(name)
        if self._looked.get(place, ("", False))[0] != now:
            is_named = self._columns(name).issuperset(columns)
            if is_named:
                nameless = " or ".join(f"{column} is null" for column in columns)
                is_named = not self._db.execute(f"select 1 from {name} where {nameless} limit 1").fetchall()
            self._looked[place] = now, is_named
        return self._looked[place][1]

    def _find_moved(self, name: str, keys: Sequence[str], now: str) -> None:
        """Find which parts of a table differ since its content was looked at last, where it has another one."""
        place = {"table": name, "keys": ",".join(keys)}
        ((last,),) = tuples(self._db, "warehouse/part_content", **place)
        if last == now:
            return
        self._db.execute(
            "create or replace temp table part_now as "
            f"select {part_of(keys)} as part, count(*) || ' ' || sum(hash(one)::hugeint) as held from {name} as one group by 1"
        )
        if last:
            self._db.execute(query("warehouse/part_moved"), place)
            self._tell_moved(name, last, now, keys)
        self._db.execute(query("warehouse/forget_part"), place)
        self._db.execute(query("warehouse/note_part"), {**place, "content": now})

    def _tell_moved(self, name: str, before: str, after: str, keys: Sequence[str]) -> None:
        """Note that the parts in temporary table row_moved differ."""
        said = {"table": name, "before": before, "after": after, "keys": ",".join(keys)}
        self._db.execute(query("warehouse/tell_moved"), said)

    def _changed(self, table: Kept, reaches: Iterable[Reach], now: Mapping[str, str]) -> int | None:
        """Put into temporary table part_changed the parts that are to be made again; None: everything is."""
        if self._made.since(table.name) is None:
            return None
        read = self.read_by(table.name)
        if read.keys() != now.keys() or read[_ALL_PARTS] != now[_ALL_PARTS]:
            return None
        links = {reach.table: reach for reach in reaches}
        by = ", ".join(table.columns)
        found = [f"select {by} from {table.name} where false"]
        for name in (name for name in now if read[name] != now[name]):
            moved = self._moved(name, read[name], now[name], table.columns)
            if moved is None:
                return None
            if reach := links.get(name):
                read_by = ", ".join(f"{ours} as {theirs}" for theirs, ours in zip(reach.columns, table.columns, strict=True))
                among = f"semi join (select {read_by} from ({moved})) using ({', '.join(reach.columns)})"
                moved = f"select {by} from {reach.link} {among}"
            found.append(moved)
        ((changed,),) = self._db.execute(f"create or replace temp table part_changed as {' union '.join(found)}").fetchall()
        if changed > FEW_PARTS:
            ((parts,),) = self._db.execute(f"select count(*) from (select distinct {by} from {table.name})").fetchall()
            if changed > MOST_CHANGED * parts:
                return None
        return int(changed)

    def _moved(self, name: str, before: str, now: str, columns: Sequence[str]) -> str | None:
        """Select of the parts of a table that differ between two contents; None where nobody told all of them."""
        found = []
        for number, content_before, content_after, keys in tuples(self._db, "warehouse/moved_step", table=name):
            if content_after != now or not set(columns) <= set(by := keys.split(",")):
                return None
            values = ", ".join(f"part[{by.index(column) + 1}] as {column}" for column in columns)
            found.append(f"select {values} from {_MOVED} where number = {number}")
            if content_before == before:
                return " union ".join(found)
            now = content_before
        return None


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
