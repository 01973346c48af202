"""What SQL on the project's own connections cannot do, whatever text finds its way into it."""

from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse.connection import connect

TRIES = [
    "attach '{elsewhere}/other.duckdb' as other",
    "attach '{folder}/releases/../../other.duckdb' as other",
    "select * from read_text('{elsewhere}/secret.txt')",
    "select * from read_csv('{elsewhere}/secret.txt')",
    "select * from '{elsewhere}/secret.txt'",
    "copy (select 1) to '{elsewhere}/out.csv'",
    "export database '{elsewhere}/out'",
    "install httpfs",
    "load '{elsewhere}/some.duckdb_extension'",
    "set enable_external_access = true",
    "set autoload_known_extensions = true",
    "set allowed_directories = ['{elsewhere}']",
    "reset lock_configuration",
]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("sql", TRIES)
def test_sql_reaches_no_other_file_and_no_extension(sql: str, read_only: bool, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "warehouse", tmp_path / "elsewhere"
    (folder / "releases").mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("secret", encoding="utf-8")
    build = folder / "build.duckdb"
    connect(build).close()
    with (
        connect(folder / "build.duckdb", read_only=read_only, attachable=folder / "releases") as db,
        pytest.raises(duckdb.Error),
    ):
        db.execute(sql.format(folder=folder, elsewhere=elsewhere)).fetchall()
    assert [path.name for path in elsewhere.iterdir()] == ["secret.txt"]


def test_a_folder_with_an_odd_name_can_be_attached_from(tmp_path: Path) -> None:
    shelf = tmp_path / "it's, a [shelf]"
    shelf.mkdir()
    with connect(tmp_path / "build.duckdb", attachable=shelf) as db:
        db.execute(f"attach '{str(shelf).replace(chr(39), chr(39) * 2)}/one.duckdb' as one")
        db.execute("create table one.held as select 1 as number")
    assert (shelf / "one.duckdb").is_file()
