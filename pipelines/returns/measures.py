"""What a sheet says of the measure of its own figures, compared with the register's: a multiple, or a fault, or nothing.

Nearest wins: the cell itself, then the line (its column 'Đơn vị tính', its label), the heading of its section, that of the
column, the head of the form. But where the nearest only says the registered measure, as the template prints it, and one
farther off says a multiple, someone wrote that there: the two are not chosen between.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.language.text_marks import has_marks, runs_of, without_marks, written
from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese import measures as language
from pipelines.language.words import keys_of, say, sentence, spellings
from pipelines.returns.layout import Forms
from pipelines.workbooks.grid import Place, address

Where = Literal["line", "label", "note", "section", "heading", "head"]


class Statement(NamedTuple):
    """A measure stated somewhere on a sheet."""

    text: str
    where: Where
    is_marked: bool
    """Introduced by words such as 'ĐVT', or in the column 'Đơn vị tính'; other texts count only as measures that are known."""


class Stated(NamedTuple):
    """A statement and its cell."""

    statement: Statement
    place: Place


class Measure(NamedTuple):
    """How the figures of a line are measured."""

    multiplier: Decimal = language.ONE
    """How many of the register's units one of the sheet's is."""
    text: str | None = None
    """The measure as stated, where it is not the registered one."""
    fault: str | None = None
    """'other_measure', 'unknown_measure' or 'measures_disagree'."""
    said: tuple[int, ...] = ()
    """Positions of the statements that the fault is about."""


AS_REGISTERED = Measure()
_WHERE = {
    "line": sentence("the column of units of measure"),
    "label": sentence("code or label of the line"),
    "note": sentence("the column of notes"),
    "section": sentence("the heading of the section"),
    "heading": sentence("the heading of the figures"),
    "head": sentence("the head of the form"),
}
_WORDING = re.compile(r"\(?[^\W\d_][^\W\d_]*(?:[\s/.,]+[^\W\d_]+)*\.?\)?|%|₫")
_WITHDRAWN = ("struck", "hidden")
_Meaning = Decimal | Literal["other", "unknown", "silent"]


@lru_cache(maxsize=1 << 14)
def statement_in(text: str, where: Where, forms: Forms) -> Statement | None:
    """The measure that a heading, label or head states; None when it states none that counts there.

    Without words such as 'ĐVT' a title or the heading of a section states a multiple alone: 'KINH PHÍ (triệu đồng)', while
    'Cơ quan, đơn vị' names what the section is about. One that is struck out is told as such: someone stated and took it back.
    """
    found = _statement_in(text, where, forms)
    if found is None and has_marks(text) and (before := _statement_in(without_marks(text), where, forms)):
        runs = "".join(body for body, face in runs_of(text) if face in _WITHDRAWN)
        known = [word for word in dict.fromkeys((before.text, *language.listed(before.text))) if word in runs]
        return Statement(written([(before.text, "struck")]), where, True) if known else None
    return found


def _statement_in(text: str, where: Where, forms: Forms) -> Statement | None:
    _, stated, is_marked, is_bracketed = language.split_statement(text)
    if is_marked:
        return Statement(stated, where, True) if stated else None
    is_whole = not stated
    if where != "label":
        # A cell may be nothing but a measure: 'Triệu đồng' below 'Số liệu', or at the right above the table.
        stated = stated or text
    if not (is_bracketed or is_whole or where in ("heading", "label")):
        return None
    if language.is_foreign_money(stated):
        return Statement(stated, where, True)
    if where != "heading" and not any(letter.isalpha() or letter in "%₫" for letter in stated):
        return None  # '100' in a row above the lines is a number, '1,10' a code
    known = _known_multiples(stated, forms)
    is_multiple = any(multiplier != language.ONE for multiplier in known)
    is_said = bool(known) if where == "heading" or (where == "label" and is_bracketed) else is_multiple
    return Statement(stated, where, False) if is_said else None


def _known_multiples(text: str, forms: Forms) -> list[Decimal]:
    """Multiples of things that the register knows, in a measure or a list of them."""
    return [
        multiple.multiplier
        for part in dict.fromkeys((text, *language.listed(text)))
        for multiple in language.readings(part)
        if part and (not multiple.thing or multiple.thing in forms.measures)
    ]


@lru_cache(maxsize=1 << 14)
def measure_of(forms: Forms, code: str, statements: tuple[Statement, ...]) -> Measure:
    """What statements, nearest first, make of the figures of a line whose registered measure has this code."""
    nearest: _Meaning = "silent"
    for place, statement in enumerate(statements):
        meaning = _meaning(statement, code, forms)
        if nearest == "silent":
            if meaning in ("other", "unknown"):
                return Measure(text=statement.text, fault=f"{meaning}_measure", said=(place,))
            if isinstance(meaning, Decimal) and meaning != language.ONE:
                return Measure(meaning, statement.text)
            nearest, first = meaning, place
        elif (
            (isinstance(meaning, Decimal) and meaning != language.ONE)
            or _is_foreign(statement.text, code, forms)
            or (meaning == "unknown" and language.is_withdrawn(statement.text))
        ):
            return Measure(text=statement.text, fault="measures_disagree", said=(first, place))
    return AS_REGISTERED


def _meaning(statement: Statement, code: str, forms: Forms) -> _Meaning:
    """What a statement says to a line: so many of its units, another measure, or nothing."""
    text = statement.text
    if language.says_nothing(text):
        return "silent"
    if language.is_withdrawn(text):
        stood = _known_as(without_marks(text), code, forms)
        return "unknown" if statement.where in ("line", "label") or (isinstance(stood, Decimal) and stood != 1) else "silent"
    if _is_foreign(text, code, forms):
        return "unknown" if code == "VND" or statement.where != "label" else "silent"
    whole = _known_as(text, code, forms)
    parts = language.listed(text)
    if whole == "unknown" and len(parts) > 1:
        # 'người, triệu đồng' over a table of both: to each line what is its own; it says nothing exact to the rest.
        known = [_known_as(part, code, forms) for part in parts]
        own = {meaning for meaning in known if isinstance(meaning, Decimal)}
        if len(own) == 1:
            return own.pop()
        return "unknown" if own else "other" if statement.where == "line" else "silent"
    return "silent" if whole == "unknown" and not statement.is_marked else whole


def _is_foreign(text: str, code: str, forms: Forms) -> bool:
    """Whether a text is money, or a multiple of it, that is not what the measure with this code is."""
    is_own = any(code in forms.measures.get(multiple.thing, ()) for multiple in language.readings(text))
    return language.is_foreign_money(text) and not is_own


def _known_as(text: str, code: str, forms: Forms) -> Decimal | Literal["other", "unknown"]:
    """One measure as a multiple of that with this code. A multiple alone ('triệu') is one of any, but of percentages."""
    found: Decimal | Literal["other", "unknown"] = "unknown"
    for multiple in language.readings(text):
        codes = forms.measures.get(multiple.thing, ()) if multiple.thing else (code,)
        if code in codes and (multiple.thing or code != "percent"):
            return multiple.multiplier
        if codes:
            found = "other"
    return found


_BODIES = frozenset({"organisations", "collectives", "agencies"})
"""Measures of which one body may be one."""


@lru_cache(maxsize=4096)
def counts_other_things(text: str, code: str, forms: Forms) -> bool:
    """Whether the word after a number ('5 chi bộ', '5 lượt') counts other things than the measure with this code does.

    A word of the register is one of its measures; of the others, words for persons and for bodies are told apart.
    """
    word = match_key(text)
    if not word or code == "VND" or _is_percent(text):
        return False
    if word in keys_of("phrase", "body"):
        return code not in _BODIES
    if code == "attendances" and "persons" in forms.measures.get(word, ()):  # '07 đ/c' attended: seven attendances
        return False
    if codes := forms.measures.get(word):
        return code not in codes
    return (word in keys_of("phrase", "person")) != (code == "persons") and (
        code == "persons" or word not in keys_of("phrase", "case")
    )


def _is_percent(text: str) -> bool:
    return text.startswith(("%", *spellings("phrase", "percent")))


def says_registered(text: str | None, code: str, forms: Forms) -> bool:
    """Whether what a cell says of its own measure ('%', 'đồng') is the measure with this code."""
    if not text:
        return False
    return _is_percent(text) if code == "percent" else isinstance(_known_as(text, code, forms), Decimal)


def is_worded_as(wording: str, multiplier: Decimal, code: str, forms: Forms, *, is_zero: bool) -> bool:
    """Whether what a number format writes beside a number is nothing but the measure that the figure is read in.

    Args:
        wording: 'đồng', 'trđ', '%', 'trên', '+'.
        multiplier: how many of the register's units the figure is read in.
        code: of the line's registered measure.
        forms: for the measures that are known.
        is_zero: nothing is nothing in any multiple.
    """
    known = _known_as(wording, code, forms) if _WORDING.fullmatch(wording) else "unknown"
    return isinstance(known, Decimal) and (is_zero or known == multiplier)


def describe(measure: Measure, stated: Sequence[Stated], label: str) -> str:
    """Where and what the statements of a fault say, in the office's words."""
    said = [stated[place] for place in measure.said]
    parts = [
        say(
            "{where} (cell {cell}) says '{text}'",
            where=say(_WHERE[one.statement.where]),
            cell=address(*one.place),
            text=one.statement.text,
        )
        for one in said
    ]
    return say("{detail}; the form counts in '{measure}'", detail="; ".join(parts), measure=label)
