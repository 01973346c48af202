"""Table reference.form_period: which days the rows and columns of described forms are about, for each period of a return."""

from pipelines.language.relative_periods import relative_name, relative_period
from pipelines.reference.load import Reference
from pipelines.tables import Table, by_column

FORM_PERIOD = Table(
    name="reference.form_period",
    description="Days that the rows and columns of described forms are about, for each period of a return.",
    grain="one row per period of a return and period relative to it that a form names",
    columns={
        "period_id": ("VARCHAR", "period of the return"),
        "relative_period": ("VARCHAR", "period relative to it: from_january, month_3, year_before, …; empty: itself"),
        "days": ("VARCHAR", "its months: '2025M01-M09'"),
        "starts_on": ("DATE", "first day, as the office opens its books"),
        "ends_on": ("DATE", "last day, as it closes them"),
        "about_period_id": ("VARCHAR", "period of the register with these months; null where it has none"),
    },
)


def form_periods(reference: Reference) -> dict[str, list[object]]:
    """Rows of reference.form_period, column by column; none where no form is described."""
    said = dict.fromkeys(slot.period or "" for slot in reference.form_slot)
    rows: list[tuple[object, ...]] = []
    for period in reference.period if said else ():
        for name in said:
            about = relative_period(reference.calendar, period.period_id, name)
            known = about.period.period_id if about.period else None
            days = relative_name(reference.calendar, period.period_id, name)
            rows.append((period.period_id, name, days, about.first, about.last, known))
    return by_column(FORM_PERIOD, rows)
