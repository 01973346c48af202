"""In what the figures of a described table are written: measure, decimals, bounds."""

from dataclasses import dataclass
from decimal import Decimal

from pipelines.language.vietnamese.measures import readings
from pipelines.reference import Reference
from pipelines.returns.described import measure_printed
from pipelines.templates.table_cells import PlannedCell
from pipelines.templates.table_plan import PlannedTable

_ONE = Decimal(1)


@dataclass(frozen=True)
class Amount:
    """How a figure is written."""

    measure: str
    """As printed nearest to it; '' where nothing is printed."""
    decimals: int | None
    """Digits after the decimal mark; None where as many as there are."""
    least: Decimal | None
    """Least that it may be as written; None for any."""
    most: Decimal | None
    multiplier: Decimal = _ONE
    """How many of the indicator's units one of those is in which it is written."""

    @property
    def is_plain(self) -> bool:
        """Whether it is written as it is kept, not in thousands of it."""
        return self.multiplier == _ONE

    @property
    def is_count(self) -> bool:
        """Whether whole things are counted."""
        return self.decimals == 0

    @property
    def number_format(self) -> str:
        """As a spreadsheet shows it."""
        if self.decimals is None:
            return "#,##0.0#####"
        return "#,##0" + ("." + "0" * self.decimals if self.decimals else "")


def amount_of(reference: Reference, table: PlannedTable, cell: PlannedCell) -> Amount:
    """How the figure of a cell is written: by the nearest measure that is printed, column, row or table."""
    is_ratio = cell.about.value_kind == "computed"
    sides = [printed.slot for printed in (cell.column, cell.row) if printed.slot]
    if is_ratio:  # its own measure, never that of the figures that it divides
        sides = [slot for slot in sides if table.shape.kind_of(slot) == "computed"] or sides[:1]
    printed = next((said for slot in sides if (said := measure_printed(slot))), None) or ("" if is_ratio else table.measure)
    own_id = next((slot.indicator_id for slot in sides), None) if is_ratio else cell.about.indicator_id
    indicator = reference.indicators.get(own_id or "")
    if indicator is None:
        return Amount(printed, 2, None, None)
    multiplier = max((reading.multiplier for reading in readings(printed)), default=_ONE) if printed else _ONE
    least, most = indicator.valid_min / multiplier, indicator.valid_max / multiplier
    if not is_ratio and multiplier == _ONE and indicator.decimals == 0:
        return Amount(printed, 0, least, most)
    is_rate = is_ratio or indicator.unit_of_measure == "percent"
    return Amount(printed, max(indicator.decimals, 1) if is_rate else None, least, most, multiplier)
