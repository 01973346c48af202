"""Vietnamese as clerks type it: text in any encoding, states, numbers."""

from pipelines.language.vietnamese.numbers import Number, parse_number
from pipelines.language.vietnamese.numerals import Convention
from pipelines.language.vietnamese.refusals import AmbiguousNumberError, NotANumberError
from pipelines.language.vietnamese.text import clean, legacy_readings, match_key, parse_state

__all__ = [
    "AmbiguousNumberError",
    "Convention",
    "NotANumberError",
    "Number",
    "clean",
    "legacy_readings",
    "match_key",
    "parse_number",
    "parse_state",
]
