"""The figures and verdicts of a real mid-term report come out of the workbooks alone.

How each claim is judged: '=' the figure is exactly that; '>' strictly more; '>=' that or more; '<' strictly less;
'≈<' ('gần', nearly) strictly less, and by at most five percent. Ratings are compared by code.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal

import pytest

from pipelines.folders import PROJECT
from tests.conftest import Installation

DATA = PROJECT / "tests" / "data"
NEARLY = Decimal("0.95")


def lines(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def holds(comparator: str, found: Decimal, claimed: Decimal) -> bool:
    """Whether a figure bears out a printed claim."""
    return {
        "=": found == claimed,
        ">": found > claimed,
        ">=": found >= claimed,
        "<": found < claimed,
        "≈<": NEARLY * claimed <= found < claimed,
    }[comparator]


@pytest.fixture(scope="module")
def sample(sample: Installation) -> Iterator[Installation]:
    with sample.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def figures(sample: Installation) -> dict[str, tuple[Decimal, str | None]]:
    rows = sample.query("select figure_id, value, rating_code from marts.printed_figure where cutoff_period_id = '2023H1'")
    return {str(figure_id): (value, code) for figure_id, value, code in rows}


@pytest.mark.parametrize("line", lines("report_165_figures.csv"), ids=lambda line: str(line["figure_id"]))
def test_a_printed_figure_comes_out_of_the_workbooks(
    line: dict[str, str], figures: dict[str, tuple[Decimal, str | None]]
) -> None:
    value, code = figures[line["figure_id"]]
    if code is not None:
        assert code == line["value"]
    else:
        assert holds(line["comparator"], value, Decimal(line["value"])), f"{value} is not {line['comparator']} {line['value']}"


def test_no_figure_is_missing_or_made_up(figures: dict[str, tuple[Decimal, str | None]]) -> None:
    assert sorted(figures) == sorted(line["figure_id"] for line in lines("report_165_figures.csv"))
    assert len(figures) == 79


@pytest.mark.parametrize("line", lines("report_165_targets.csv"), ids=lambda line: str(line["target_id"]))
def test_a_verdict_comes_out_of_the_workbooks(line: dict[str, str], sample: Installation) -> None:
    found = sample.query(
        f"select verdict, coverage_pct from marts.evaluation_mid_term where target_version_id = '{line['target_id']}/congress'"
    )
    assert found == [(line["midterm_verdict"], 100.0)]


def test_a_near_miss_is_not_a_claim_borne_out() -> None:
    assert not holds(">", Decimal(96), Decimal(96))
    assert not holds("≈<", Decimal(4500), Decimal(4500))
    assert not holds("≈<", Decimal(4274), Decimal(4500))
    assert not holds("=", Decimal("339.5"), Decimal(339))


def test_the_report_contradicts_itself_and_the_reconciliation_says_so(sample: Installation) -> None:
    found = sample.query("select severity, received, expected, message_vi from quality.finding where rule_id = 'REC-01'")
    assert len(found) == 1
    severity, received, expected, message = found[0]
    assert (severity, received) == ("warning", "120")
    assert 339 * 0.85 < int(expected) < 339 * 0.9
    assert "120" in str(message)
    assert expected in str(message)


def test_the_end_of_the_term_cannot_be_judged_before_its_returns_have_come(sample: Installation) -> None:
    found = dict(sample.query("select replace(target_version_id, '/', ' '), verdict from marts.evaluation_end_of_term"))
    assert len(found) == 22
    assert found["T4 congress"] == "cannot_yet_say"
    assert {verdict for key, verdict in found.items() if str(key).endswith("rest_of_term")} == {"cannot_yet_say"}
