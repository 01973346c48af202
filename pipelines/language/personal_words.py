"""Words and forms of the numbers that persons have: lists 'personal_…' of the office's wording. A sheet with any is refused.

A form is written with '#' for a digit, 'A' for a letter, a blank for what may divide it, '[…]' for one of some signs, and
itself else. An office whose registers are older than these lists has those of `BEFORE`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.language.vietnamese import clean, match_key
from pipelines.language.vietnamese.personal_words import BEFORE
from pipelines.language.words import remembered, words

_NEVER = "(?!)"
_MASK = re.compile(r"\[[^\]]+\]|.")
_SIGNS = {"#": r"\d", "A": "[a-z]", " ": "[ .-]?"}
LISTED = ("identity", "passport", "party_card", "insurance", "insurance_alone")
"""Kinds of numbers that stand below a heading. Below 'BHXH' alone stand sums of money as well: only what is typed counts."""


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """One sort of numbers that persons have, as patterns."""

    words: re.Pattern[str]
    """What names them in a text, as match_key has it."""
    written: re.Pattern[str]
    """Their form as a text."""
    stored: re.Pattern[str]
    """Their form where a spreadsheet took them for numbers and dropped zeros."""
    in_text: re.Pattern[str] | None
    """One of them beside its name in a text; None where sums of money stand beside the name as well."""


@dataclass(frozen=True, slots=True)
class PersonalWords:
    """All of an office."""

    numbers: dict[str, PersonalNumber]
    """Kind of heading → the numbers below it."""
    may_name: re.Pattern[str]
    """Any of their names."""
    mobile: re.Pattern[str]
    mobile_written: re.Pattern[str]
    """Nothing but a mobile number."""
    mobile_stored: re.Pattern[str]
    citizen: re.Pattern[str]
    """Numbers that only persons have, whatever stands beside them."""
    contact: re.Pattern[str]
    """Words beside a number for contact."""
    beside: re.Pattern[str]
    """Words beside a number's name that leave a heading one of such numbers alone."""
    of_business: re.Pattern[str]
    """Numbers of accounts, projects, taxpayers and letters, led by their words, which are no person's."""


@remembered()
def personal_words() -> PersonalWords:
    """Those of the office whose words are in force."""
    numbers = {code: _number(code) for code in LISTED if _said("personal_number", code)}
    names = "|".join(found.words.pattern for found in numbers.values()) or _NEVER
    mobile, citizen = _any_form("personal_form", "mobile"), _any_form("personal_form", "citizen")
    account = r"(?:\d{3,4}(?: \d{3,4}){2,4}|(?:\d[.-]?){6,19})(?!\d)"
    return PersonalWords(
        numbers,
        re.compile(names),
        re.compile(rf"(?<![\d.,])(?:{mobile})(?![\d.,]*\d)"),
        re.compile(mobile),
        re.compile(_any_form("personal_stored", "mobile")),
        re.compile(rf"(?<![\d.,])(?:{citizen})(?!\d)"),
        re.compile(rf"\b(?:{_any_key('contact')})\b"),
        re.compile(rf"\b(?:{_any_key('beside')})\b|[\W_]"),
        re.compile(
            rf"(?i:\b(?:{_any_text(clean(text) for text in _said('personal_word', 'business'))})\W{{0,3}}{account})"
            rf"|\b\d{{10}}-\d{{3}}\b|\b\d+/(?:{_any_text(_said('personal_word', 'letter'))})\b"
        ),
    )


def _number(code: str) -> PersonalNumber:
    named = _any_text(match_key(text) for text in _said("personal_number", code))
    written, money = _any_form("personal_form", code), _any_key("money")
    beside = (
        rf"\b(?:{named})\b[^\d]{{0,25}}?(?<![\d.,])(?:{written})(?![\d/]|[.,]\d|\s*(?:{money})\b)"
        rf"|(?<![\d.,])(?:{written})(?!\d)[^\d\w]{{0,3}}(?:{named})\b"
    )
    return PersonalNumber(
        re.compile(rf"\b(?:{named})\b"),
        re.compile(written),
        re.compile(_any_form("personal_stored", code)),
        None if code == "insurance_alone" else re.compile(beside),
    )


def _said(list_id: str, code: str) -> tuple[str, ...]:
    given = words().spellings
    is_before = not any(known == list_id for known, _ in given)
    return (BEFORE if is_before else given).get((list_id, code), ())


def _any_key(code: str) -> str:
    return _any_text(match_key(text) for text in _said("personal_word", code))


def _any_text(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or _NEVER


def _any_form(list_id: str, code: str) -> str:
    return "|".join(map(_pattern, _said(list_id, code))) or _NEVER


def _pattern(mask: str) -> str:
    return "".join(_SIGNS.get(sign) or (sign if sign[0] == "[" else re.escape(sign)) for sign in _MASK.findall(mask))
