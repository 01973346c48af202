"""What a form adds up within a half-year adds up over every span: opening and flows are the closing, in every table."""

import csv
from collections.abc import Iterator
from decimal import Decimal

import pytest

from pipelines.folders import PROJECT
from tests.conftest import Installation

ANY = (
    "select * replace (coalesce(value, opening_by_period[period_id], closing_by_period[period_id]) as value) "
    "from marts.indicator_total"
)
Sum = dict[str, int]
"""Indicator → 1 where it is added, -1 where it is subtracted."""


@pytest.fixture(scope="module")
def sample(sample: Installation) -> Iterator[Installation]:
    with sample.opened() as opened:
        yield opened


def sums() -> dict[str, Sum]:
    """Indicator → what its line on the form adds up; lines that multiply or divide are left out."""
    with (PROJECT / "raw" / "reference" / "form_line.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    indicator = {line["line_code"]: line["indicator_id"] for line in lines}
    found = {}
    for line in lines:
        signs, words = 1, dict[str, int]()
        for word in line["formula"].split():
            signs = {"+": 1, "-": -1}.get(word, signs)
            if word in indicator:
                words[indicator[word]] = signs
        if words and "*" not in line["formula"]:
            found[line["indicator_id"]] = words
    return found


@pytest.mark.parametrize(
    ("table", "key"),
    [(f"({ANY})", "period_id"), ("core.span_total", "span_id || group_kind || group_code")],
)
def test_what_a_form_adds_up_adds_up_over_every_span(table: str, key: str, sample: Installation) -> None:
    known: dict[str, dict[str, Decimal]] = {}
    for span, indicator, value in sample.query(f"select {key}, indicator_id, value from {table} where missing_count = 0"):
        known.setdefault(str(span), {})[str(indicator)] = value
    checked = 0
    for whole, parts in sums().items():
        for span, values in known.items():
            if whole in values:
                assert values[whole] == sum(sign * values[part] for part, sign in parts.items()), (whole, span)
                checked += 1
    assert checked > (len(known) if table.startswith("core") else 0)


def test_the_members_at_the_start_of_the_term_are_those_of_its_first_half_year(sample: Installation) -> None:
    query = (
        "select sum(term_to_date_opening_value), sum(closing_value) from marts.indicator_cumulative "
        "where period_id = '2023H1' and indicator_id in ('members_opening', 'members_closing')"
    )
    assert sample.query(query) == [(Decimal(4186), Decimal(4486))]


def test_years_that_tie_for_the_worst_are_all_printed(sample: Installation) -> None:
    assert sample.query("select result_years from marts.evaluation_mid_term where target_version_id = 'T1a/congress'") == [
        ("2020, 2021",)
    ]
    page = (sample.root / "warehouse" / "reports" / "evaluation_mid_term.html").read_text(encoding="utf-8")
    assert "năm kém nhất: 2020, 2021" in page
