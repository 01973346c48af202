"""Compares what units owed by an earlier state of the registers with what they owe now: figures that came stay due."""

from collections.abc import Collection, Iterator, Mapping

from pipelines.reference.cells import Record, Records

_DECIDING = {
    "period": ("half", "ends_on"),
    "unit": ("kind",),
    "form": ("reported_by", "valid_from_on", "valid_to_on"),
    "form_line": ("valid_from_on", "valid_to_on"),
    "indicator": ("frequency",),
}
"""Register → columns that decide what is due."""
_Parts = dict[str, Record]
"""Register → its line that decides about one figure."""


def no_longer_due(
    before: Mapping[str, Records],
    after: Mapping[str, Records],
    returns: Collection[tuple[str, str]],
    lines: Collection[tuple[str, str]],
) -> list[str]:
    """Each change of a register by which lines with figures are no longer due for returns that stand.

    Units, periods, forms and lines that are gone or ended are another check's matter.

    Args:
        before: last archived state of each register.
        after: the registers as they are.
        returns: unit and period of each return that stands.
        lines: form and line of each figure that stands.

    Returns:
        faults as 'file:line: column was …, is …; what is lost by it; remedy'.
    """
    if any(name not in state for state in (before, after) for name in _DECIDING):
        return []
    held, holds = _Deciding(before), _Deciding(after)
    lost: dict[str, list[tuple[str, str, str]]] = {}
    for unit_id, period_id in sorted(returns):
        for form_id, line_code in sorted(lines):
            owed = held.parts(unit_id, period_id, form_id, line_code)
            owes = holds.parts(unit_id, period_id, form_id, line_code)
            if owed and owes and _is_due(owed) and not _is_due(owes):
                for change in _changes(owed, owes):
                    lost.setdefault(change, []).append((unit_id, period_id, line_code))
    return [
        f"{change}, so that line {found[0][2]} of {found[0][0]} for {found[0][1]} (and {len(found) - 1} more) would not "
        "be due, though figures of it came; put it back: what ends has a valid_to_on after the last period with figures"
        for change, found in lost.items()
    ]


class _Deciding:
    """The lines of one state of the registers, by what they are about."""

    def __init__(self, records: Mapping[str, Records]) -> None:
        self.period = {row.fields.get("period_id", ""): row for row in records["period"].rows}
        self.form = {row.fields.get("form_id", ""): row for row in records["form"].rows}
        self.indicator = {row.fields.get("indicator_id", ""): row for row in records["indicator"].rows}
        self.line = {(row.fields.get("form_id", ""), row.fields.get("line_code", "")): row for row in records["form_line"].rows}
        self.unit: dict[str, list[Record]] = {}
        for row in records["unit"].rows:
            self.unit.setdefault(row.fields.get("unit_id", ""), []).append(row)

    def parts(self, unit_id: str, period_id: str, form_id: str, line_code: str) -> _Parts | None:
        """What decides whether a line is due; None where one of it is missing."""
        period, form, line = self.period.get(period_id), self.form.get(form_id), self.line.get((form_id, line_code))
        if not (period and form and line):
            return None
        day = period.fields.get("ends_on", "")
        unit = next((row for row in self.unit.get(unit_id, []) if _holds(row, day)), None)
        indicator = self.indicator.get(line.fields.get("indicator_id", ""))
        if not (unit and indicator):
            return None
        return {"period": period, "unit": unit, "form": form, "form_line": line, "indicator": indicator}


def _holds(row: Record, day: str) -> bool:
    """Whether a line holds on a day. Days are compared as text: all are written as 2020-07-01."""
    return row.fields.get("valid_from_on", "") <= day <= row.fields.get("valid_to_on", "9999")


def _is_due(parts: _Parts) -> bool:
    period, unit = parts["period"].fields, parts["unit"].fields
    reporters = {unit.get("kind"), unit.get("unit_id")}
    return (
        bool(reporters & set(parts["form"].fields.get("reported_by", "").split()))
        and all(_holds(parts[name], period.get("ends_on", "")) for name in ("form", "form_line"))
        and (period.get("half") == "2" or parts["indicator"].fields.get("frequency") == "half_year")
    )


def _changes(owed: _Parts, owes: _Parts) -> Iterator[str]:
    for name, columns in _DECIDING.items():
        for column in columns:
            was, is_now = (parts[name].fields.get(column, "") for parts in (owed, owes))
            if was != is_now:
                yield f"{name}.csv:{owes[name].line}: {column} was '{was}', is '{is_now}'"
