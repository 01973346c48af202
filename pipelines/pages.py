"""What everything that people read shares: templates, files that are replaced whole, numbers, days and instants."""

import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

_marks: dict[int, int] = {}


def environment(package: str, words: Mapping[str, Callable[..., str]]) -> Environment:
    """Jinja's environment for the templates of a package: escaped, strict, with filters `number`, `day` and `instant`.

    `words` are functions that the templates call for what they say.
    """
    found = Environment(
        loader=PackageLoader(package), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals |= words
    found.filters |= {"number": format_number, "day": format_day, "instant": format_instant}
    return found


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(
        f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.part"
    )  # a name may be as long as allowed
    part.write_bytes(content)
    os.replace(part, path)  # noqa: PTH105 the rename is the point


def use_marks(group: str, decimal: str) -> None:
    """Write numbers with these marks between thousands and before decimals from here on."""
    global _marks  # one office per process, as one locale
    _marks = str.maketrans(",.", group + decimal)


def with_marks(text: str) -> str:
    """A number as Python writes it, '1,234.5', with the marks of the office's language."""
    return text.translate(_marks)


def format_number(value: Decimal | float, decimals: int = 6) -> str:
    """A number in the office's notation, rounded to at most `decimals`: 1234.5 → '1.234,5' in Vietnamese."""
    text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return with_marks("0" if text == "-0" else text)


def format_day(value: date) -> str:
    """'31/12/2020'."""
    return f"{value:%d/%m/%Y}"


def format_instant(at: datetime) -> str:
    """'24/11/2026 02:00', in the time zone that the instant carries."""
    return f"{at:%d/%m/%Y %H:%M}"
