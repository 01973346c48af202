"""What a form's head says of itself: form, unit, period, version and measure, by their words and never by their position."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.calendars import agree
from pipelines.language.months import NO_MONTHS, PARTS, YEAR
from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import split_statement
from pipelines.language.words import keys_of, remembered
from pipelines.returns.head_fields import field_of
from pipelines.returns.layout import STATEMENTS, Forms
from pipelines.returns.letterhead import TextLine, begun_above, over_lines, sender_in
from pipelines.returns.measures import Stated, Statement, statement_in
from pipelines.workbooks.grid import Place, Value, as_text


@remembered()
def _compared() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(keys_of('phrase', 'compared')) or '(?!)'})\b")


@remembered()
def _span_words() -> frozenset[str]:
    return frozenset(keys_of("phrase", "span"))


MAX_TITLE = 200
"""Longer texts are no titles."""


class Stamp(NamedTuple):
    """The version of a form, as printed in its head, and the cell that says it."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Head:
    """What a form's head says of itself, as received; None where it is silent.

    Statements that differ stand together, with STATEMENTS between: such a form or unit is unknown, such periods are several.
    """

    form: str | None = None
    unit_name: str | None = None
    unit_code: str | None = None
    period: str | None = None
    version: Stamp | None = None
    """Its own alone: what another form's head says of its version is never taken over."""
    measure: Stated | None = None
    """Of the table below it, and of those below that without a head of their own, as on a new printed page."""

    unread_period: str | None = None
    """What names parts of a year, though none of those that periods of the register have; where nothing names one."""
    is_unit_bare: bool = False
    """Whether the name of its unit stands alone, and no field says that the unit reports."""
    superior: str = ""
    """Name of the unit that this one is part of, right above it in a letterhead."""
    unknown_body: str = ""
    """Name that nobody knows, right below that of its unit in a letterhead."""

    @property
    def is_silent(self) -> bool:
        """Whether it says nothing at all."""
        return not any((self.form, self.unit_name, self.unit_code, self.period, self.version, self.measure))

    def completed_by(self, other: "Head") -> "Head":
        """This head, with what it leaves out taken from another; name and code of the unit together, as one statement."""
        unit = self if self.unit_name or self.unit_code else other
        measure = other.measure if self.is_silent else self.measure
        period, unread = self.period or other.period, self.unread_period or other.unread_period
        return replace(
            self,
            form=self.form or other.form,
            period=period,
            measure=measure,
            unread_period=unread,
            unit_name=unit.unit_name,
            unit_code=unit.unit_code,
            is_unit_bare=unit.is_unit_bare,
            superior=unit.superior,
            unknown_body=unit.unknown_body,
        )

    def sent_by(self, sender: "Head") -> "Head":
        """This head, with the unit of another one."""
        whose = replace(self, unit_name=sender.unit_name, unit_code=sender.unit_code, is_unit_bare=sender.is_unit_bare)
        return replace(whose, superior=sender.superior, unknown_body=sender.unknown_body)

    def unit_ids(self, forms: Forms) -> frozenset[str]:
        """Units that name and code stand for; the texts themselves where they stand for none."""
        named = {text: forms.units_named(text) for text in (self.unit_name, self.unit_code) if text}
        both = {*named.get(self.unit_name or "", ())}.intersection(named.get(self.unit_code or "", ()))
        return frozenset(both) or frozenset(units[0] if len(units) == 1 else text for text, units in named.items())


def read_head(rows: Sequence[Sequence[Value]], forms: Forms, first_row: int = 0) -> Head:
    """The fields of a form's head: 'Biểu số', 'Đơn vị báo cáo', 'Mã đơn vị', 'Kỳ báo cáo', 'Phiên bản biểu'.

    What follows a field's words stands in the same cell after a colon, or in the next filled cell to the right, if that says
    nothing else of its own. Where no field says so, a cell that is a unit's name, or that names a period, is taken; but not the
    name of whom the form is sent to.
    `first_row` is the sheet's row, from 0, with which `rows` begin.
    """
    said: dict[str, list[str]] = defaultdict(list)
    loose: dict[str, list[str]] = defaultdict(list)
    meanings: dict[str, Callable[[str], object]] = {
        "form": forms.form_named,
        "unit_name": forms.units_named,
        "unit_code": forms.units_named,
        "period": forms.runs_in,
    }
    version: Stamp | None = None
    measures: dict[str, Place] = {}
    is_addressed = False
    days: list[str] = []
    parts: list[str] = []
    unread_periods: list[str] = []
    lines: list[TextLine] = []
    for row_number, row in enumerate(rows, first_row):
        columns = [column for column, value in enumerate(row) if value != ""]
        cells = [row[column] for column in columns]
        figures = sum(map(_is_figure, cells))  # of a row of a table that is not read as one
        for position, value in enumerate(cells):
            for text in value.splitlines() if isinstance(value, str) else ():
                if figures < 2 and (stated := _measure_in_head(text, forms)) is not None:
                    stated = stated or _beside(cells, columns, position, forms, bool)
                    measures.setdefault(stated, (row_number, columns[position]))
                if _is_as_of(text, forms):
                    days.append(text)
                field = field_of(text)
                lines += [] if is_addressed else [TextLine(row_number, columns[position], text, field)]
                if field:
                    after = field[1] or _beside(cells, columns, position, forms, meanings.get(field[0], bool))
                    is_addressed = field[0] == "receiver"
                    if field[0] == "version":
                        version = version or (Stamp(after.strip(), (row_number, columns[position])) if after else None)
                    elif after and not field_of(after):
                        said[field[0]].append(forms.without_plans(after) if field[0] == "period" else after)
                elif (name := _loose_field(text, forms)) and not (name == "unit_name" and (is_addressed or figures)):
                    loose[name].append(forms.without_plans(text) if name == "period" else text)
                elif run := _run_from(cells, position, forms):
                    loose["period"].append(run)
                elif _is_part_alone(text, forms):
                    parts.append(text)
                elif _is_unread_period(text, forms):
                    unread_periods.append(text)
    if "unit_code" in said:
        loose.pop("unit_name", None)
    elif not any(map(forms.units_named, names := said["unit_name"] or loose["unit_name"])):
        names[:] = [joined] if (joined := over_lines(lines, forms)) else names
    elif not said["unit_name"] and (joined := begun_above(lines, names, forms)):
        names[:] = [joined]
    sender = sender_in([] if said["unit_name"] else lines, loose["unit_name"], forms)
    loose["unit_name"] = [*sender.names]
    _put_together(said["period"], loose["period"], parts, forms)
    if named := forms.runs_in(STATEMENTS.join(said["period"])):
        # A title or a run of days below the field that names another period contradicts it.
        said["period"] += [text for text in loose["period"] if not agree(named, forms.runs_in(text))]
    statements = {field: _statement(said[field] or loose[field], meaning) for field, meaning in meanings.items()}
    if (period := statements["period"]) and NO_MONTHS not in forms.runs_in(period):
        other = [day for day in days if NO_MONTHS in forms.runs_in(f"{period}{STATEMENTS}{day}")]
        statements["period"] = STATEMENTS.join(dict.fromkeys((period, *other)))
    # Several that differ are a list: to each line what is its own.
    said_measures = [text for text in measures if text]
    measure = Stated(Statement(", ".join(said_measures), "head", True), measures[said_measures[0]]) if said_measures else None
    unread = None if statements["period"] else next(iter(sorted(unread_periods, key=lambda text: -len(text))), None)
    is_unit_bare = not (said["unit_name"] or said["unit_code"])
    return Head(
        **statements,
        version=version,
        measure=measure,
        unread_period=unread,
        is_unit_bare=is_unit_bare,
        superior=sender.superior,
        unknown_body=sender.unknown,
    )


def _put_together(said: list[str], loose: list[str], parts: Sequence[str], forms: Forms) -> None:
    """Put a part of a year and the year that stands apart from it into one statement: 'Quý I' under 'Năm 2024'.

    Several parts, or years, are put together with none: 'Quý I' and 'Quý II' may head columns.
    """
    is_field = any(_is_part_alone(text, forms) for text in said)
    alone = {match_key(text): text for text in (said if is_field else parts)}
    if len(alone) != 1:
        return
    years = {run for text in (*said, *loose) for run in forms.runs_in(text) if run.length == YEAR and run.first % YEAR == 0}
    if len(years) == 1:
        [year], [part] = years, alone.values()
        together = f"{part} {year.first // YEAR}"
        kept = [text for text in loose if forms.runs_in(text) != {year}]
        loose[:] = [*kept, *([] if is_field else [together])]
        said[:] = [together] if is_field else said


def _is_figure(value: Value) -> bool:
    """Whether a cell holds a number that is no year."""
    is_number = isinstance(value, int | float) or (isinstance(value, str) and value.strip().isdigit())
    return is_number and not re.fullmatch(r"20\d\d", as_text(value).strip())


@lru_cache(maxsize=8192)
def _is_as_of(text: str, forms: Forms) -> bool:
    return forms.is_as_of(text)


@lru_cache(maxsize=8192)
def _is_part_alone(text: str, forms: Forms) -> bool:
    return forms.calendar.words.is_part_alone(text)


@lru_cache(maxsize=8192)
def _is_unread_period(text: str, forms: Forms) -> bool:
    """Whether a title names parts of a year of which the register has no periods."""
    return "20" in text and len(text) < MAX_TITLE and bool(forms.calendar.words.read(text, PARTS, is_so_far=True).runs)


@lru_cache(maxsize=8192)
def _measure_in_head(text: str, forms: Forms) -> str | None:
    """The measure that a text of a head states; '' where it stands beside it; None where none is stated."""
    if statement := statement_in(text, "head", forms):
        return statement.text
    split = split_statement(text)
    return "" if split.is_marked and not split.stated else None


def _beside(
    cells: Sequence[Value], columns: Sequence[int], position: int, forms: Forms, meaning: Callable[[str], object]
) -> str:
    """What stands to the right of a field without content, if it is that field's; an empty field takes nobody else's text.

    A text that nobody knows is taken from the next column alone; one with words and a colon of its own, or the motto at the
    top right, from nowhere.
    """
    if position + 1 == len(cells):
        return ""
    text = as_text(cells[position + 1])
    if field_of(text) or statement_in(text, "head", forms) or match_key(text) in keys_of("phrase", "motto"):
        return ""
    if meaning(text):
        return text
    if meaning == forms.runs_in and (joined := _over_cells(cells, position + 1, forms)):
        return joined
    return text if columns[position + 1] == columns[position] + 1 and ":" not in text else ""


def _over_cells(cells: Sequence[Value], position: int, forms: Forms) -> str:
    """A period that one cell begins and those beside it go on with: '6 tháng cuối năm' | 2020; '' where they name none."""
    texts = [_as_written(cells[position])]
    for value in cells[position + 1 :]:
        words = re.findall(r"\w+", match_key(_as_written(value)))
        if not words or not all(word.isdigit() or word in _span_words() for word in words):
            break
        texts.append(_as_written(value))
    joined = " ".join(texts)
    runs = forms.runs_in(joined)
    return joined if len(texts) > 1 and runs and NO_MONTHS not in runs else ""


def _run_from(cells: Sequence[Value], position: int, forms: Forms) -> str:
    """A run of days over several cells that one with 'Từ ngày' begins; '' where it is no half-year."""
    words = match_key(as_text(cells[position])).rstrip(" :").split()
    return (
        _over_cells(cells, position, forms) if words and words[0] in keys_of("phrase", "first_day") and len(words) <= 3 else ""
    )


def _as_written(value: Value) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else as_text(value)


@lru_cache(maxsize=8192)
def _loose_field(text: str, forms: Forms) -> str | None:
    """Field that a text says without the field's words."""
    if forms.units_named(text):
        return "unit_name"
    if text.strip() and forms.form_named(text):
        return "form"
    is_title = "20" in text and len(text) < MAX_TITLE and not _compared().search(match_key(text))
    is_period = is_title and forms.runs_in(forms.without_plans(text)) - {NO_MONTHS}
    return "period" if is_period else None


def _statement(texts: list[str], meaning: Callable[[str], object]) -> str | None:
    """One of several texts for a field if those that mean anything mean the same; else all of them, so that none is chosen."""
    known = {text: meant for text in texts if (meant := meaning(text))}
    if len(set(known.values())) > 1:
        return STATEMENTS.join(known)
    return next(iter(known), next(iter(texts), None))
