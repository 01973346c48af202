"""The evaluation pages show every term for which returns have come, and say in words what is not due yet."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines.reference import Reference
from pipelines.reports import write_evaluations
from pipelines.reports.evaluation import Words, shown_terms
from pipelines.reports.summary import verdict_table
from tests.sample.generate import Figures
from tests.sql.test_legal_registers import built, few, figures, second_term, shipped_reference

LATER = ("L0", "L1")
OF_LATER_FORMS = {"members_admitted_year": 0, "members_transferred_in_from_bloc": 0, "members_transferred_out_to_bloc": 0}


def two_terms() -> tuple[Reference, Figures]:
    """Registers with a second term, two targets of which nothing is due at its middle, and one return of its first period."""
    reference = second_term(few(shipped_reference()))
    later = {"first_period_id": "2028H1", "last_period_id": "2030H1"}
    yearly = [
        target.model_copy(update={"target_id": name, **later}) for name, target in zip(LATER, reference.target, strict=False)
    ]
    object.__setattr__(reference, "target", (*reference.target, *yearly))
    first = {("TC01", "2025H2"): {**figures()["TC01", "2021H2"], **OF_LATER_FORMS}}
    return reference, {**figures(), **first}


def test_each_term_has_a_part_of_its_own_and_what_is_not_due_yet_is_said(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    reference, returns = two_terms()
    built(database, reference, returns)
    database.execute("create or replace table quality.finding as select * from quality.finding limit 0")
    assert [term.term_id for term in shown_terms(database, reference)] == ["2025_2030", "2020_2025"]
    mid_term, _ = write_evaluations(database, reference, tmp_path)
    page = mid_term.read_text(encoding="utf-8")
    second, first = page.split("<h1", 2)[1:]
    assert "Nhiệm kỳ 2025 - 2030 · số liệu đến hết" in second
    assert "Nhiệm kỳ 2020 - 2025 · số liệu đến hết" in first
    assert second.count('<td class="verdict nothing_due_yet">Chưa đến kỳ có số liệu</td>') == len(LATER)
    assert "None" not in page


def test_a_term_without_returns_is_shown_only_while_there_is_no_other(database: duckdb.DuckDBPyConnection) -> None:
    reference = second_term(few(shipped_reference()))
    built(database, reference, {})
    assert [term.term_id for term in shown_terms(database, reference)] == ["2020_2025"]


@pytest.mark.parametrize("label", ["Tỷ lệ [/đơn vị] giỏi", "Thi đua [bold]", "[red] <b>x</b> {a}", "Kết nạp [x\\"])
def test_a_label_is_printed_as_it_is_written(label: str, database: duckdb.DuckDBPyConnection) -> None:
    reference = few(shipped_reference())
    target, *_ = reference.target
    object.__setattr__(reference, "target", (target.model_copy(update={"label_vi": label, "target_id": label[:6]}),))
    object.__setattr__(reference, "term", (reference.term[0].model_copy(update={"label_vi": label}),))
    built(database, reference, figures())
    console = Console(file=StringIO(), width=300)
    console.print(verdict_table(database, reference, reference.term[0]))
    assert isinstance(console.file, StringIO)
    printed = console.file.getvalue()
    assert printed.count(label) == 2
    assert printed.count(label[:6]) == 3


def test_a_rank_without_a_name_is_shown_as_a_number() -> None:
    assert Words(shipped_reference()).measure(Decimal(7), "rating") == "7"
