"""The nightly job as its operator meets it: from a folder of workbooks to a release, and again."""

from pathlib import Path

from pipelines.folders import Folders
from pipelines.operations.backup import back_up
from pipelines.operations.restore import restore
from tests.conftest import Installation

DESCRIBED = ("list_change", "list_row", "observation_by_breakdown", "observation_by_kind", "plan")
EMPTY = (
    *DESCRIBED,
    "decision",
    "figure_change",
    "indicator_total_by_unit",
    "not_counted",
    "override",
    "target_stale",
    "withdrawal",
)
"""Marts of which the sample has no row: it has no described form, no unit above others, and nothing went wrong in it."""


def test_the_summary_says_what_came_what_it_means_and_where_it_is(sample: Installation) -> None:
    said = (sample.root / "nightly.out").read_text(encoding="utf-8")
    files = len(list((sample.root / "raw" / "returns").glob("*/*.xlsx")))
    assert f"{files} received ({files} new, {files} read now) = {files} read as returns + 0 refused + 0 unrecognised" in said
    assert f"{files} accepted · 0 rejected" in said
    assert "0 errors" in said
    for expected in ("T1a", "T6c", "Vượt", "Đạt", "analytics.duckdb", "evaluation_mid_term.html", "http://127.0.0.1:3000"):
        assert expected in said


def test_a_backup_put_back_on_an_empty_machine_is_built_anew_row_for_row(published: Installation, tmp_path: Path) -> None:
    machine = Installation(tmp_path / "machine")
    back_up(Folders(published.root), tmp_path / "backup")
    restore(tmp_path / "backup", Folders(machine.root))
    assert not any((machine.root / "raw" / "returns").iterdir())
    machine.night()
    before, after = published.marts(), machine.marts()
    assert list(after) == list(before)
    for name, rows in before.items():
        assert rows or name in EMPTY, name
        assert after[name] == rows, name


def test_every_table_and_column_of_the_release_is_described(sample: Installation) -> None:
    bare = sample.query(
        "select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = '' "
        "union all select table_name, null from duckdb_tables() where not internal and coalesce(comment, '') = ''"
    )
    assert bare == []


def test_every_file_is_accounted_for_cell_by_cell(sample: Installation) -> None:
    wrong = sample.query(
        "select file_sha256 from raw.file "
        "left join (select file_sha256, count(*) as cells from raw.cell group by all) using (file_sha256) "
        "where filled_count <> entry_count + label_count + explained_count "
        "or (is_readable and filled_count <> coalesce(cells, 0))"
    )
    assert wrong == []
