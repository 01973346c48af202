"""The end of the term on the whole sample, as if its workbooks had been read: what is said of each target of both versions."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.folders import PROJECT
from pipelines.reference import Reference, load_reference
from pipelines.reference.wording import Wording
from tests.judging import behind
from tests.sample.rest_of_term import NEVER_CAME
from tests.sample.tables import lay_out
from tests.sample.workbooks import term_figures

MADE = ("marts.evaluation_end_of_term", "marts.evaluation_mid_term", "marts.decisive_return")
CONGRESS = {
    "T1a": "exceeded",
    "T1b": "exceeded",
    "T2": "met",
    "T3a": "exceeded",
    "T3b": "exceeded",
    "T3c": "exceeded",
    "T4": "exceeded",
    "T5": "not_met",
    "T6a": "met",
    "T6b": "met",
    "T6c": "exceeded",
}
OF_REST = "Chỉ tiêu phần còn lại của nhiệm kỳ"
REST = CONGRESS | {"T1b": "cannot_yet_say"}


def revised_again(reference: Reference) -> Reference:
    """T4 is asked for once more, for the last year alone."""
    of_rest = next(target for target in reference.target if (target.target_id, target.version) == ("T4", "rest_of_term"))
    days = {"first_period_id": "2024H2", "decided_on": date(2024, 7, 1)}
    again = of_rest.model_copy(update={"version": "last_year", "target_value": "55", **days})
    named = Wording(list_id="version", code="last_year", text="Chỉ tiêu năm cuối nhiệm kỳ")
    return replace(reference, target=(*reference.target, again), wording=(*reference.wording, named))


@pytest.fixture(scope="module")
def term() -> Iterator[duckdb.DuckDBPyConnection]:
    reference = revised_again(load_reference(PROJECT / "raw" / "reference"))
    figures = {key: found for key, found in term_figures(reference).items() if key not in NEVER_CAME}
    needed = behind(MADE)
    with duckdb.connect() as db:
        lay_out(db, reference, figures, needed)
        for model in shipped.values():
            if model.name in needed and not model.name.startswith(("staging.", "core.")):
                models.make(db, model)
        yield db


def test_something_is_said_of_every_target_of_both_versions(term: duckdb.DuckDBPyConnection) -> None:
    said = dict(term.execute("select target_version_id, verdict from marts.evaluation_end_of_term").fetchall())
    assert said == {f"{name}/congress": verdict for name, verdict in CONGRESS.items()} | {
        f"{name}/rest_of_term": verdict for name, verdict in REST.items()
    } | {"T4/last_year": "exceeded"}  # 63 to 93 of 55
    again = term.execute("select version_vi, is_latest_version from marts.target where target_id = 'T4' order by version")
    assert again.fetchall() == [("Chỉ tiêu Đại hội", False), ("Chỉ tiêu năm cuối nhiệm kỳ", True), (OF_REST, False)]


def test_what_cannot_yet_be_said_waits_for_the_two_that_never_came(term: duckdb.DuckDBPyConnection) -> None:
    decisive = term.execute("select target_version_id, return_id from marts.decisive_return where cutoff_period_id = '2025H1'")
    assert sorted(decisive.fetchall()) == [("T1b/rest_of_term", "TC38-2024H2"), ("T1b/rest_of_term", "TC51-2024H2")]


def test_what_came_since_changes_no_verdict_of_mid_term(term: duckdb.DuckDBPyConnection) -> None:
    with (PROJECT / "tests" / "data" / "report_165_targets.csv").open(encoding="utf-8", newline="") as file:
        of_the_report = {f"{row['target_id']}/congress": row["midterm_verdict"] for row in csv.DictReader(file)}
    assert dict(term.execute("select target_version_id, verdict from marts.evaluation_mid_term").fetchall()) == of_the_report
