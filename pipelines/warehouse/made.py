"""What everything derived was made from: a step whose inputs and code are still those finds its work done.

Nothing stands by trust. When the build file is opened every table is read, and one that is no longer what was noted of it is
forgotten, as is all that other code made; files are compared with what was noted of them before they stand.
"""

import hashlib
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb

from pipelines.folders import PROJECT
from pipelines.queries import columns, query, tuples
from pipelines.warehouse.rows import Difference

SCHEMA = "notes"
"""Schema of the build file that no release has."""
_COLUMNS_THAT_COUNT = {"reference.run": "office_on"}
"""Table → its one column that others are made from: the instant of a run tells nothing else."""
_CODE = ("pipelines/**/*.py", "pipelines/**/*.jinja", "pipelines/**/*.js*", "sql/**/*.sql")
_TEXTS = "notes.text"
"""Table of texts that take long to make, by what they were made from."""


class Made:
    """The notes of one build file: name → what it was made from, what came out, and since when that is so.

    A name is that of a table, or one without a dot of files made beside it. A table's note is written in its transaction.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db
        self._known: dict[str, tuple[str, str, datetime]] | None = None
        """Name → what is noted of it, as in the file; None until it is asked for."""
        self._written: dict[str, str] = {}
        """Table → fingerprint of what it holds since rows were written that differ, before that is noted."""

    def key(self, inputs: Iterable[str], *others: object) -> str:
        """What something is made from: the code, the content of these tables as they stand now, and whatever else decides."""
        found = [(name, self.content(name)) for name in sorted(set(inputs))]
        return _hashed(code_version(), found, others)

    def content(self, table: str) -> str:
        """Fingerprint of a table's rows and columns, as noted where it is; 'none' where there is no such table."""
        if table in self._written:
            return self._written[table]
        noted = self._note(table)
        return noted[1] if noted else content(self._db, table)

    def stand(self, tables: Iterable[str], key: str) -> bool:
        """Whether these tables were made from just that and are as they came out."""
        return all((noted := self._note(name)) is not None and noted[0] == key for name in tables)

    def files_stand(self, name: str, key: str, files: Iterable[Path]) -> bool:
        """Whether files were made from just that, and there are those that came out, byte for byte."""
        noted = self._note(name)
        return noted is not None and noted[:2] == (key, _content_of_files(files))

    def since(self, name: str) -> datetime | None:
        """Instant (UTC) at which something last came out otherwise than before; None where nothing is noted."""
        noted = self._note(name)
        return noted[2].replace(tzinfo=UTC) if noted else None

    def note(self, tables: Iterable[str], key: str) -> None:
        """Note that these tables were made just now."""
        for name in tables:
            self._write(name, key, self._written.pop(name, "") or _read(self._db, name))

    def held(self, name: str) -> Difference | None:
        """What a table holds more than nothing, as noted; None where nothing is."""
        noted = self._note(name)
        return _held(noted[1]) if noted else None

    def written(self, name: str, difference: Difference) -> None:
        """Keep in mind what was written to a table since it was noted, until it is noted again: no row is read for that."""
        if noted := self._note(name):
            self.grown(name, noted[1], difference)

    def grown(self, name: str, before: str, difference: Difference) -> None:
        """Keep in mind what a table holds that was as fingerprint `before` says, and of which some rows came or went since."""
        held = _held(before)
        columns = before.split(" ")[0]
        self._written[name] = _fingerprint(columns, held.rows + difference.rows, held.hashes + difference.hashes)

    def note_files(self, name: str, key: str, files: Iterable[Path]) -> None:
        """Note that these files, and no others of their kind, were made just now."""
        self._write(name, key, _content_of_files(files))

    def texts(self) -> dict[str, str]:
        """What each text was made from that was kept last, by this same code → the text."""
        return dict(tuples(self._db, "warehouse/texts")) if self.stand([_TEXTS], code_version()) else {}

    def keep_texts(self, texts: Mapping[str, str]) -> None:
        """Keep these texts instead of those before. The caller's transaction makes it all or nothing."""
        self._db.execute(query("warehouse/forget_texts"))
        self._db.execute(query("warehouse/keep_texts"), {"made_from": list(texts), "texts": list(texts.values())})
        self.note([_TEXTS], code_version())

    def forget(self, names: Iterable[str]) -> None:
        """Let nothing be known of these tables, so that they are made again."""
        gone = list(names)
        self._db.execute(query("warehouse/forget"), {"names": gone})
        for name in gone:
            self._noted().pop(name, None)

    def look_again(self) -> None:
        """Trust the file alone from here on: a transaction was taken back, with what it had noted."""
        self._known = None
        self._written.clear()

    def compare(self, found: Mapping[str, str]) -> list[str]:
        """Forget what other code made, and tables that are not as they had been made; returns those.

        `found` are the fingerprints of all tables as the build file was opened.
        """
        self._db.execute(query("warehouse/notes"))
        if tuples(self._db, "warehouse/forget_other_code", code=code_version()):
            self._db.execute(query("warehouse/notes_of_parts_gone"))
        self._db.execute(query("warehouse/notes_of_parts"))
        noted = self._noted().items()
        altered = sorted(name for name, (_, content, _) in noted if "." in name and found.get(name) != content)
        self.forget(altered)
        return altered

    def _note(self, name: str) -> tuple[str, str, datetime] | None:
        return self._noted().get(name)

    def _noted(self) -> dict[str, tuple[str, str, datetime]]:
        if self._known is None:
            found = tuples(self._db, "warehouse/noted")
            self._known = {name: (key, content, since) for name, key, content, since in found}
        return self._known

    def _write(self, name: str, key: str, found: str) -> None:
        before = self._note(name)
        since = before[2] if before and before[1] == found else datetime.now(UTC).replace(tzinfo=None)
        noted = {"name": name, "code": code_version(), "key": key, "content": found, "since": since}
        self._db.execute(query("warehouse/note_again" if before else "warehouse/note"), noted)
        self._noted()[name] = key, found, since


def is_by_this_code(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether this code made anything of a build."""
    is_noted = tuples(db, "warehouse/table", schema=SCHEMA, table="made")
    return bool(is_noted and tuples(db, "warehouse/by_code", code=code_version()))


def contents(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Table → fingerprint, for every table of a build: all of it is read."""
    return {table: _read(db, table) for table in sorted(columns(db))}


def content(db: duckdb.DuckDBPyConnection, table: str) -> str:
    """Fingerprint of a table's rows and columns, whatever the order of rows; 'none' where there is no such table."""
    schema, _, name = table.partition(".")
    # Read where there is none, the database would end the transaction.
    return _read(db, table) if tuples(db, "warehouse/table", schema=schema, table=name) else "none"


def _read(db: duckdb.DuckDBPyConnection, table: str) -> str:
    columns = db.execute(f"select * from {table} limit 0").description
    counted = _COLUMNS_THAT_COUNT.get(table, "t")
    found = db.execute(f"select count(*), coalesce(sum(hash({counted})::hugeint), 0) from {table} as t").fetchone()
    assert found is not None
    return _fingerprint(_hashed([(name, str(kind)) for name, kind, *_ in columns]), *found)


def _fingerprint(columns: str, rows: int, hashes: int) -> str:
    """Fingerprint of a table: of its columns, how many rows it has, and the sum of their hashes."""
    return f"{columns} {rows} {hashes}"


def _held(fingerprint: str) -> Difference:
    """What a table holds more than nothing, by its fingerprint."""
    _, rows, hashes = fingerprint.split(" ")
    return Difference(int(rows), int(hashes))


def _content_of_files(files: Iterable[Path]) -> str:
    found = sorted(path for path in files if path.is_file())
    return _hashed([(str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in found])


@cache
def code_version() -> str:
    """Hash of the project's code, and of the version of Python and of every library beside it."""
    packages = sorted(path.name for path in Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info"))
    digest = hashlib.sha256(repr((sys.version_info[:3], packages)).encode())
    for pattern in _CODE:
        for path in sorted(PROJECT.glob(pattern)):
            digest.update(repr((str(path.relative_to(PROJECT)), path.read_bytes())).encode())
    return digest.hexdigest()[:16]


def _hashed(*what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]
