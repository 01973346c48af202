"""One row of the corpus: a file with one odd thing, and what reading it must give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.templates.template import Number
from tests.corpus.making import PERIOD, UNIT, Change, Writer, xlsx
from tests.unit.workbooks import CLEAN

RATING = "hoan_thanh_tot"
"""Code of the clean return's rating."""
GONE = "gone"
"""The line is in no entry: it was not found, or nobody knows whose it is."""


def gone(*prefixes: str) -> dict[str, str]:
    """Every line of the forms with these numbers is gone: gone('1', '2')."""
    return {code: GONE for code in CLEAN if code.split(".")[0] in prefixes}


ALL_GONE = gone("1", "2", "3", "4")


def also(of: str, forms: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Another return ('TC02 2020H2') in the same file that says of these forms ('12') what the clean one says, and more."""
    return {f"{of} {code}": (more or {}).get(code) or as_said(value) for code, value in CLEAN.items() if code[0] in forms}


def as_said(value: Number | str) -> str:
    """What is read of a value of the clean return, as a case writes it."""
    return f"3 {RATING}" if value == CLEAN["4.01"] else str(value)


def said_of(state: str, comparator: str | None, value: Decimal | None, code: str | None) -> str:
    """An entry, as a case writes it."""
    if state not in ("value", "zero"):
        return state
    assert value is not None
    written = f"{value:f}" if value else "0"
    assert (state == "zero") == (written == "0" and comparator == "=")
    return " ".join(filter(None, (comparator if comparator != "=" else "", written, code)))


def _nothing(draft: object) -> None:
    """The clean return as it is."""


@dataclass(frozen=True)
class Case:
    """A file and what it must give. All that is not said is as in the clean return."""

    name: str
    change: Change = _nothing
    """The odd thing, done to the clean return of TC01 for 2020H2."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """Line code → what is read, where it is not what the clean return says.

    '1234' · '> 96' · '0' · 'none_occurred' · 'not_applicable' · 'blank' · 'unreadable' · 'gone' · '4 hoan_thanh_xuat_sac'.
    A line of another return has unit and period before it: 'TC02 2020H2 1.05'.
    """
    findings: tuple[str, ...] = ()
    """Every finding, in any order: 'unreadable_value 01-TCĐ!E16', or the fault alone where it has no sheet or cell."""
    write: Writer = xlsx
    because: str = ""
    """Words that the findings must say of what is wrong, in detail or received text."""
    returns: tuple[str, ...] = (f"{UNIT} {PERIOD}",)
    """Units and periods that the file reports for."""
    format: str | None = "xlsx"
    """Format found in the content; None where that is not the point."""
    unit_id: str = UNIT
    """Unit whose clean return is changed: CDVC (form 10-CĐ) and DTN (11-ĐTN) have amounts of money."""
