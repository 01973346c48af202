"""What fields of a form on a web page show, and what cells say that they hold: not always the text between their tags."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

_NO_TEXT: Final = frozenset(("hidden", "submit", "button", "reset", "image", "file"))
"""Kinds of fields that show no content."""
_STORED: Final = ("x:num", "sdval")
"""Attributes in which Excel and LibreOffice keep the number of a cell."""
_NUMBER: Final = re.compile(r"\d[\d.,\s]*")
_DIGITS: Final = re.compile(r"\d")


def shown_in(attributes: Mapping[str, str | None]) -> str:
    """What a field <input> shows: its text, or a box that is ticked or not."""
    kind = (attributes.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in attributes else "☐"
    return "" if kind in _NO_TEXT else attributes.get("value") or ""


class Choice:
    """A list to choose from, of which one text is shown."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._chosen: int | None = None

    def option(self, attributes: Mapping[str, str | None]) -> None:
        """Begin one of its texts."""
        self._texts.append("")
        if "selected" in attributes:
            self._chosen = len(self._texts) - 1

    def take(self, text: str) -> None:
        """Take letters of the text begun last."""
        if self._texts:
            self._texts[-1] += text

    @property
    def shown(self) -> str:
        """The text that is shown: the chosen one, or the first."""
        return self._texts[self._chosen or 0] if self._texts else ""


def other_number(attributes: Mapping[str, str | None], text: str) -> float | None:
    """The number that a cell says it holds, where its text shows another; None where the two agree or nothing is said."""
    stored = next((number for name in _STORED if (number := _decimal(attributes.get(name) or "")) is not None), None)
    if stored is None:
        return None
    shown = [found[0].strip() for found in _NUMBER.finditer(text)]
    is_same = any(_is_shown(stored * factor, number) for number in shown for factor in ((1, 100) if "%" in text else (1,)))
    is_date = len(shown) > 1 and not is_same and re.search(r"\d[/:-]\d", text) is not None
    return None if is_same or is_date or (not stored and not _DIGITS.search(text)) else float(stored)


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_shown(number: Decimal, text: str) -> bool:
    """Whether a text may show a number: with any separators, and rounded to its own decimals."""
    digits = Decimal(re.sub(r"\D", "", text))
    ways = {0, *(len(re.sub(r"\D", "", text[at:])) for at, letter in enumerate(text) if letter in ".,")}
    return any(abs(abs(number) - digits.scaleb(-decimals)) <= Decimal("0.5").scaleb(-decimals) for decimals in ways)
