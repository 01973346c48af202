"""Compares what units owed by an earlier state of the registers with what they owe now: figures that came stay due."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import cast

from pipelines.reference.cells import Record, Records
from pipelines.reference.frequency import PERIOD_TYPES, ends_with, frequencies_of, is_asked
from pipelines.reference.registers import Period, PeriodType, Term

_DECIDING = {
    "period": ("period_type", "starts_on", "ends_on"),
    "unit": ("kind",),
    "form": ("reported_by", "frequency", "valid_from_on", "valid_to_on"),
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
    if not all("period_type" in row.fields for row in before["period"].rows):
        return []  # a state of before periods had types
    held, holds = _Deciding(before), _Deciding(after)
    lost: dict[str, list[tuple[str, str, str]]] = {}
    added: dict[str, list[tuple[str, str, str]]] = {}
    for unit_id, period_id in sorted(returns):
        for form_id, line_code in sorted(lines):
            owed = held.parts(unit_id, period_id, form_id, line_code)
            owes = holds.parts(unit_id, period_id, form_id, line_code)
            if owed and owes and held.is_due(owed) and not holds.is_due(owes):
                for change in _changes(owed, owes):
                    lost.setdefault(change, []).append((unit_id, period_id, line_code))
                if not any(_changes(owed, owes)):
                    added.setdefault(form_id, []).append((unit_id, period_id, line_code))
    new = [row for name, row in holds.period.items() if name not in held.period]
    return [
        f"period.csv:{row.line}: with the new {row.fields['period_id']}, form {form_id} is due for other periods than before: "
        f"line {found[0][2]} of {found[0][0]} for {found[0][1]} (and {len(found) - 1} more) would not be, though figures "
        f"of it came; fill in the frequency of form.csv:{holds.form[form_id].line} with the periods that it is reported for "
        f"({' '.join(sorted(held.types_of(form_id), key=PERIOD_TYPES.index))}), or take the line away"
        for form_id, found in added.items()
        for row in new[:1]
    ] + [
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
        self.terms = [Term.model_validate(row.fields) for row in records["term"].rows] if "term" in records else []

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

    @cached_property
    def _periods(self) -> dict[str, Period]:
        return {name: Period.model_validate(row.fields) for name, row in self.period.items()}

    @cached_property
    def _frequencies(self) -> dict[str, set[PeriodType]]:
        asked: dict[str, set[PeriodType]] = defaultdict(set)
        for (form_id, _), row in self.line.items():
            if indicator := self.indicator.get(row.fields.get("indicator_id", "")):
                asked[form_id].add(_frequency(indicator))
        known = {period.period_type for period in self._periods.values()}
        stated = {
            form_id: cast("list[PeriodType]", row.fields.get("frequency", "").split()) for form_id, row in self.form.items()
        }
        return {form_id: frequencies_of(stated[form_id], asked[form_id], known) for form_id in self.form}

    @cached_property
    def _ending_with(self) -> dict[str, set[PeriodType]]:
        return {name: ends_with(period, self._periods.values(), self.terms) for name, period in self._periods.items()}

    def types_of(self, form_id: str) -> set[PeriodType]:
        """Types of period for which a form is reported."""
        return self._frequencies[form_id]

    def is_due(self, parts: _Parts) -> bool:
        """Whether what decides makes a line due."""
        unit, form = parts["unit"].fields, parts["form"].fields
        period_id = parts["period"].fields["period_id"]
        return (
            bool({unit.get("kind"), unit.get("unit_id")} & set(form.get("reported_by", "").split()))
            and all(_holds(parts[name], parts["period"].fields.get("ends_on", "")) for name in ("form", "form_line"))
            and is_asked(
                self._periods[period_id],
                _frequency(parts["indicator"]),
                self._frequencies[form["form_id"]],
                self._ending_with[period_id],
            )
        )


def _frequency(indicator: Record) -> PeriodType:
    return cast("PeriodType", indicator.fields["frequency"])


def _holds(row: Record, day: str) -> bool:
    """Whether a line holds on a day. Days are compared as text: all are written as 2020-07-01."""
    return row.fields.get("valid_from_on", "") <= day <= row.fields.get("valid_to_on", "9999")


def _changes(owed: _Parts, owes: _Parts) -> Iterator[str]:
    for name, columns in _DECIDING.items():
        for column in columns:
            was, is_now = (parts[name].fields.get(column, "") for parts in (owed, owes))
            if was != is_now:
                yield f"{name}.csv:{owes[name].line}: {column} was '{was}', is '{is_now}'"
