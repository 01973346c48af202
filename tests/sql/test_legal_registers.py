"""A register that loads never blocks a release: whatever it says, all models build and every blocking test holds.

One change of each kind is tried here; `make soak` tries them all.
"""

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.folders import PROJECT
from pipelines.reference import Form, Period, Reference, Term, load_reference
from tests.databases import make
from tests.judging import behind
from tests.sample.generate import Figures, generate
from tests.sample.tables import lay_out

SHIPPED = PROJECT / "raw" / "reference"
UNITS = ("TC01", "TC35", "TC56", "TC57", "TC58", "VP", "BTC", "DTN", "CDVC")
"""Enough of the bloc: some that stay, one that is upgraded, two that merge, and others that report other forms."""
Change = Callable[[Reference], Reference]


@cache
def shipped_reference() -> Reference:
    return load_reference(SHIPPED)


@cache
def figures() -> Figures:
    reference = shipped_reference()
    found = generate(reference, ["2020H2", "2021H1", "2021H2", "2022H1", "2022H2", "2023H1"], seed=1)
    return {key: cells for key, cells in found.items() if key[0] in UNITS}


def built(db: duckdb.DuckDBPyConnection, reference: Reference, returns: Figures, *wanted: str) -> duckdb.DuckDBPyConnection:
    """The wanted models on these registers and returns, or all; a blocking test that fails raises."""
    made = behind(wanted) if wanted else set(shipped)
    lay_out(db, reference, returns, made)
    db.execute(
        "insert into quality.return_validation by name select return_id, file_sha256, now() as validated_at from staging.return"
    )
    for model in (model for name, model in shipped.items() if name in made):
        if model.name.startswith("marts."):
            make(db, model)
        for test in model.tests:
            models.require(test, model, models.run_test(db, test))
    return db


def few(reference: Reference) -> Reference:
    events = tuple(event for event in reference.unit_event if {event.from_id, event.to_id} <= {*UNITS, None})
    return replace(reference, unit=tuple(unit for unit in reference.unit if unit.unit_id in UNITS), unit_event=events)


def period(name: str, year: int, half: int) -> Period:
    starts_on, ends_on = (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    days = {"starts_on": starts_on, "ends_on": ends_on, "due_on": ends_on}
    return Period(period_id=name, label_vi=name, period_type="half_year", **days)


def second_term(reference: Reference) -> Reference:
    later = [period(f"{year}H{half}", year, half) for year in range(2025, 2031) for half in (1, 2)][1:-1]
    term = Term(
        term_id="2025_2030",
        label_vi="Nhiệm kỳ 2025 - 2030",
        first_period_id="2025H2",
        mid_term_period_id="2028H1",
        last_period_id="2030H1",
    )
    return replace(reference, term=(*reference.term, term), period=(*reference.period, *later))


def period_of_no_term(reference: Reference) -> Reference:
    return replace(reference, period=(*reference.period, period("2025H2", 2025, 2)))


def targets(**changes: object) -> Change:
    return lambda reference: replace(
        reference, target=tuple(target.model_copy(update=changes) for target in reference.target[:8])
    )


def indicators(**changes: object) -> Change:
    return lambda reference: replace(
        reference,
        indicator=tuple(row if row.aggregation == "rate" else row.model_copy(update=changes) for row in reference.indicator),
    )


def forms_from(day: date) -> Change:
    def later(form: Form) -> Form:
        return form.model_copy(update={"valid_from_on": day})

    return lambda reference: replace(reference, form=tuple(later(form) for form in reference.form))


def lines_until(day: date) -> Change:
    return lambda reference: replace(
        reference, form_line=tuple(line.model_copy(update={"valid_to_on": day}) for line in reference.form_line)
    )


def without_units_until(day: date) -> Change:
    return lambda reference: replace(
        reference,
        unit=tuple(
            unit.model_copy(update={"valid_from_on": max(day, unit.valid_from_on)})
            for unit in reference.unit
            if unit.valid_to_on is None or unit.valid_to_on >= day
        ),
    )


def figures_of(year: int) -> Change:
    return lambda reference: replace(
        reference,
        printed_figure=tuple(
            figure.model_copy(update={"taken_over": "year", "year": year}) for figure in reference.printed_figure
        ),
    )


def overlapping_terms(reference: Reference) -> Reference:
    (term,) = reference.term
    other = {"term_id": "other", "first_period_id": "2022H1", "mid_term_period_id": "2022H2", "last_period_id": "2023H1"}
    return replace(reference, term=(term, term.model_copy(update=other)))


CHANGES: dict[str, Change] = {
    "nothing": lambda reference: reference,
    "a second term": second_term,
    "a period that no term holds": period_of_no_term,
    "a mid-term that is the last period": lambda reference: replace(
        reference, term=tuple(term.model_copy(update={"mid_term_period_id": term.last_period_id}) for term in reference.term)
    ),
    "terms that overlap": overlapping_terms,
    "targets of one first half-year": targets(first_period_id="2021H1", last_period_id="2021H1"),
    "targets that begin in a first half-year": targets(first_period_id="2021H1"),
    "targets of the last period": targets(first_period_id="2025H1", last_period_id="2025H1"),
    "targets of nought": targets(target_value="0"),
    "no yearly figure but in its year": figures_of(2021),
    "figures of a year before the term": figures_of(2019),
    "everything yearly": indicators(frequency="year"),
    "every range a point": indicators(valid_min=0, valid_max=0),
    "ranges above what is reported": indicators(valid_min=10**6, valid_max=10**7),
    "ranges below what is reported": indicators(valid_min=-10, valid_max=-1),
    "no sums": lambda reference: replace(
        reference,
        indicator=tuple(
            row.model_copy(update={"aggregation": "none"}) if row.aggregation == "sum" else row for row in reference.indicator
        ),
    ),
    "stocks that open": lambda reference: replace(
        reference,
        indicator=tuple(
            row.model_copy(update={"stock_point": "opening"}) if row.aggregation == "last" else row
            for row in reference.indicator
        ),
    ),
    "forms that begin in the middle": forms_from(date(2022, 1, 1)),
    "forms that begin after everything": forms_from(date(2040, 1, 1)),
    "lines that end in the middle": lines_until(date(2021, 12, 31)),
    "periods without units": without_units_until(date(2022, 1, 1)),
    "neither targets nor printed figures nor aliases": lambda reference: replace(
        reference, target=(), printed_figure=(), unit_alias=()
    ),
    "no rating": lambda reference: replace(reference, code=tuple(c for c in reference.code if c.list_id != "rating")),
}


TOGETHER = (
    ("a second term", "no sums"),
    ("terms that overlap", "forms that begin in the middle"),
    ("targets of one first half-year", "everything yearly"),
    ("every range a point", "neither targets nor printed figures nor aliases"),
)
"""Changes tried by every run of the tests, one of each kind, two that do not meet in one warehouse; `make soak` tries each."""


def released(db: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    returns = {
        key: cells
        for key, cells in figures().items()
        if (unit := reference.unit_on(*key)) and reference.due_lines(unit, key[1])
    }
    built(db, reference, returns)
    assert db.execute("select count(*) from core.target_progress where verdict is null").fetchall() == [(0,)]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_a_legal_register_never_blocks_a_release(one: str, other: str, empty: duckdb.DuckDBPyConnection) -> None:
    released(empty, CHANGES[other](CHANGES[one](few(shipped_reference()))))


@pytest.mark.soak
@pytest.mark.parametrize("name", CHANGES)
def test_no_legal_register_blocks_a_release(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    released(empty, CHANGES[name](few(shipped_reference())))


def test_yearly_figures_in_years_of_their_own_count_in_a_term_of_half_years(empty: duckdb.DuckDBPyConnection) -> None:
    years = [
        Period(
            period_id=str(year),
            label_vi=str(year),
            period_type="year",
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
            due_on=date(year, 12, 31),
        )
        for year in (2021, 2022)
    ]
    reference = few(shipped_reference())
    (term,) = reference.term
    term = term.model_copy(update={"first_period_id": "2021H1"})
    reference = replace(reference, period=(*reference.period, *years), term=(term,), target=(), printed_figure=())
    of_years = {(unit, name[:4]): cells for (unit, name), cells in figures().items() if name in ("2021H2", "2022H2")}
    built(empty, reference, figures() | of_years, "marts.indicator_cumulative")
    found = empty.execute(
        "select period_value is null, term_to_date_value > 0 from marts.indicator_cumulative "
        "where period_id = '2022H2' and indicator_id = 'members_rated'"
    ).fetchall()
    assert found == [(True, True)]


@pytest.mark.parametrize("name", ["nothing", pytest.param("forms that begin after everything", marks=pytest.mark.soak)])
def test_a_warehouse_without_any_return_says_so_and_is_released(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    built(empty, CHANGES[name](few(shipped_reference())), {})
    found = empty.execute("select distinct verdict from core.target_progress").fetchall()
    assert set(found) <= {("cannot_yet_say",), ("nothing_due_yet",), ("nothing_due",)}


def test_a_target_that_ended_without_a_period_due_says_so_and_counts_nothing_as_missing(
    empty: duckdb.DuckDBPyConnection,
) -> None:
    built(empty, CHANGES["targets of one first half-year"](few(shipped_reference())), figures(), "core.target_progress")
    query = "select distinct verdict, result_value, low_value, due_count, coverage_pct from core.target_progress"
    assert ("nothing_due", None, None, 0, None) in empty.execute(query).fetchall()


def test_terms_that_overlap_count_no_figure_twice(empty: duckdb.DuckDBPyConnection) -> None:
    of_members = "period_id = '2022H2' and indicator_id = 'members_closing'"
    total = f"select closing_by_period['2022H2'] from marts.indicator_total where {of_members}"
    built(empty, overlapping_terms(few(shipped_reference())), figures(), "marts.indicator_total")
    expected = sum(
        int(cells["members_closing"])
        for (_, name), cells in figures().items()
        if name == "2022H2" and "members_closing" in cells
    )
    assert empty.execute(total).fetchall() == [(expected,)]


@pytest.mark.parametrize(
    ("register", "line", "says"),
    [
        (
            "form_line",
            "form_02,2.99,X,Đảng viên mới kết nạp,members_admitted,,,",
            "would report 'members_admitted' here and on line",
        ),
    ],
)
def test_registers_that_no_model_could_hold_are_refused(tmp_path: Path, register: str, line: str, says: str) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "reference"))
    with (folder / f"{register}.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(Exception, match=says):
        load_reference(folder)


def test_only_a_stock_opens_or_closes(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "reference"))
    path = folder / "indicator.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    place = next(place for place, row in enumerate(rows) if row["indicator_id"] == "members_admitted")
    rows[place]["stock_point"] = "opening"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(Exception, match=rf"indicator\.csv:{place + 2}: 'members_admitted' is no stock"):
        load_reference(folder)
