"""How numbers, days and instants are written."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

from pipelines.language.words import words

_FIRST_MONTHS = 2
"""Months that a letter writes with a zero before them, as of other months nobody could make eleven or twelve."""
MOST_OF_FORMULA = 60
"""Letters of a formula that a sentence quotes."""


def with_marks(text: str) -> str:
    """A number as Python writes it, '1,234.5', with the marks of the office's language."""
    return text.translate(words().marks)


def format_number(value: Decimal | float, decimals: int = 6) -> str:
    """A number in the office's notation, rounded to at most `decimals`, a half up as models do: 1234.5 → '1.234,5'."""
    with localcontext(rounding=ROUND_HALF_UP):
        text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return with_marks("0" if text == "-0" else text)


def format_count(value: Decimal | float) -> str:
    """A count as a Vietnamese sentence has it, below ten with a zero before it: 3 → '03', 1234 → '1.234'; elsewhere without."""
    written = format_number(value)
    return f"0{written}" if words().language == "vi" and value in range(1, 10) else written


def format_day(value: date) -> str:
    """'31/12/2020'."""
    return f"{value:%d/%m/%Y}"


def parts_of_a_day(value: date) -> dict[str, str]:
    """The day of a letter, by parts: of days below 10 and of the first two months with a zero before it."""
    month = f"{value.month:02}" if value.month <= _FIRST_MONTHS else str(value.month)
    return {"day": f"{value.day:02}", "month": month, "year": str(value.year)}


def format_instant(at: datetime) -> str:
    """'24/11/2026 02:00', in the time zone that the instant carries."""
    return f"{at:%d/%m/%Y %H:%M}"


def quoted(text: str) -> str:
    """A text as a sentence quotes it: a long formula by its beginning."""
    return f"{text[: MOST_OF_FORMULA - 1]}…" if text.startswith("=") and len(text) > MOST_OF_FORMULA else text
