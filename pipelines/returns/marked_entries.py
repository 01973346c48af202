"""Reads a figure cell whose looks change what it says: marked letters, and formats that show another number than is stored.

What is struck out no longer stands, and a raised mark behind a figure points to a note: the rest is read, and said. Where the
rest is not plainly one text, or nothing is left, the cell is asked about. Marked and unmarked digits are never joined.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from pipelines.language.text_marks import Run, is_struck_out, runs_of, without_marks
from pipelines.language.vietnamese import parse_state
from pipelines.language.words import say
from pipelines.returns.form_lines import Line
from pipelines.returns.layout import Forms
from pipelines.returns.measures import is_worded_as
from pipelines.returns.result import MAX_RECEIVED
from pipelines.returns.values import Entry
from pipelines.workbooks.grid import Place, Sheet, Value, as_text

_FOOTNOTE = re.compile(r"\(?(?:\d{1,2}|[a-z]|[*†]{1,3})\)?", re.IGNORECASE)
_POWER = re.compile(r"(?:^|[^\d.,])10\s*$")
"""10 with a raised number may be a power."""


def read_marked(text: str, read: Callable[[str], Entry]) -> Entry:
    """What a figure cell with a marked text says; `read` reads a text without marks."""
    runs = runs_of(text)
    faces = {face for _, face in runs}
    if faces == {"struck"} and (figure := read(without_marks(text))).state == "blank":
        return figure
    if faces <= {"plain", "raised"}:
        figure = read(text)  # '¹' may also be a letter of a legacy encoding
        if figure.fault is None:
            return figure
    rest, doubt = _in_force(runs)
    if doubt:
        return Entry(text[:MAX_RECEIVED], None, None, "unreadable").doubted("unclear_marks", doubt)
    figure = read(rest)._replace(received=text[:MAX_RECEIVED])
    if figure.fault:
        return figure
    if figure.state == "blank":
        return figure.doubted("unclear_marks", say("what is not struck out holds no figure"))
    said = say("delete what is struck out") if "struck" in faces else say("delete the raised mark of the note")
    return figure._replace(fault="marked_figure", expected=rest, detail=said)


def _in_force(runs: list[Run]) -> tuple[str, str]:
    """The one text that stands, and '' or why there is none."""
    faces = [face for _, face in runs]
    if "hidden" in faces:
        return "", say("a part of the cell is hidden, of the colour of its ground or too small to be seen")
    if "plain" not in faces:
        return "", say("the whole cell is struck out") if "struck" in faces else say(
            "the whole cell is raised or lowered, like the mark of a note"
        )
    if "lowered" in faces:
        return "", say("something in the cell is lowered")
    if faces[-1] == "raised":
        mark = runs[-1][0].strip()
        rest = "".join(text for text, face in runs[:-1] if face == "plain")
        if not _FOOTNOTE.fullmatch(mark):
            return "", say("what the raised '{mark}' is cannot be told", mark=mark)
        if mark.isdigit() and _POWER.search(rest):
            return "", say("whether the raised '{mark}' is the mark of a note or an exponent cannot be told", mark=mark)
        runs = runs[:-1]
        faces = faces[:-1]
    if "raised" in faces:
        return "", say("something is raised before the figure or within it")
    standing = [text.strip() for text, face in runs if face == "plain" and text.strip()]
    if len(standing) > 1:
        return "", say("what is struck out stands in the middle; whether the rest is one number or several cannot be told")
    return (standing[0], "") if standing else ("", say("the whole number is struck out"))


def as_seen(
    figure: Entry, value: Value, place: Place, sheet: Sheet, line: Line, forms: Forms, *, multiplier: Decimal, label: Value
) -> Entry:
    """A figure, doubted where the cell shows something else to whoever looks at it.

    Args:
        figure: what the cell's own content says.
        value: that content.
        place: where it stands on `sheet`.
        line: the form line that it stands on.
        forms: for the measures that a format may write beside a number.
        multiplier: how many of the line's units one of the sheet's is.
        label: what stands there as its label; where that is struck out, the line may not be meant to stand.
    """
    if figure.fault or figure.state == "blank":
        return figure
    if isinstance(label, str) and is_struck_out(label):
        return figure.doubted("unclear_marks", say("the label of the line is struck out: {label}", label=label))
    if place in sheet.doubts:
        return figure.doubted("shown_otherwise", sheet.doubts[place])
    if place in sheet.shown and not (not value and parse_state(sheet.shown[place]) == "none_occurred"):
        detail = say("the cell holds {value} but shows '{shown}'", value=as_text(value), shown=sheet.shown[place])
        return figure.doubted("shown_otherwise", detail)
    if place in sheet.percent_signs and not line.is_percent:
        return figure.doubted("unreadable_value", say("the format of the cell writes %, but this line is no percentage"))
    if place in sheet.worded:
        wording, shown = sheet.worded[place]
        if not is_worded_as(wording, multiplier, line.unit_of_measure, forms, is_zero=not value):
            detail = say(
                "the cell holds {value}, but its format adds '{wording}' and shows '{shown}'",
                value=as_text(value),
                wording=wording,
                shown=shown,
            )
            return figure.doubted("shown_otherwise", detail)
    return figure
