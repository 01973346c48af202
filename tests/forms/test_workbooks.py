"""Each workbook is read by registers alone: every figure with its unit, period, line, breakdown, measure, value and cell."""

import pytest

from tests.forms.reading import expected, figures, read
from tests.forms.registers import NAMES


def by_cell(figure: dict[str, str]) -> str:
    return figure["cell"]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_what_a_careful_reader_takes_from_the_workbook(name: str) -> None:
    assert sorted(figures(read(name)), key=by_cell) == sorted(expected(name), key=by_cell)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_to_ask(name: str) -> None:
    found = read(name)
    assert list(zip(*found.findings.values(), strict=True)) == []
    assert found.outcome == "returns"


@pytest.mark.parametrize("name", NAMES)
def test_every_filled_cell_is_accounted_for(name: str) -> None:
    found = read(name)
    assert found.filled_count == found.entry_count + found.label_count + found.explained_count == len(found.cells["role"])
    assert found.explained_count == 0
    assert found.entry_count == sum(row["received"] is not None for row in _entries(found))


def _entries(found: object) -> list[dict[str, object]]:
    entries = found.entries  # type: ignore[attr-defined]
    return [dict(zip(entries, values, strict=True)) for values in zip(*entries.values(), strict=True)]
