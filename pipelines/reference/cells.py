"""What a field of a register says: days, numbers, yes and no, as any spreadsheet program writes them.

A field that could be two days or two numbers is decided by the other fields of its file, which the same program wrote,
or refused: nothing here guesses.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pipelines.language.stored_words import FLAGS, MIDNIGHT

Sign = Literal[".", ","]


@dataclass(frozen=True)
class Record:
    """One line of a register as text, with its number in the file."""

    line: int
    fields: Mapping[str, str]
    """Column → text; empty fields are left out."""


@dataclass(frozen=True)
class Records:
    """The lines of one register as text: days as 2020-07-01, numbers as 1234.5."""

    file: str
    rows: Sequence[Record]


@dataclass(frozen=True)
class _Habits:
    """How the program that saved a file writes days and numbers; None: the file does not tell."""

    is_day_first: bool | None
    decimal_sign: Sign | None


FULL_WIDTH = str.maketrans({0xFF01 + place: 0x21 + place for place in range(94)})
"""Characters of East Asian keyboards → ASCII. Not all that Unicode calls compatible: that makes 52 of 5²."""
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){MIDNIGHT}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){MIDNIGHT}")
_WHOLE = re.compile(r"\d+|[1-9]\d{0,2}(?: \d{3})+")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"(?:\d*|[1-9]\d{0,2}(?:([., ])\d{3})+)([.,])\d+")
_MAX_WHOLE, _MAX_DECIMALS, _MAX_INTEGER = Decimal(10) ** 18, 6, 2**31
"""What the warehouse's DECIMAL(24, 6) and INTEGER hold."""
_YEARS = range(1900, 2201)


def normalised(file: str, records: Sequence[Record], types: Mapping[str, str], delimiter: str, faults: list[str]) -> Records:
    """The records with typed fields in one spelling. A line with a field that cannot be read is a fault, and left out.

    Args:
        file: name of the file, for faults.
        records: lines as the file has them.
        types: column → type in the warehouse.
        delimiter: what parts fields in the file.
        faults: where faults go, as 'file:line: column: fault, received …'.
    """
    habits = _habits(records, types, delimiter)
    rows = []
    for record in records:
        fields = dict(record.fields)
        found = []
        for column, text in record.fields.items():
            if types[column].startswith("VARCHAR"):
                continue
            try:
                fields[column] = _read(text.translate(FULL_WIDTH), types[column], habits)
            except ValueError as error:
                found.append(f"{file}:{record.line}: {column}: {error}, received '{text}'")
        faults += found
        if not found:
            rows.append(Record(record.line, fields))
    return Records(file, rows)


def days_of(texts: Sequence[str], delimiter: str) -> list[date | None]:
    """Days that texts of one file say; None where one says none, or may say two and no other decides it."""
    types = {"day": "DATE"}
    habits = _habits([Record(0, {"day": text}) for text in texts], types, delimiter)
    found: list[date | None] = []
    for text in texts:
        try:
            found.append(_day(text.translate(FULL_WIDTH), habits))
        except ValueError:
            found.append(None)
    return found


def _habits(records: Iterable[Record], types: Mapping[str, str], delimiter: str) -> _Habits:
    """What the fields that can be read in one way say about those that can be read in two."""
    day_first: set[bool] = set()
    signs: set[Sign] = set()
    for record in records:
        for column, text in record.fields.items():
            if types[column].startswith("VARCHAR"):
                continue
            plain = text.translate(FULL_WIDTH)
            if types[column] == "DATE" and (found := _YEAR_LAST.fullmatch(plain)):
                day_first |= {is_first for is_first, number in ((True, found[1]), (False, found[3])) if int(number) > 12}
            elif types[column].startswith("DECIMAL") and len(readings := _number_readings(plain)) == 1:
                signs |= {sign for sign in readings if sign}
    if not day_first and delimiter == ";":
        day_first = {True}  # programs part fields so where the comma is the decimal sign, and there the day comes first
    return _Habits(
        is_day_first=day_first.pop() if len(day_first) == 1 else None,
        decimal_sign=signs.pop() if len(signs) == 1 else None,
    )


def _read(text: str, sql_type: str, habits: _Habits) -> str:
    """A field of a type other than text in its one spelling.

    Raises:
        ValueError: what is wrong.
    """
    if sql_type == "DATE":
        return _day(text, habits).isoformat()
    if sql_type == "BOOLEAN":
        if text.casefold() not in FLAGS:
            raise ValueError("neither true nor false")
        return "true" if FLAGS[text.casefold()] else "false"
    if sql_type == "INTEGER":
        number = _number(text, habits)
        if number % 1 or abs(number) >= _MAX_INTEGER:
            raise ValueError("not a whole number" if number % 1 else "too large")
        return f"{number.to_integral_value():f}"
    return f"{_number(text, habits):f}"


def _day(text: str, habits: _Habits) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(int(found[1]), int(found[3]), int(found[4]))
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        raise ValueError("not a day; write it as 2020-07-01")
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if first <= 12 and second <= 12 and first != second and habits.is_day_first is None:
        may_be = " or ".join(sorted(_date(year, *pair).isoformat() for pair in ((first, second), (second, first))))
        raise ValueError(f"may be {may_be}, and no other day of the file decides it; write it as 2020-07-01")
    is_day_first = first > 12 or (second <= 12 and habits.is_day_first is not False)
    return _date(year, second, first) if is_day_first else _date(year, first, second)


def _date(year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise ValueError(f"not in the years {_YEARS[0]} to {_YEARS[-1]}; where there is no last day, leave the field empty")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError("no such day") from error


def _number(text: str, habits: _Habits) -> Decimal:
    readings = _number_readings(text)
    if not readings:
        raise ValueError("not a number in digits; write it as 1234.5")
    if len(readings) == 1:
        value = next(iter(readings.values()))
    elif habits.decimal_sign:
        value = readings[habits.decimal_sign]
    else:
        may_be = " or ".join(f"{value:f}" for value in sorted(readings.values()))
        raise ValueError(
            f"may be {may_be}, and no other number of the file decides it; write it without separators, or with four decimals"
        )
    if abs(value) >= _MAX_WHOLE or value != round(value, _MAX_DECIMALS):
        raise ValueError(f"has more than 18 digits before the decimal sign or more than {_MAX_DECIMALS} after it")
    return value


def _number_readings(text: str) -> dict[Sign | None, Decimal]:
    """Decimal sign → number, for each way to read the text; the sign is None where it has none."""
    minus, digits = re.fullmatch(r"([-\u2212]?)\s*(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    readings: dict[Sign | None, str] = {}
    if _WHOLE.fullmatch(digits):
        readings[None] = digits.replace(" ", "")
    if (found := _DECIMAL.fullmatch(digits)) and found[1] != found[2]:
        sign: Sign = "," if found[2] == "," else "."
        whole, _, decimals = digits.rpartition(sign)
        readings[sign] = f"{re.sub('[., ]', '', whole)}.{decimals}"
    if found := _GROUPED.fullmatch(digits):
        readings["." if found[1] == "," else ","] = digits.replace(found[1], "")
    return {sign: Decimal(f"{'-' if minus else ''}{number}") for sign, number in readings.items()}
