"""What kinds of rules there are: one line for each, beside its cases in sql/quality/case_<kind>.sql."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Scope = Literal["cell", "return", "unit_over_time", "period", "bloc"]


@dataclass(frozen=True)
class Expectation:
    """What Great Expectations is asked about the columns of a table of cases."""

    name: str
    """Class in great_expectations.expectations."""
    arguments: Mapping[str, object]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it looks at."""
        return tuple(str(self.arguments[name]) for name in ("column", "column_A", "column_B") if name in self.arguments)


def _at_least(larger: str, smaller: str) -> Expectation:
    arguments = {"column_A": larger, "column_B": smaller, "or_equal": True, "ignore_row_if": "neither"}
    return Expectation("ExpectColumnPairValuesAToBeGreaterThanB", arguments)


def _equal(one: str, other: str) -> Expectation:
    arguments = {"column_A": one, "column_B": other, "ignore_row_if": "neither"}
    return Expectation("ExpectColumnPairValuesToBeEqual", arguments)


_EXPECTED = (_at_least("received_high", "expected_low"), _at_least("expected_high", "received_low"))
"""The bounds of what was received meet those of what is expected."""
_ACCEPTED = (_at_least("received_high", "accepted_low"), _at_least("accepted_high", "received_low"))
"""They meet those that the rule accepts: what is expected, and the tolerance on either side."""
_COMPLETE = (Expectation("ExpectColumnValuesToBeBetween", {"column": "slack", "min_value": 0}),)
_UNANSWERED = ["blank", "no_data", "unreadable", "refused"]
_ANSWERED = (Expectation("ExpectColumnValuesToNotBeInSet", {"column": "answer", "value_set": _UNANSWERED}),)
_INAPPLICABLE = (Expectation("ExpectColumnValuesToBeInSet", {"column": "answer", "value_set": ["not_applicable"]}),)
_CHANGED = (Expectation("ExpectColumnValuesToNotBeInSet", {"column": "change", "value_set": [0]}),)
_ONCE = (Expectation("ExpectColumnValuesToBeBetween", {"column": "copies", "max_value": 1}),)


@dataclass(frozen=True)
class Kind:
    """One kind of rule."""

    scope: Scope
    """What one failing case is."""
    needs: tuple[frozenset[str], ...]
    """Columns of the register that its SQL cannot do without, of each set one at least."""
    may_use: frozenset[str]
    """Columns of the register that it uses where they are filled."""
    expectations: tuple[Expectation, ...]
    """A case breaks its rule when it fails one of them."""
    is_about_returns: bool = False
    """Whether single returns are judged as received, before they are accepted; else the accepted ones together."""
    may_be_about_every: bool = False
    """Whether the subject may be '*'."""
    is_rounded: bool = field(default=False, kw_only=True)
    """Whether it compares with a share or a usual size: hundredths are enough to tell."""

    @property
    def uses(self) -> frozenset[str]:
        """Columns of the register that it uses besides its subject; any other must be empty."""
        return self.may_use.union(*self.needs)


def _kind(
    scope: Scope,
    needs: str,
    may_use: str,
    expectations: tuple[Expectation, ...] = _ACCEPTED,
    *,
    returns: bool = False,
    every: bool = False,
    rounded: bool = False,
) -> Kind:
    """`needs` and `may_use` name columns, parted by spaces; of 'minimum|maximum' it needs one."""
    needed = tuple(frozenset(columns.split("|")) for columns in needs.split())
    return Kind(scope, needed, frozenset(may_use.split()), expectations, returns, every, is_rounded=rounded)


KINDS: dict[str, Kind] = {
    "unique_key": _kind("bloc", "parts", "", _ONCE, returns=True),
    "required": _kind("return", "", "whole prerequisite", _ANSWERED, returns=True, every=True),
    "inapplicable": _kind("return", "whole", "prerequisite", _INAPPLICABLE, returns=True),
    "range": _kind("cell", "", "minimum maximum prerequisite", _EXPECTED, returns=True, every=True),
    "integer": _kind("cell", "", "prerequisite", (_equal("value", "whole_number"),), returns=True, every=True),
    "in_code_list": _kind("cell", "", "prerequisite", (_equal("code", "listed_code"),), returns=True),
    "part_of_whole": _kind("return", "whole parts", "tolerance prerequisite", _ACCEPTED[1:], returns=True),
    "sum_of_parts": _kind("return", "whole parts", "tolerance prerequisite", returns=True),
    "form_total": _kind("return", "", "tolerance prerequisite", returns=True, every=True),
    "form_part": _kind("return", "", "tolerance prerequisite", _ACCEPTED[1:], returns=True, every=True),
    "form_ratio": _kind("return", "", "tolerance prerequisite", returns=True, every=True, rounded=True),
    "form_unknown": _kind("return", "", "prerequisite", _ANSWERED, returns=True, every=True),
    "form_twice": _kind("return", "", "tolerance prerequisite", returns=True, every=True),
    "told_twice": _kind("period", "", "tolerance prerequisite", every=True),
    "unit_total": _kind("period", "", "tolerance prerequisite", every=True),
    "cumulative": _kind("unit_over_time", "", "tolerance prerequisite", every=True),
    "growth": _kind("unit_over_time", "", "tolerance prerequisite", _ACCEPTED[:1], every=True),
    "retold": _kind("unit_over_time", "", "tolerance prerequisite", every=True),
    "blank_plan": _kind("unit_over_time", "", "prerequisite", _ANSWERED, every=True),
    "reported_share": _kind("return", "whole parts", "tolerance prerequisite", returns=True, rounded=True),
    "ratio": _kind("return", "parts minimum|maximum", "tolerance prerequisite", returns=True, rounded=True),
    "continuity": _kind("unit_over_time", "whole parts", "tolerance prerequisite"),
    "reconcile": _kind("bloc", "whole parts", "tolerance prerequisite"),
    "matches_register": _kind("period", "", "tolerance prerequisite"),
    "completeness": _kind("period", "minimum", "prerequisite", _COMPLETE),
    "period_ratio": _kind("period", "parts minimum|maximum", "tolerance prerequisite", rounded=True),
    "balance": _kind("period", "whole", "tolerance prerequisite"),
    "year_total": _kind("unit_over_time", "whole", "tolerance prerequisite"),
    "rating_cap": _kind("unit_over_time", "parts maximum", "prerequisite", _EXPECTED[1:]),
    "own_past": _kind(
        "unit_over_time",
        "maximum tolerance minimum_history",
        "prerequisite",
        _EXPECTED,
        every=True,
        rounded=True,
    ),
    "peers": _kind(
        "period",
        "maximum tolerance minimum_history",
        "whole prerequisite",
        _EXPECTED,
        every=True,
        rounded=True,
    ),
    "repeated": _kind("unit_over_time", "minimum", "whole tolerance prerequisite", _CHANGED),
    "copied": _kind(
        "unit_over_time",
        "maximum minimum_history",
        "prerequisite",
        (_at_least("accepted_high", "share"),),
    ),
}
"""Kind → what there is to know of it. Its cases are the rows of table quality.case_<kind>."""
ABOUT_RETURNS = frozenset({"completeness", "copied"})
"""Kinds that are about returns as a whole: their subject is 'return', and no indicator."""
READER = "reader"
"""Kind of the faults that are met while a workbook is read; Great Expectations has no part in it."""
RETURN_KINDS = frozenset(name for name, kind in KINDS.items() if kind.is_about_returns)
"""Kinds that are judged on staging, before a return is accepted; the other kinds look at the accepted ones together."""
