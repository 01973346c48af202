"""A decision names a figure in any spelling that a person sees, and the same figure is the same number."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.folders import PROJECT
from pipelines.intake import kept
from pipelines.intake import landing as returns_landing
from pipelines.intake.archive import Archive
from pipelines.intake.contracts import ENTRY
from pipelines.language.notation import format_number
from pipelines.reference import Indicator, Reference, load_reference
from pipelines.reference.figures import figure_key, rating_words, shown_key, text_key, written_key

REFERENCE: Reference = load_reference(PROJECT / "raw" / "reference")
RATINGS = rating_words(REFERENCE.code)


def measured_in(unit_of_measure: str) -> Indicator:
    return next(indicator for indicator in REFERENCE.indicator if indicator.unit_of_measure == unit_of_measure)


@pytest.mark.parametrize(
    ("unit_of_measure", "spellings", "key"),
    [
        ("VND", ("290.000", "290000", "290,000", "290000.0", "290 000", "290.000 đồng", "２９００００"), "= 290000"),
        ("percent", ("96,5 %", "96.5", "96,5", "96,50%", "96.500"), "= 96.5"),
        ("persons", ("1.234", "1,234", "1234", "1234,0", "1.234 người"), "= 1234"),
        ("persons", ("4 nghìn người", "4.000", "4 (1.000 người)", "4 (10³ người)", "0,4 vạn người"), "= 4000"),
        ("persons", ("trên 4 nghìn người", "> 4.000"), "> 4000"),
        ("persons", ("4 nghìn 500 người",), "text 4 nghìn 500 người"),
        ("persons", ("trên 20", ">20", "> 20", "hơn 20 người"), "> 20"),
        ("persons", ("không phát sinh", "Không có", "-", "none_occurred"), "none_occurred"),
        ("persons", ("không áp dụng", "KAD"), "not_applicable"),
        ("persons", ("0", "0,0"), "= 0"),
        ("persons", ("Khoảng 5 - 6?", "khoảng  5 - 6?", " khoảng 5 - 6? "), "text khoảng 5 - 6?"),
        ("rating", ("hoan_thanh_tot", "Hoàn thành tốt nhiệm vụ", "HTTNV"), "hoan_thanh_tot"),
        ("rating", ("Khá", "khá"), "text khá"),
    ],
)
def test_every_spelling_of_a_figure_has_one_key(unit_of_measure: str, spellings: tuple[str, ...], key: str) -> None:
    assert {written_key(text, measured_in(unit_of_measure), RATINGS) for text in spellings} == {key}


@pytest.mark.parametrize(
    ("unit_of_measure", "one", "other"),
    [
        ("VND", "290.000", "290"),
        ("percent", "96,5", "965"),
        ("persons", "trên 20", "20"),
        ("persons", "không phát sinh", "0"),
        ("persons", "không áp dụng", "không phát sinh"),
        ("persons", "12-15", "12/15"),
        ("rating", "hoan_thanh_tot", "hoan_thanh"),
    ],
)
def test_other_figures_have_other_keys(unit_of_measure: str, one: str, other: str) -> None:
    indicator = measured_in(unit_of_measure)
    assert written_key(one, indicator, RATINGS) != written_key(other, indicator, RATINGS)


@given(value=st.decimals(0, 10**9, places=4), unit_of_measure=st.sampled_from(["persons", "VND", "percent"]))
def test_what_a_finding_shows_is_what_the_steward_writes_and_what_the_cell_holds(value: Decimal, unit_of_measure: str) -> None:
    value = value if unit_of_measure == "percent" else value.to_integral_value()
    shown, plain = format_number(float(value)), f"{value:f}"
    entered = figure_key("value" if value else "zero", value, "=", None)
    assert shown_key(shown) == entered
    if unit_of_measure != "percent" or value % 1:
        assert {written_key(text, measured_in(unit_of_measure), RATINGS) for text in (plain, plain.replace(".", ","))} == {
            entered
        }


def test_a_cell_that_cannot_be_read_is_named_by_its_text() -> None:
    assert text_key("Khoảng\u00a05 - 6\n") == text_key("khoảng 5 - 6")
    assert written_key("1o0?", measured_in("persons"), RATINGS) == text_key("1O0?")


def test_a_table_of_an_earlier_version_is_made_anew(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("create schema raw")
    returns_landing.land_receipts(database, Archive(tmp_path))
    database.execute("create table raw.entry as select 'aa' as file_sha256, 'old' as line_code")
    kept.forget_outdated(database, "v1")
    assert [column for column, *_ in database.execute("describe raw.entry").fetchall()] == list(ENTRY.columns)
    assert database.execute("select count(*) from raw.entry").fetchone() == (0,)
