"""The nightly job as its operator meets it: from a folder of workbooks to a release."""

from tests.conftest import Installation


def test_the_summary_says_what_came_what_it_means_and_where_it_is(sample: Installation) -> None:
    said = (sample.root / "nightly.out").read_text(encoding="utf-8")
    files = len(list((sample.root / "raw" / "returns").glob("*/*.xlsx")))
    assert f"{files} received ({files} new, {files} read now) = {files} read as returns + 0 refused + 0 unrecognised" in said
    assert f"{files} accepted · 0 rejected" in said
    assert "0 errors" in said
    for expected in ("T1a", "T6c", "Vượt", "Đạt", "analytics.duckdb", "evaluation_mid_term.html", "http://127.0.0.1:3000"):
        assert expected in said


def test_every_table_and_column_of_the_release_is_described(sample: Installation) -> None:
    bare = sample.query(
        "select table_name, column_name from duckdb_columns() "
        "semi join duckdb_tables() using (database_name, schema_name, table_name) "
        "where not internal and coalesce(comment, '') = '' "
        "union all select view_name, null from duckdb_views() where not internal and coalesce(comment, '') = '' "
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
