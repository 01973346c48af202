"""Numbers that are shown are rounded once, from the fraction that they are, a half away from zero."""

from decimal import Decimal
from fractions import Fraction
from itertools import islice
from random import Random

import duckdb
import pyarrow as pa

from pipelines.queries import query
from pipelines.warehouse import FUNCTIONS
from tests.sql.given import Cell, World, rows
from tests.sql.test_target_kinds import asks, target

WHOLE = 999_983
"""Due: of so many, shares lie within a millionth of a half of the last decimal."""
NEAR_A_TENTH = [*islice((part for part in range(1, WHOLE) if 0 < -2000 * part % (2 * WHOLE) - WHOLE < 10), 3)]
"""Attended: 100 of it through all is just below a half of a tenth, and at one with six decimals."""
NEAR_A_HUNDREDTH = [*islice((part for part in range(1, WHOLE) if 0 < -20000 * part % (2 * WHOLE) - WHOLE < 100), 3)]


def shown(number: Fraction, places: int) -> Decimal:
    """A number with so many decimals, a half away from zero."""
    steps = (2 * abs(number) * 10**places + 1) // 2
    return Decimal(int(steps) * (-1 if number < 0 else 1)).scaleb(-places)


def test_fractions_are_rounded_and_compared_as_python_does(database: duckdb.DuckDBPyConnection) -> None:
    chance = Random(1)
    numbers = [Fraction(chance.randint(-(10**size), 10**size), chance.randint(1, 10**size)) for size in range(1, 19)] * 3
    numbers += [Fraction(part, 10**place) for place in range(2, 7) for part in (-15, -5, 0, 5, 15, 25)]
    others = [chance.choice([one, Fraction(round(one * 10**6), 10**6), Fraction(chance.randint(-9, 9))]) for one in numbers]
    given = [
        {"number": at, "places": at % 6 + 1, "part": one.numerator, "whole": one.denominator}
        | {"other_part": other.numerator, "other_whole": other.denominator}
        for at, (one, other) in enumerate(zip(numbers, others, strict=True))
    ]
    database.register("given", pa.Table.from_pylist(given))
    database.execute(query(FUNCTIONS))
    found = database.execute("""
        select rounded(one, places), beside(one, other), percent_of(one, other), reduced(one)
        from (
            select number, places, {'part': part::hugeint, 'whole': whole::hugeint} as one,
                {'part': other_part::hugeint, 'whole': other_whole::hugeint} as other
            from given
        )
        order by number
    """).fetchall()
    for at, (one, other) in enumerate(zip(numbers, others, strict=True)):
        rounded, beside, percent, reduced = found[at]
        assert rounded == shown(one, at % 6 + 1)
        assert beside == (one > other) - (one < other)
        assert percent is None if other == 0 else Fraction(percent["part"], percent["whole"]) == 100 * one / other
        assert (reduced["part"], reduced["whole"]) == (one.numerator, one.denominator)


def test_a_percent_that_is_printed_is_rounded_once(database: duckdb.DuckDBPyConnection) -> None:
    parts = [*NEAR_A_TENTH, *NEAR_A_HUNDREDTH]
    assert len(parts) == 6
    cells: dict[str, Cell] = {f"attended_{copy}": part for copy, part in enumerate(parts)}
    cells |= {f"due_{copy}": WHOLE for copy in range(len(parts))}
    asked = asks("attended_pct_0", "every_year", "100", last_period_id="2020H2")
    world = World(
        [("A", "2020H2", cells), ("B", "2020H2", dict.fromkeys(cells, 0))], targets=[target("", asked)], copies=len(parts)
    )
    db = world.build(database)
    db.execute("""
        insert into reference.printed_figure (figure_id, section, label_vi, indicator_id, taken_over)
        select indicator_id, 's', 'l', indicator_id, 'worst_year' from reference.indicator where aggregation = 'rate'
    """)
    printed = "select figure_id, shown_value from core.printed_figure_value where cutoff_period_id = '2021H1'"
    found = dict(rows(db, printed))
    told = dict(rows(db, "select indicator_id, figure_vi from core.span_measure where span_id = 'period:2020H2:2020H2'"))
    of_a = "select indicator_id, figure_vi from marts.observation where unit_version_id like 'A/%' and period_id = '2020H2'"
    of_a_unit = dict(rows(db, of_a))
    for copy, part in enumerate(parts):
        name, exact = f"attended_pct_{copy}", Fraction(100 * part, WHOLE)
        assert found[name] == float(shown(exact, 1))
        text = f"{shown(exact, 2)}".rstrip("0").rstrip(".").replace(".", ",") + " "
        assert told[name].startswith(text)
        assert of_a_unit[name].startswith(text)
    progress = "select distinct progress_pct, coverage_pct from core.target_progress"
    assert rows(db, progress) == [(float(shown(Fraction(100 * NEAR_A_TENTH[0], WHOLE), 1)), 100.0)]
