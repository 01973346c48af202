"""What a sheet of an annex is made of: columns, rows and charts."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    head: str
    width: float
    look: str = "text"
    """How its cells are written; 'count' and 'mean' for numbers in the unit of measure that column 'unit' of a row names."""


@dataclass(frozen=True)
class Chart:
    """What is drawn beside a table."""

    kind: str
    title: str
    first: int
    """First column with what is drawn."""
    by_row: bool = False
    """Whether each row is a line over the columns from `first` on; else that column is drawn over all rows."""
    rows: tuple[int, ...] = ()
    """Rows that are drawn, from 0; such as follow one another where they are no lines."""
    last: int = 0
    """Last column that lines go over."""
    axis: dict[str, float] = field(default_factory=dict)
    """Where the axis of the numbers begins and ends, or what the bars begin at."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the annex."""

    name: str
    title: str
    columns: list[Column]
    rows: list[list[Any]]
    frozen_columns: int = 2
    charts: tuple[Chart, ...] = ()
    percent_vi: str = ""
    """Percent as column 'unit' names it."""

    def look_of(self, column: Column, row: list[Any], value: Any) -> str:
        """How a cell is written: a percentage with one decimal, a count without, a mean and what is broken with two."""
        if column.look not in ("count", "mean"):
            return column.look
        units = [cell for cell, each in zip(row, self.columns, strict=True) if each.look == "unit"]
        if self.percent_vi in units:
            return "rate"
        return (
            "whole" if column.look == "count" and (value is None or isinstance(value, str) or value == int(value)) else "mean"
        )
