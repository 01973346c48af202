"""Decides which line of which form a row is: by its code, then by its label, and never by a guess."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeVar

from pipelines.language.letters import SMALL
from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import clean
from pipelines.language.words import keys_of
from pipelines.returns.form_lines import Line
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import match_keys
from pipelines.workbooks.grid import Value, as_text

LABEL_THRESHOLD = 88.0
"""Least similarity (0–100, Indel ratio of rapidfuzz) at which a misspelt label is taken for a line's label."""
LABEL_MARGIN = 5.0
"""Least distance to the runner-up; a label nearer to two lines than this is ambiguous."""
MIN_LABEL_LENGTH = 8
"""Shorter labels must match exactly: a slip of one letter may make another word of them."""

_DIGITS = re.compile(r"\d+")
_CODE = re.compile(r"^(\d+)\.(\d{1,2})$")
_NUMBERING = re.compile(r"\d{1,2}|\w|[ivxlc]+", re.IGNORECASE)
"""A code that also numbers rows of any table: '1', 'a', 'II'."""
_SECTION = re.compile(r"[IVXLC]+\s*(?:[.):]|-\s)")
"""'II. Đảng viên' heads a section, also where a line is called 'Đảng viên'."""
_ENUMERATOR = re.compile(rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*|[IVXLC]+|[{SMALL}])\s*[.):]\s*(?=\D)")
"""'3. ', 'b) ' before a label."""
ROMAN = re.compile(r"[IVXLC]+[.)]?")
"""Number of a section, as in column 'STT'."""


Labelled = TypeVar("Labelled")
Likeness = Literal["same", "misspelt", "reworded"]


def subtotal_starts() -> tuple[str, ...]:
    """How labels of rows begin that add others up."""
    return keys_of("phrase", "total")


@dataclass(frozen=True, slots=True)
class Match:
    """What a row was taken for: a line, or the fault that kept it from being one."""

    line: Line | None = None
    fault: str | None = None
    """'unknown_line', 'ambiguous_code', 'ambiguous_label', 'code_disagrees' or 'subtotal_line'; for a line 'line_differs', when
    only its code or only its label says so."""
    expected: str | None = None
    """For a doubtful row: the line it was taken for, or those it might be."""


SECTION = Match(fault="unknown_line")
"""A row that heads a section; a fault only if a figure stands on it."""
COLUMN_NUMBERS = Match()
"""The row below the headings that numbers the columns."""


@dataclass(frozen=True, eq=False)
class LineFinder:
    """Finds lines of one set of forms. Decisions are remembered: the same texts come in every workbook."""

    forms: Forms
    by_form: dict[str, dict[str, tuple[Line, ...]]] = field(default_factory=lambda: defaultdict(dict))
    """Form → key of a code (`_code_key`) → lines, several as 'A' and 'a'; those without a printed code are left out."""
    by_label: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    remembered: dict[tuple[str | None, Value, Value], Match] = field(default_factory=dict)
    labels: dict[tuple[str | None, Value], bool] = field(default_factory=dict)
    """What is_label decided."""

    def __post_init__(self) -> None:
        for (form_id, code), line in self.forms.lines.items():
            if not code.startswith("_"):
                of_key = self.by_form[form_id].get(_code_key(code), ())
                self.by_form[form_id][_code_key(code)] = (*of_key, line)
            self.by_label[line.label_key] = (*self.by_label.get(line.label_key, ()), line)
        for lines in self.by_form.values():  # a spreadsheet makes 10 of '0010'
            for code, of_key in list(lines.items()):
                if code.startswith("0") and code.isdecimal():
                    lines.setdefault(code.lstrip("0"), of_key)

    def find(self, form_id: str | None, code: Value, label: Value) -> Match:
        """The line that a row is.

        Args:
            form_id: form that the table's head names, None when it names none.
            code: what stands in column 'Mã số'; '' when nothing.
            label: what stands in column 'Nội dung'; '' when nothing.
        """
        key = (form_id, code, label)
        match = self.remembered.get(key)
        if match is None:
            match = self._decide(form_id, code, label)
            if len(self.remembered) > 20_000:
                self.remembered.clear()
            self.remembered[key] = match
        return match

    def is_label(self, form_id: str | None, label: Value) -> bool:
        """Whether a text is exactly the label of one line, of this form or of any, and not the title of a section."""
        key = (form_id, label)
        if key not in self.labels:
            if len(self.labels) > 20_000:
                self.labels.clear()
            self.labels[key] = isinstance(label, str) and bool(label) and self._is_label(form_id, label)
        return self.labels[key]

    def _is_label(self, form_id: str | None, label: str) -> bool:
        lines = [line for key in match_keys(label) for line in self.by_label.get(key, ()) if form_id in (None, line.form_id)]
        return len(lines) == 1 and lines[0].label_key not in self.forms.sections.get(lines[0].form_id, ())

    def _decide(self, form_id: str | None, code: Value, label: Value) -> Match:
        label_text = label if isinstance(label, str) else as_text(label)
        by_code = self._lines_with_code(form_id, code)
        by_label, likeness = self._lines_with_label(form_id, label_text, by_code)
        agreed = _written_so([line for line in by_code if line in by_label], code)
        if len(agreed) == 1:
            return _taken_for(agreed[0], differs=likeness == "reworded")
        if by_code and by_label:
            return Match(fault="code_disagrees", expected=_listed([*by_code, *by_label]))
        if label_text and _is_numbering(code):  # of any table: they are no line's without its label
            by_code = []
        by_code = _written_so(by_code, code)
        if len(by_code) == 1:
            return _taken_for(by_code[0], differs=bool(clean(label_text)))
        if by_code:
            return Match(fault="ambiguous_code", expected=_listed(by_code))
        if len(by_label) == 1 and likeness != "reworded":
            return _taken_for(by_label[0], differs=likeness == "misspelt" or self._is_code(code))
        if by_label:
            return Match(fault="ambiguous_label", expected=_listed(by_label))
        is_subtotal = any(key.startswith(subtotal_starts()) for key in match_keys(label_text))
        return Match(fault="subtotal_line" if is_subtotal else "unknown_line")

    def _is_code(self, code: Value) -> bool:
        """Whether a cell says a code, of a line or as lines have them: '1.O1' says none."""
        spellings = _spellings(code)
        return any(_CODE.match(one) or any(one in lines for lines in self.by_form.values()) for one in spellings)

    def _lines_with_code(self, form_id: str | None, code: Value) -> list[Line]:
        """Lines that a code may mean: in the named form if it has any, else in all forms.

        A number loses a last zero (1.1 may be '1.10') and clerks drop an inner one (1.1 may be '1.01'): both are offered,
        and the label decides. What numbers rows of any table, as '1' and 'II', is a code of the named form alone.
        """
        spellings = _spellings(code)
        for form_ids in ([form_id] if form_id else [], [] if _is_numbering(code) else list(self.by_form)):
            found = [
                line
                for name in form_ids
                if name in self.by_form
                for spelling in spellings
                for line in self.by_form[name].get(spelling, ())
            ]
            if found:
                return found
        return []

    def _lines_with_label(self, form_id: str | None, label: str, by_code: list[Line]) -> tuple[list[Line], Likeness]:
        """Lines that a label may mean, and how much it is like theirs.

        A table that names its form has lines of that form, and of the form that a row's code belongs to; one that names none
        may have any form's. A label that nobody knows is read as TCVN3 and VNI as well.
        """
        if not by_code and _SECTION.match(clean(label)):
            return [], "same"
        form_ids = {form_id, *(line.form_id for line in by_code)} if form_id else set(self.by_form)
        keys = dict.fromkeys(
            key for text in (label, _ENUMERATOR.sub("", clean(label), count=1)) for key in match_keys(text) if key
        )
        exact = {line: None for key in keys for line in self.by_label.get(key, ()) if line.form_id in form_ids}
        if exact:
            return list(exact), "same"
        lines = [line for line in self.forms.lines.values() if line.form_id in form_ids]
        near = {line: likeness for key in keys if len(key) >= MIN_LABEL_LENGTH for line, likeness in _near(key, lines)}
        return list(near), "reworded" if "reworded" in near.values() else "misspelt"


def _written_so(lines: list[Line], code: Value) -> list[Line]:
    """The lines without those whose code differs in capitals or marks alone from one that is written just so."""
    text = clean(as_text(code))
    if len(lines) < 2 or all(line.line_code != text for line in lines):
        return lines
    return [line for line in lines if line.line_code == text or _code_key(line.line_code) != _code_key(text)]


def _taken_for(line: Line, *, differs: bool) -> Match:
    return Match(line, "line_differs", _listed([line])) if differs else Match(line)


def _near(key: str, lines: list[Line]) -> list[tuple[Line, Likeness]]:
    """Lines whose label resembles `key`, best first, if the best reaches the threshold: the best, and those within its margin.

    Numbers must be the same: 'đối tượng 4' is not 'đối tượng 3'. A word more or less makes another thing of it ('đảng viên nữ
    chuyển đến'): that is asked about, if no code says what it is.
    """
    from rapidfuzz import fuzz  # here: it costs more to import than most files to read, and few need it

    digits = _DIGITS.findall(key)
    scored = [(fuzz.ratio(key, line.label_key), line) for line in lines if _DIGITS.findall(line.label_key) == digits]
    return [
        (line, "misspelt" if line.label_key.count(" ") == key.count(" ") else "reworded")
        for line in most_alike(sorted(scored, key=lambda pair: -pair[0]))
    ]


def most_alike(scored: Sequence[tuple[float, Labelled]]) -> list[Labelled]:
    """The best of those that were scored from 0 to 100, and what lies within its margin; [] where it misses the threshold."""
    best = max((score for score, _ in scored), default=0.0)
    return [one for score, one in scored if best - score < LABEL_MARGIN] if best >= LABEL_THRESHOLD else []


@lru_cache(maxsize=4096, typed=True)
def _spellings(code: Value) -> tuple[str, ...]:
    """Keys of line codes that a cell may mean: '3.07' → ('3.07',); 1.1 → ('1.1', '1.10', '1.01')."""
    if isinstance(code, dt.date):
        return (f"{code.day}.{code.month:02d}",)  # '1.05' that a spreadsheet took for the first of May
    text = _code_key(in_force(as_text(code)))
    found = _CODE.match(text.replace(",", "."))
    if not found:
        return (text,) if text else ()
    whole, part = found[1].lstrip("0") or "0", found[2]
    return (f"{whole}.{part}",) if len(part) == 2 else (text, f"{whole}.{part}0", f"{whole}.0{part}")


def _is_numbering(code: Value) -> bool:
    return any(map(_NUMBERING.fullmatch, _spellings(code)))


def _code_key(code: str) -> str:
    """A printed code in one spelling: ' R-101.' and "'r-101" are one."""
    text = clean(code).casefold().replace(" ", "")
    return text.strip("'.()") or text


def _listed(lines: list[Line]) -> str:
    return "; ".join(dict.fromkeys(line.shown for line in lines))


@lru_cache(maxsize=8)
def line_finder(forms: Forms) -> LineFinder:
    """The finder of these forms, made once per process."""
    return LineFinder(forms)
