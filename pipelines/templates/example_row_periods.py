"""Proposes of rows that are months, quarters or years which they are; the columns beside them are what is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.language.months import YEAR, Months
from pipelines.language.words import say
from pipelines.returns.layout import Forms
from pipelines.templates.example_lines import ExampleRow
from pipelines.templates.example_periods import find_periods, names_periods_alone
from pipelines.templates.example_totals import is_bare_total

_LEAST = 2


@dataclass
class RowLabel:
    """The label of a row as the head of a column is (`Headed`)."""

    texts: tuple[str, ...]
    heads: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    run: Months | None = None
    period: str = ""
    asks: list[str] = field(default_factory=list)


def find_row_periods(rows: Sequence[ExampleRow], forms: Forms, own: Months | None, follows: Mapping[str, str]) -> bool:
    """Whether rows are periods; theirs, and their labels as they follow the form's own, are written into them.

    Some among others that say nothing but a period are asked about.

    Args:
        rows: the rows of a table.
        forms: what is registered.
        own: months that the form is about.
        follows: texts that follow the period → what stands for them (`following_texts`).
    """
    named = [row for row in rows if not is_bare_total(row.label) and names_periods_alone((row.label,), forms)]
    labels = [RowLabel((row.label,)) for row in named]
    find_periods(labels, forms, own, follows)
    runs = {label.run for label in labels if label.run}
    # What has no figures is a period for which nothing is told yet, or heads the months of its own: 'Quý I' above 'Tháng 1'.
    own_rows = [
        (row, label)
        for row, label in zip(named, labels, strict=True)
        if label.run and not (row.role and any(label.run != run and label.run.holds(run) for run in runs))
    ]
    is_of_year = all(own is None or run.first // YEAR == own.last // YEAR or own.holds(run) for run in runs)
    others = [row for row in rows if row.is_counted and not is_bare_total(row.label) and row not in named]
    if others or not is_of_year or len({label.run for _, label in own_rows}) < max(_LEAST, len(own_rows)):
        for row, _ in own_rows:
            row.asks.append(say("its words are a period: whose figures are these (period), and of which indicator?"))
        return False
    for row, label in own_rows:
        row.role, row.run, row.period, row.label = "", label.run, label.period, label.heads[0]
        row.asks += label.asks
    return True
