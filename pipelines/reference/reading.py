"""From the file of a register to its records, whatever program saved it: encoding, delimiter, quotes, headings."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.errors import did_you_mean
from pipelines.language.letters import STROKED
from pipelines.reference.cells import Record, Records, normalised
from pipelines.reference.contract import FORMER, FORMER_LISTS, REGISTERS, column_types
from pipelines.reference.line_codes import with_line_codes
from pipelines.reference.received import with_instants

DELIMITERS = ",;\t|"
_SAVE_AS = "save it as 'CSV UTF-8'"
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""Byte order mark → encoding."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin."""
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f", " ") | dict.fromkeys("\ufeff\u200b", ""))
"""Spaces that do not break, and characters that nobody sees."""
_VIETNAMESE_MARKS = frozenset("\u0300\u0301\u0309\u0303\u0323\u0302\u0306\u031b")
_OTHER_FONT = re.compile(r"[^\W\d_][\u00a1-\u00bf]|[\u00a1-\u00bf][^\W\d_]")
"""A letter beside a sign: TCVN3 text, whose fonts draw letters in the place of signs."""
_LOST = re.compile(r"(?<![:/=&?])\?\w|\ufffd")
"""A letter that the encoding did not have became '?'."""


class _UnreadableError(ValueError):
    """Why a file is not a register, in words that follow its name."""


@dataclass(frozen=True)
class _Sheet:
    """Fields as the file has them."""

    headings: list[str]
    delimiter: str
    rows: list[tuple[int, list[str]]]
    """Line number of the first line of a record, and its fields."""


def read_archived(name: str, content: bytes) -> Records:
    """Read a state of register `name` that was loaded once: what today's columns do not know is left out."""
    sheet = _sheet(_decode(content), set(column_types()[name]))
    known, headings = column_types()[name], _by_new_names(name, sheet.headings)
    records = [
        Record(line, {column: text for column, text in zip(headings, fields, strict=False) if text and column in known})
        for line, fields in sheet.rows
    ]
    return _normalised(name, records, sheet.delimiter, [])


def read_records(name: str, content: bytes, faults: list[str], *, is_past: bool = False) -> Records:
    """Read the file of register `name`: dates as 2020-07-01, numbers as 1234.5, true and false, empty fields left out.

    What cannot be read goes into `faults` as 'file:line: fault', and its line is left out. `is_past`: it is a state that was
    loaded once, so columns and lists may have the names that they had then.
    """
    file = f"{name}.csv"
    try:
        sheet = _sheet(_decode(content), set(column_types()[name]))
    except _UnreadableError as error:
        faults.append(f"{file}{error}")
        return Records(file, ())
    if is_past:
        sheet = replace(sheet, headings=_by_new_names(name, sheet.headings))
    found = list(_heading_faults(name, sheet.headings))
    records = []
    for line, fields in sheet.rows:
        more = [field for field in fields[len(sheet.headings) :] if field]
        record = dict(zip(sheet.headings, fields, strict=False))
        found += [
            f"{file}:{line}: '{field}' stands under no heading; is a field with '{sheet.delimiter}' in quotes?"
            for field in more
        ]
        if stray := record.pop("", None):
            found.append(f"{file}:{line}: '{stray}' stands in a column without a heading")
        found += [
            f"{file}:{line}: {column}: the file was saved without its letters; mend them and {_SAVE_AS}, received '{field}'"
            for column, field in record.items()
            if "://" not in field and _LOST.search(field)
        ]
        if is_past and name == "wording" and (list_id := record.get("list_id")):
            record["list_id"] = FORMER_LISTS.get(list_id, list_id)
        records.append(Record(line, {column: field for column, field in record.items() if field}))
    faults += found
    return Records(file, ()) if found else _normalised(name, records, sheet.delimiter, faults)


def _by_new_names(name: str, headings: list[str]) -> list[str]:
    """Headings of an earlier state, those that are called otherwise today by that name."""
    former = FORMER.get(name, {})
    return [former.get(heading, heading) for heading in headings]


def _normalised(name: str, records: list[Record], delimiter: str, faults: list[str]) -> Records:
    file = f"{name}.csv"
    codes = with_line_codes(file, records, faults) if name == "form_line" else records
    numbered = with_instants(codes, delimiter) if name == "received" else codes
    return normalised(file, numbered, column_types()[name], delimiter, faults)


def _heading_faults(name: str, headings: list[str]) -> Iterator[str]:
    known = column_types()[name]
    for heading in headings:
        if heading and headings.count(heading) > 1:
            yield f"{name}.csv:1: column '{heading}' stands there twice"
        if heading and heading not in known:
            yield f"{name}.csv:1: column '{heading}' is unknown{did_you_mean(heading, known, FORMER.get(name, {}))}"
    for column, field in REGISTERS[name].model_fields.items():
        if field.is_required() and column not in headings:
            yield f"{name}.csv:1: column '{column}' is missing"


def _sheet(text: str, known: set[str]) -> _Sheet:
    first = next(io.StringIO(text, newline=""), "")
    delimiter = max(DELIMITERS, key=lambda sign: len(known & set(map(_heading, first.replace('"', "").split(sign)))))
    skipped = 0
    if said := re.fullmatch(r'"?sep=([^\s"]|\t)"?\s*', first):
        delimiter, text, skipped = said[1], text[len(first) :], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t")
    headings: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for record in reader:
            line, before = before + 1, reader.line_num
            fields = [_tidy(field) for field in record]
            if not headings:
                headings = list(map(_heading, fields)) if any(fields) else []
            elif any(fields):
                rows.append((line + skipped, fields))
    except csv.Error as error:
        raise _UnreadableError(f":{before + 1 + skipped}: the quotes of this line do not pair: {error}") from error
    return _Sheet(headings, delimiter, rows)


def _tidy(field: str) -> str:
    if field.isascii():
        return field.replace("\r\n", "\n").strip()
    return unicodedata.normalize("NFC", field.translate(_SPACES).replace("\r\n", "\n")).strip()


def _heading(field: str) -> str:
    return re.sub(r"[\s_\-]+", "_", unicodedata.normalize("NFKC", _tidy(field)).casefold())


def _decode(content: bytes) -> str:
    """Text of the file: UTF-8, UTF-16, or Windows-1258 where it gives Vietnamese and nothing else."""
    if content.startswith(_WORKBOOKS):
        raise _UnreadableError(f": this is a workbook, not a CSV file; {_SAVE_AS}")
    mark = next((mark for mark in _MARKS if content.startswith(mark)), b"")
    candidates = [_MARKS[mark]] if mark else ["utf-16-le", "utf-16-be"] if b"\0" in content else ["utf-8"]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Of UTF-16 without a mark either order of the bytes is text: a heading begins with a plain letter.
        if "\0" not in text and (len(candidates) == 1 or text[:1].isascii()):
            return text
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or not all(map(_is_vietnamese, text)) or _OTHER_FONT.search(text):
        raise _UnreadableError(f": neither UTF-8, UTF-16 nor Vietnamese in Windows-1258; {_SAVE_AS}")
    return text


def _is_vietnamese(letter: str) -> bool:
    """Whether a character is ASCII, a letter of Vietnamese, or no letter at all."""
    if letter.isascii() or letter in STROKED:
        return True
    base, *marks = list(unicodedata.normalize("NFD", letter))
    category = unicodedata.category(base)[0]
    return category in "PSZ" or (base.isascii() and _VIETNAMESE_MARKS.issuperset(marks))
