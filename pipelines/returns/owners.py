"""Recognises who reports and for when, and on which version of a form, from what the heads of one workbook say."""

import datetime as dt
from dataclasses import dataclass

from pipelines.language.calendars import KnownPeriod
from pipelines.language.vietnamese import match_key
from pipelines.language.words import labels, say
from pipelines.returns.heads import Head
from pipelines.returns.layout import STATEMENTS, Forms
from pipelines.returns.lookup import match_keys
from pipelines.returns.namesakes import of_one_name
from pipelines.returns.result import RETURN_COLUMNS, ReturnRead
from pipelines.workbooks.grid import address


@dataclass(frozen=True, slots=True)
class Owner:
    """Who and when a table is about. Nobody is guessed: `unit_id` is None, `period_ids` empty, when not recognised."""

    unit_id: str | None
    period_ids: tuple[str, ...]
    unit_text: str | None
    period_text: str | None
    unread_period: str | None = None
    """See Head."""


class Owners:
    """The units and periods of one workbook; what is not recognised is reported once per text."""

    def __init__(self, forms: Forms, read: ReturnRead) -> None:
        self._forms = forms
        self._read = read
        self._known: dict[tuple[str | None, ...], Owner] = {}
        self._without_period: set[tuple[Owner, str | None]] = set()
        self._reported = set(zip(read.returns["unit_id"], read.returns["period_id"], strict=True))

    def of(self, head: Head, sheet_name: str, table_of: str | None = None) -> Owner:
        """Unit and periods that a head names. A version of the form that is not in force for the period is reported.

        `table_of`: the form whose table stands below it, where that is known.
        """
        form_id = (self._forms.form_named(head.form) if head.form else None) or table_of
        is_several = head.period is not None and len(self._forms.runs_in(head.period)) > 1
        key = (head.unit_name, head.unit_code, head.period, form_id if is_several else None, head.unread_period)
        if key not in self._known:
            unit_text = " / ".join(text for text in (head.unit_code, head.unit_name) if text) or None
            unit_id = self._unit(head, unit_text, sheet_name, form_id)
            period_ids = self._periods(head, form_id, sheet_name)
            self._known[key] = Owner(unit_id, period_ids, unit_text, head.period, head.unread_period)
        owner = self._known[key]
        self._report_version(head, owner, sheet_name)
        return owner

    def _report_version(self, head: Head, owner: Owner, sheet_name: str) -> None:
        """Report a form printed in another version than the period's; one that prints none, or names no one period, is not."""
        form_id = self._forms.form_named(head.form) if head.form else None
        period = self.period_of(owner, form_id)
        if head.version is None or form_id is None or period is None:
            return
        expected = self._forms.versions.get((form_id, period.period_id))
        if expected and match_key(expected) not in match_keys(head.version.text):
            self._read.find(
                "outdated_template",
                unit_id=owner.unit_id,
                period_id=period.period_id,
                form_id=form_id,
                sheet_name=sheet_name,
                address=address(*head.version.place),
                received=head.version.text,
                expected=expected,
            )

    def _unit(self, head: Head, received: str | None, sheet_name: str, form_id: str | None) -> str | None:
        by_code, by_name = (self._forms.units_named(text) if text else () for text in (head.unit_code, head.unit_name))
        day = self._day(head, form_id) if len(by_code) > 1 or len(by_name) > 1 else None
        # A code beside the name of two units is that of one who has the name by then: names may have been swapped.
        so_called = self._forms.unit_lines.called_so(by_name, day) if day and len(by_name) > 1 else by_name
        both = tuple(one for one in by_code if one in (so_called or by_name))
        named = both or by_code or by_name
        unit_id = self._forms.unit_lines.one_of(named, day) if len(named) > 1 else next(iter(named), None)
        detail = None
        if not named:
            detail = self._of_no_unit(head, received)
        elif unit_id is None:
            detail = of_one_name(named, self._forms.unit_names)
        elif by_code and by_name and not both:
            detail = say(
                "code '{code}' is {unit}, but the name says '{name}'",
                code=head.unit_code,
                unit=self._forms.unit_names[unit_id],
                name=head.unit_name,
            )
        if detail:
            self._find("unknown_unit", sheet_name, form_id, received=received, detail=detail)
            return None
        if unit_id and ((head.unit_code and not by_code) or (head.unit_name and not by_name)):
            strange = head.unit_name if by_code else head.unit_code
            expected = self._forms.unit_names[unit_id] if by_code else unit_id
            self._read.find("unit_differs", unit_id=unit_id, sheet_name=sheet_name, received=strange, expected=expected)
        if unit_id and head.unknown_body:
            whose = self._forms.unit_names[unit_id]
            self._read.find("unit_differs", unit_id=unit_id, sheet_name=sheet_name, received=head.unknown_body, expected=whose)
        return unit_id

    def _of_no_unit(self, head: Head, received: str | None) -> str:
        """What is wrong with a head that names no unit, or several."""
        several = [text for text in (head.unit_name or "").split(STATEMENTS) if self._forms.units_named(text)]
        if len(several) > 1:
            return say(
                "the head of the form names several units ({units}); which of them reports cannot be told",
                units="; ".join(several),
            )
        return say("'{text}' is not in the register", text=received) if received else say("the form names no unit")

    def _day(self, head: Head, form_id: str | None) -> dt.date | None:
        """Last day of the one period that a head names."""
        named = self._forms.periods_in(head.period, form_id) if head.period else ()
        period = self._forms.only_period(named)
        return period.ends_on if period else None

    def _periods(self, head: Head, form_id: str | None, sheet_name: str) -> tuple[str, ...]:
        periods = self._forms.periods_in(head.period, form_id) if head.period else ()
        if head.period and not periods:
            is_several = len(self._forms.runs_in(head.period)) > 1
            detail = self._several(head.period) if is_several else say("'{text}' is not in the register", text=head.period)
            self._find("unknown_period", sheet_name, form_id, received=head.period, detail=detail)
        return periods

    def _several(self, text: str) -> str:
        """That a head names more than one period, and which."""
        return say(
            "the head of the form names several periods ({periods}); of which one the figures are cannot be told",
            periods="; ".join(self._forms.names_of_runs(text)),
        )

    def period_of(self, owner: Owner, form_id: str | None) -> KnownPeriod | None:
        """The one period that is named; None also where the form is reported for none of its kind."""
        period = self._forms.only_period(owner.period_ids)
        return period if period and self._forms.is_reported_for(form_id, period) else None

    def report_period(self, owner: Owner, sheet_name: str, form_id: str | None) -> None:
        """Report, once per owner, that figures stand under no single period; `form_id`: their form, where known.

        Or, once per form too, that they stand under one of a kind for which the form is not reported.
        """
        is_reported = bool(owner.period_text) and not owner.period_ids
        period = self._forms.only_period(owner.period_ids)
        key = (owner, form_id if period else None)
        if is_reported or key in self._without_period:
            return
        self._without_period.add(key)
        if period and form_id:
            detail = self._of_other_kind(period, form_id)
        elif owner.period_ids:
            detail = self._several(owner.period_text or "")
        elif owner.unread_period:
            detail = say("'{text}' is no period of the register", text=owner.unread_period)
        else:
            detail = say("the form names no period")
        received = owner.period_text or owner.unread_period
        self._find("unknown_period", sheet_name, form_id, unit_id=owner.unit_id, received=received, detail=detail)

    def _of_other_kind(self, period: KnownPeriod, form_id: str) -> str:
        """That a form is not reported for the kind of period that its head names, and for which it is."""
        types = self._forms.period_types[form_id]
        return say(
            "the head of the form names {period}, but this form is reported by the {kinds} only",
            period=period.label_vi,
            kinds=", ".join(text for name, text in labels("frequency").items() if name in types),
        )

    def _find(self, fault: str, sheet_name: str, form_id: str | None, **more: str | None) -> None:
        """Report a fault of a head, with the form that is not read for it."""
        self._read.find(fault, sheet_name=sheet_name, form_id=form_id or self._forms.form_named(sheet_name), **more)

    def report_return(self, owner: Owner, period_id: str) -> None:
        """Note that the workbook reports for a unit and period."""
        if (owner.unit_id, period_id) not in self._reported:
            self._reported.add((owner.unit_id, period_id))
            for name, item in zip(RETURN_COLUMNS, (owner.unit_id, period_id, owner.unit_text, owner.period_text), strict=True):
                self._read.returns[name].append(item)
