"""Text that a spreadsheet would run if it were ever written as a formula. It is kept as the text that it is."""

from tests.corpus.case import Case
from tests.corpus.making import FIRST, NAME, after, at, head, put, text
from tests.unit.workbooks import LABEL, NOTE, VALUE

DANGEROUS = ("=cmd|' /C calc'!A0", '=HYPERLINK("http://example.invalid","x")', "@SUM(A1:A9)", "+1+1", "-2+3", "\t=1+1")


def no_figure(written: str) -> Case:
    """A formula typed as text is no number."""
    return Case(f"{written!r} as a figure", put("1.05", written), {"1.05": "unreadable"}, (f"unreadable_value {FIRST}!E16",))


CASES = [
    *(no_figure(written) for written in DANGEROUS),
    *(Case(f"{written!r} as a note", put("1.05", written, NOTE)) for written in DANGEROUS),
    Case("'-1' is a number", put("1.05", "-1"), {"1.05": "-1"}),
    no_figure("+7"),
    Case("'=7' as a figure", put("1.05", "=7"), {"1.05": "7"}),
    Case("a formula as the printed name", head(NAME, 0, "=1+1")),
    Case("a formula as the heading of a column", at(7, NOTE, "=1+1")),
    Case(
        "a formula as the label of a line of one's own",
        after("1.16", [7, None, "=cmd|' /C calc'!A0", "người", 5]),
        findings=(f"unknown_line {FIRST}!E29",),
    ),
    Case("a formula as a label with a code", put("1.05", "=1+1", LABEL), findings=(f"line_differs {FIRST}!C16",)),
    Case(
        "a formula in a text file",
        put("1.05", "=1+1", VALUE),
        {"1.05": "unreadable"},
        ("unreadable_value CSV!E16",),
        write=text(),
        format="csv",
    ),
]
