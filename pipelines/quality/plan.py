"""How a rule is evaluated: the columns that it adds to a frame, and what is expected of them; and the SQL that kinds share.

What an observation can mean is an interval: 'trên 20' (more than 20) is every value above 20 up to the indicator's
valid_max. A rule fails only when it holds for no value within the intervals it compares. A column that is null is not
evaluated: so a sum with a blank or unreadable part is neither right nor wrong (blank is not zero), and no rule speaks about
a period outside its dates of effect. A part that is 'không áp dụng' (not applicable) adds nothing to a sum, as everywhere
in the warehouse; where the whole itself is not applicable nothing is compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipelines.reference import Reference, Rule

FrameName = Literal["observation", "return", "series", "unit_period", "period", "term"]
CELL_FRAMES: tuple[FrameName, ...] = ("observation", "series")
"""Frames whose cases are single figures: one row per return and indicator."""

STEP = "0.000001"
"""Smallest step of a stored value, DECIMAL(24, 6): an open end of an interval lies one step inside it."""

PAIR: dict[str, object] = {"ignore_row_if": "either_value_is_missing"}


@dataclass(frozen=True)
class Check:
    """One expectation of Great Expectations."""

    expectation: str
    """Class in great_expectations.expectations."""
    arguments: Mapping[str, object]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the frame that it looks at."""
        names = self.arguments.get("column_list")
        named = [self.arguments.get(name) for name in ("column", "column_A", "column_B")]
        return tuple(str(name) for name in (names if isinstance(names, list) else named) if name is not None)


@dataclass(frozen=True)
class Plan:
    """How one rule is evaluated."""

    rule: Rule
    frame: FrameName
    """Table that the rule looks at: one row is one case."""
    columns: Mapping[str, str]
    """Columns that the rule adds to the frame: name → SQL over the frame's base; null where it is not to be evaluated."""
    checks: tuple[Check, ...]
    """A case breaks the rule when any of them fails."""
    expected: tuple[str, str] | None = None
    """Columns that hold the smallest and the largest value that would have been accepted."""
    received: tuple[str, str] | None = None
    """Columns that hold what was received, where it stands in no single cell."""
    detail: str | None = None
    """Column of words for placeholder {detail}."""
    period: str | None = None
    """Column of the period that a case is about, where the frame's own does not say."""
    indicators: tuple[str, ...] = ()
    """Indicators that the frame must offer as columns '<indicator>.low', '.high', …"""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Queries to be joined to the frame on its key: name → SQL."""
    has_residual: bool = False
    """Whether columns gap, received_low, … expected_high, with the rule's id before them, go into quality.residual."""

    @property
    def reads(self) -> frozenset[str]:
        """Indicators that the rule looks at; empty when it looks at whatever stands in the cell."""
        return frozenset(self.rule.named) - {"*"}

    @property
    def is_about_cells(self) -> bool:
        """Whether a case is a single figure."""
        return self.frame in CELL_FRAMES or self.rule.scope == "cell"


def in_force(rule: Rule, column: str = "ends_on") -> str:
    """SQL: whether the rule covers the period that ends on `column`."""
    until = f" and {column} <= date '{rule.valid_to_on}'" if rule.valid_to_on else ""
    return f"({column} >= date '{rule.valid_from_on}'{until})"


def number_in_force(rule: Rule, sql: str) -> str:
    """SQL: a number, null where the rule is not in force."""
    return f"case when {in_force(rule)} then ({sql}) end::double"


def text_in_force(rule: Rule, sql: str) -> str:
    """SQL: a text, null where the rule is not in force."""
    return f"case when {in_force(rule)} then ({sql}) end"


def sql_list(values: Iterable[str]) -> str:
    """SQL: texts, as they stand in `in (…)`."""
    return ", ".join(f"'{value}'" for value in values)


def tolerance(rule: Rule) -> float:
    """What a gap may be, in the subject's unit of measure."""
    return float(rule.tolerance or 0)


def gap(received: tuple[str, str], expected: tuple[str, str]) -> str:
    """SQL: how far the received interval lies above (+) or below (-) the expected one; 0 when they meet; null if unknown."""
    (low, high), (from_value, to_value) = received, expected
    return (
        f"case when {low} > {to_value} then {low} - {to_value} when {high} < {from_value} then {high} - {from_value} "
        f"when {low} is not null and {high} is not null and {from_value} is not null and {to_value} is not null then 0 end"
    )


def within_tolerance(rule: Rule) -> Check:
    """Column gap of the rule is within its tolerance."""
    return gap_within(rule, tolerance(rule))


def gap_within(rule: Rule, most: float) -> Check:
    """Column gap of the rule is at most so much, above or below."""
    return Check("ExpectColumnValuesToBeBetween", {"column": f"{rule.rule_id}.gap", "min_value": 0.0 - most, "max_value": most})


def at_least(larger: str, smaller: str) -> Check:
    """Column `larger` is nowhere below column `smaller`; a row in which either is null is not evaluated."""
    return Check(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {"column_A": larger, "column_B": smaller, "or_equal": True, "ignore_row_if": "either_value_is_missing"},
    )


def signed_sum(parts: Iterable[str]) -> tuple[str, str]:
    """SQL: smallest and largest sum of the parts; a part with '-' before it is subtracted."""
    low, high = [], []
    for part in parts:
        name = part.lstrip("-")
        sign, first, last = ("-", "part_high", "part_low") if part.startswith("-") else ("+", "part_low", "part_high")
        low.append(f'{sign} "{name}.{first}"')
        high.append(f'{sign} "{name}.{last}"')
    return f"({' '.join(low)})", f"({' '.join(high)})"


def covers(rule: Rule, reference: Reference) -> str:
    """SQL: whether the rule covers an observation; '*' leaves out indicators that a rule of the same kind names."""
    if rule.subject != "*":
        return f"indicator_id = '{rule.subject}'"
    own = [other for other in reference.rule if other.kind == rule.kind and other.subject != "*"]
    return " and ".join(["true", *(f"not (indicator_id = '{other.subject}' and {in_force(other)})" for other in own)])


def intervals(rule: Rule, received: tuple[str, str], expected: tuple[str, str]) -> dict[str, str]:
    """Columns gap, received_low, received_high, expected_low and expected_high of a rule, from SQL."""
    ends = dict(zip(("received_low", "received_high", "expected_low", "expected_high"), (*received, *expected), strict=True))
    return {
        f"{rule.rule_id}.gap": number_in_force(rule, gap(received, expected)),
        **{f"{rule.rule_id}.{name}": number_in_force(rule, sql) for name, sql in ends.items()},
    }


def ends(rule: Rule, side: Literal["received", "expected"]) -> tuple[str, str]:
    """Names of the columns that hold the smallest and the largest value of a side."""
    return f"{rule.rule_id}.{side}_low", f"{rule.rule_id}.{side}_high"


def between(rule: Rule, received: tuple[str, str], base: tuple[str, str]) -> dict[str, str]:
    """Columns for: minimum × base ≤ received ≤ maximum × base.

    What is expected is as wide as the base and the stated ends leave it: for a maximum alone, maximum × base.
    """
    (low, high), (base_low, base_high) = received, base
    cases = []
    if rule.maximum is not None:
        cases.append(f"when {low} > {rule.maximum} * {base_high} then {low} - {rule.maximum} * {base_high}")
    if rule.minimum is not None:
        cases.append(f"when {high} < {rule.minimum} * {base_low} then {high} - {rule.minimum} * {base_low}")
    least, most = (rule.minimum, rule.maximum)
    return {
        f"{rule.rule_id}.gap": number_in_force(
            rule, f"case {' '.join(cases)} when {low} + {high} + {base_low} + {base_high} is not null then 0 end"
        ),
        f"{rule.rule_id}.received_low": number_in_force(rule, low),
        f"{rule.rule_id}.received_high": number_in_force(rule, high),
        f"{rule.rule_id}.expected_low": number_in_force(rule, f"{most if least is None else least} * {base_low}"),
        f"{rule.rule_id}.expected_high": number_in_force(rule, f"{least if most is None else most} * {base_high}"),
    }
