"""From a rule of the register to what Great Expectations is asked: prepared columns and expectations on them.

What an observation can mean is an interval: 'trên 20' (more than 20) is every value above 20 up to the indicator's
valid_max. A rule fails only when it holds for no value within the intervals it compares. A column that is null is not
evaluated: so a sum with a blank or unreadable part is neither right nor wrong (blank is not zero), and no rule speaks about
a period outside its dates of effect. A part that is 'không áp dụng' (not applicable) adds nothing to a sum, as everywhere
in the warehouse; where the whole itself is not applicable nothing is compared.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pipelines.reference import Reference, Rule
from pipelines.reference.rules import NOT_COUNTS, RETURN_KINDS

__all__ = ["CELL_FRAMES", "RETURN_KINDS", "STEP", "Check", "FrameName", "Plan", "in_force", "plan_rules"]

FrameName = Literal["observation", "return", "series", "unit_period", "period", "term"]
CELL_FRAMES: tuple[FrameName, ...] = ("observation", "series")
"""Frames whose cases are single figures: one row per return and indicator."""

STEP = "0.000001"
"""Smallest step of a stored value, DECIMAL(24, 6): an open end of an interval lies one step inside it."""

_PAIR: dict[str, object] = {"ignore_row_if": "either_value_is_missing"}


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


def plan_rules(reference: Reference, rules: Iterable[Rule]) -> tuple[Plan, ...]:
    """The plan of each rule of any kind but 'reader', in the register's order."""
    return tuple(_PLANNERS[rule.kind](rule, reference) for rule in rules)


def _number(rule: Rule, sql: str) -> str:
    return f"case when {in_force(rule)} then ({sql}) end::double"


def _text(rule: Rule, sql: str) -> str:
    return f"case when {in_force(rule)} then ({sql}) end"


def _list(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _tolerance(rule: Rule) -> float:
    return float(rule.tolerance or 0)


def _gap(received: tuple[str, str], expected: tuple[str, str]) -> str:
    """SQL: how far the received interval lies above (+) or below (-) the expected one; 0 when they meet; null if unknown."""
    (low, high), (from_value, to_value) = received, expected
    return (
        f"case when {low} > {to_value} then {low} - {to_value} when {high} < {from_value} then {high} - {from_value} "
        f"when {low} is not null and {high} is not null and {from_value} is not null and {to_value} is not null then 0 end"
    )


def _within_tolerance(rule: Rule) -> Check:
    return _gap_within(rule, _tolerance(rule))


def _gap_within(rule: Rule, most: float) -> Check:
    return Check("ExpectColumnValuesToBeBetween", {"column": f"{rule.rule_id}.gap", "min_value": 0.0 - most, "max_value": most})


def _at_least(larger: str, smaller: str) -> Check:
    """Column `larger` is nowhere below column `smaller`; a row in which either is null is not evaluated."""
    return Check(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {"column_A": larger, "column_B": smaller, "or_equal": True, "ignore_row_if": "either_value_is_missing"},
    )


def _signed_sum(parts: Iterable[str]) -> tuple[str, str]:
    """SQL: smallest and largest sum of the parts; a part with '-' before it is subtracted."""
    low, high = [], []
    for part in parts:
        name = part.lstrip("-")
        sign, first, last = ("-", "part_high", "part_low") if part.startswith("-") else ("+", "part_low", "part_high")
        low.append(f'{sign} "{name}.{first}"')
        high.append(f'{sign} "{name}.{last}"')
    return f"({' '.join(low)})", f"({' '.join(high)})"


def _covers(rule: Rule, reference: Reference) -> str:
    """SQL: whether the rule covers an observation; '*' leaves out indicators that a rule of the same kind names."""
    if rule.subject != "*":
        return f"indicator_id = '{rule.subject}'"
    own = [other for other in reference.rule if other.kind == rule.kind and other.subject != "*"]
    return " and ".join(["true", *(f"not (indicator_id = '{other.subject}' and {in_force(other)})" for other in own)])


def _plan_unique_key(rule: Rule, _: Reference) -> Plan:
    columns = {f"{rule.rule_id}.{column}": _text(rule, column) for column in rule.parts}
    names = list(columns)
    check = (
        Check("ExpectCompoundColumnsToBeUnique", {"column_list": names})
        if len(names) > 1
        else Check("ExpectColumnValuesToBeUnique", {"column": names[0]})
    )
    return Plan(rule, "observation" if rule.subject == "staging.observation" else "return", columns, (check,))


def _plan_required(rule: Rule, reference: Reference) -> Plan:
    """Blank and unreadable values fail. '*' leaves lines missing from the workbook to the reader rule 'missing_line'.

    Where the rule states a whole, the line applies to every return whose whole is more than nothing: there 'not applicable'
    is no answer either.
    """
    column = f"{rule.rule_id}.state"
    no_answer = ["blank", "unreadable", *(["not_applicable"] if rule.whole else [])]
    check = Check("ExpectColumnValuesToNotBeInSet", {"column": column, "value_set": no_answer})
    if rule.subject == "*":
        covered = f"case when is_due and is_on_form and {_covers(rule, reference)} then state end"
        return Plan(rule, "observation", {column: _text(rule, covered)}, (check,))
    state = f'"{rule.subject}.state"'
    if rule.whole:
        state = f"case when {state} <> 'not_applicable' or \"{rule.whole}.low\" > 0 then {state} end"
    return Plan(rule, "return", {column: _text(rule, state)}, (check,), indicators=rule.named)


def _plan_range(rule: Rule, reference: Reference) -> Plan:
    """The rule's own minimum and maximum where it states them, else the indicator's valid_min and valid_max."""
    name = rule.rule_id
    covered = f"is_due and {_covers(rule, reference)}"
    minimum = "valid_min" if rule.minimum is None else f"{rule.minimum}"
    maximum = "valid_max" if rule.maximum is None else f"{rule.maximum}"
    columns = {
        f"{name}.lowest": _number(rule, f"case when {covered} then low end"),
        f"{name}.highest": _number(rule, f"case when {covered} then high end"),
        f"{name}.minimum": _number(rule, minimum),
        f"{name}.maximum": _number(rule, maximum),
    }
    checks = (_at_least(f"{name}.highest", f"{name}.minimum"), _at_least(f"{name}.maximum", f"{name}.lowest"))
    return Plan(rule, "observation", columns, checks, expected=(f"{name}.minimum", f"{name}.maximum"))


def _plan_integer(rule: Rule, reference: Reference) -> Plan:
    """Counts stated exactly must be whole; a bound ('trên 2,5') is met by some whole number, so it is not judged."""
    exact = (
        f"case when is_due and {_covers(rule, reference)} and unit_of_measure not in ({_list(sorted(NOT_COUNTS))}) "
        "and coalesce(decimals, 0) = 0 "
        "and coalesce(comparator, '=') = '=' then value end"
    )
    columns = {
        f"{rule.rule_id}.value": _number(rule, exact),
        f"{rule.rule_id}.whole_number": _number(rule, f"trunc({exact})"),
    }
    first, last = columns
    check = Check("ExpectColumnPairValuesToBeEqual", {"column_A": first, "column_B": last, **_PAIR})
    return Plan(rule, "observation", columns, (check,))


def _plan_in_code_list(rule: Rule, reference: Reference) -> Plan:
    """The code must stand in the list named like the indicator's unit of measure, and be valid when the period ends."""
    column = f"{rule.rule_id}.code"
    list_id = reference.indicators[rule.subject].unit_of_measure
    valid = [(period.period_id, code.code) for period in reference.period for code in reference.codes(list_id, period.ends_on)]
    check = Check(
        "ExpectColumnPairValuesToBeInSet",
        {"column_A": "period_id", "column_B": column, "value_pairs_set": valid, **_PAIR},
    )
    return Plan(rule, "return", {column: _text(rule, f'"{rule.subject}.code"')}, (check,), indicators=(rule.subject,))


def _plan_part_of_whole(rule: Rule, _: Reference) -> Plan:
    name, whole, part = rule.rule_id, f"{rule.whole}", rule.parts[0]
    columns = {
        f"{name}.part": _number(rule, f'"{part}.low"'),
        f"{name}.limit": _number(rule, f'"{whole}.high" + {rule.tolerance or 0}'),
        f"{name}.expected_low": _number(rule, f'"{whole}.low"'),
        f"{name}.expected_high": _number(rule, f'"{whole}.high"'),
    }
    check = _at_least(f"{name}.limit", f"{name}.part")
    return Plan(rule, "return", columns, (check,), (f"{name}.expected_low", f"{name}.expected_high"), indicators=(whole, part))


def _intervals(rule: Rule, received: tuple[str, str], expected: tuple[str, str]) -> dict[str, str]:
    """Columns gap, received_low, received_high, expected_low and expected_high of a rule, from SQL."""
    ends = dict(zip(("received_low", "received_high", "expected_low", "expected_high"), (*received, *expected), strict=True))
    return {
        f"{rule.rule_id}.gap": _number(rule, _gap(received, expected)),
        **{f"{rule.rule_id}.{name}": _number(rule, sql) for name, sql in ends.items()},
    }


def _ends(rule: Rule, side: Literal["received", "expected"]) -> tuple[str, str]:
    return f"{rule.rule_id}.{side}_low", f"{rule.rule_id}.{side}_high"


def _compared(rule: Rule, expected: tuple[str, str], indicators: tuple[str, ...]) -> Plan:
    """A plan on frame 'return': the subject must meet the expected interval."""
    columns = _intervals(rule, (f'"{rule.subject}.low"', f'"{rule.subject}.high"'), expected)
    return Plan(
        rule,
        "return",
        columns,
        (_within_tolerance(rule),),
        expected=_ends(rule, "expected"),
        indicators=indicators,
        has_residual=True,
    )


def _plan_sum_of_parts(rule: Rule, _: Reference) -> Plan:
    return _compared(rule, _signed_sum(rule.parts), rule.named)


def _plan_reported_share(rule: Rule, reference: Reference) -> Plan:
    """The share in percent; of a whole of zero there is no share, and nothing is compared."""
    low, high = _signed_sum(rule.parts)
    whole_low, whole_high = f'"{rule.whole}.low"', f'"{rule.whole}.high"'
    smallest = f"case when {whole_high} > 0 then round(100 * {low} / {whole_high}, 6) end::decimal(24, 6)"
    largest = (
        f"case when {whole_low} > 0 then round(100 * {high} / {whole_low}, 6) "
        f"when {whole_high} > 0 then {reference.indicators[rule.subject].valid_max} end::decimal(24, 6)"
    )
    return _compared(rule, (f"({smallest})", f"({largest})"), rule.named)


def _compared_source(rule: Rule, frame: FrameName, source: str) -> Plan:
    """A plan whose received and expected intervals come from a source that is joined to the frame."""
    name = rule.rule_id
    columns = _intervals(
        rule,
        (f'"{name}".received_low', f'"{name}".received_high'),
        (f'"{name}".expected_low', f'"{name}".expected_high'),
    )
    return Plan(
        rule,
        frame,
        columns,
        (_within_tolerance(rule),),
        expected=_ends(rule, "expected"),
        received=_ends(rule, "received"),
        sources={name: source},
        has_residual=True,
    )


def _plan_continuity(rule: Rule, _: Reference) -> Plan:
    """The subject against the whole of the previous period, of the unit and of every unit that has since become part of it.

    Not evaluated when one of them has no accepted return or no figure, or there is no previous period.
    """
    source = f"""
        select
            now.unit_id,
            now.period_id,
            any_value(now.known_low) as received_low,
            any_value(now.known_high) as received_high,
            case when count(*) = count(before.known_low) then sum(before.known_low) end as expected_low,
            case when count(*) = count(before.known_high) then sum(before.known_high) end as expected_high
        from in_force as now
        join lineage using (unit_id, period_id)
        left join in_force as before
            on before.unit_id = lineage.previous_unit_id
            and before.period_id = lineage.previous_period_id
            and before.indicator_id = '{rule.whole}'
        where now.indicator_id = '{rule.subject}'
        group by now.unit_id, now.period_id
    """
    return _compared_source(rule, "unit_period", source)


def _total(end: Literal["low", "high"], indicator_id: str | None) -> str:
    """SQL over 'due': the sum of one end of an indicator's figures."""
    return f"sum({end}) filter (where indicator_id = '{indicator_id}')"


def _totals(indicator_id: str | None, side: Literal["received", "expected"]) -> str:
    """SQL over 'due': both ends of an indicator's sum, as columns of one side of a comparison."""
    return ", ".join(f"{_total(end, indicator_id)} as {side}_{end}" for end in ("low", "high"))


def _plan_reconcile(rule: Rule, _: Reference) -> Plan:
    """Running totals of two indicators over a term, up to the last period that both sides have reported in full.

    A gap further back is as wide as the indicators' valid ranges allow.
    """
    source = f"""
        select
            term_id,
            any_value(cutoff.period_id) as period_id,
            {_totals(rule.subject, "received")},
            {_totals(rule.whole, "expected")}
        from due
        join (
            select term_id, max(period_id) as period_id
            from (
                select term_id, period_id
                from due
                where indicator_id in ('{rule.subject}', '{rule.whole}') and {in_force(rule)}
                group by term_id, period_id
                having bool_and(is_known) and count(distinct indicator_id) = 2
            )
            group by term_id
        ) as cutoff using (term_id)
        where due.period_id <= cutoff.period_id and {in_force(rule)}
        group by term_id
    """
    plan = _compared_source(rule, "term", source)
    column = f"{rule.rule_id}.period_id"
    return replace(plan, columns={**plan.columns, column: f'"{rule.rule_id}".period_id'}, period=column)


def _plan_matches_register(rule: Rule, _: Reference) -> Plan:
    """What the units report, a missing one as anything it may report, against the number of units in the register."""
    source = f"""
        select
            period_id,
            sum(low) as received_low,
            sum(high) as received_high,
            count(*) as expected_low,
            count(*) as expected_high
        from due
        where indicator_id = '{rule.subject}'
        group by period_id
    """
    return _compared_source(rule, "period", source)


def _plan_completeness(rule: Rule, _: Reference) -> Plan:
    """Units with an accepted return among those that owe one, in percent, in each period for which anything came."""
    name = rule.rule_id
    columns = {
        f"{name}.received_pct": _number(rule, "100 * received_count / owing_count"),
        f"{name}.received_count": _number(rule, "received_count"),
        f"{name}.owing_count": _number(rule, "owing_count"),
        f"{name}.missing_units": _text(rule, "missing_units"),
    }
    check = Check("ExpectColumnValuesToBeBetween", {"column": f"{name}.received_pct", "min_value": float(rule.minimum or 0)})
    return Plan(
        rule,
        "period",
        columns,
        (check,),
        expected=(f"{name}.owing_count", f"{name}.owing_count"),
        received=(f"{name}.received_count", f"{name}.received_count"),
        detail=f"{name}.missing_units",
    )


def _between(rule: Rule, received: tuple[str, str], base: tuple[str, str]) -> dict[str, str]:
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
        f"{rule.rule_id}.gap": _number(
            rule, f"case {' '.join(cases)} when {low} + {high} + {base_low} + {base_high} is not null then 0 end"
        ),
        f"{rule.rule_id}.received_low": _number(rule, low),
        f"{rule.rule_id}.received_high": _number(rule, high),
        f"{rule.rule_id}.expected_low": _number(rule, f"{most if least is None else least} * {base_low}"),
        f"{rule.rule_id}.expected_high": _number(rule, f"{least if most is None else most} * {base_high}"),
    }


def _plan_ratio(rule: Rule, _: Reference) -> Plan:
    """minimum × Σ parts ≤ subject ≤ maximum × Σ parts, within one return; where the parts are nothing, so is the subject.

    The tolerance is in the subject's unit of measure: what a small unit may stray by.
    """
    columns = _between(rule, (f'"{rule.subject}.low"', f'"{rule.subject}.high"'), _signed_sum(rule.parts))
    return Plan(rule, "return", columns, (_within_tolerance(rule),), _ends(rule, "expected"), indicators=rule.named)


def _plan_period_ratio(rule: Rule, _: Reference) -> Plan:
    """As 'ratio', on the sums over all units that owe the figures for a period; a missing one is anything it may be.

    Not evaluated in a period in which the subject or one of the parts is due from nobody.
    """
    source = f"""
        select
            period_id,
            {_totals(rule.subject, "received")},
            {" + ".join(_total("low", part) for part in rule.parts)} as base_low,
            {" + ".join(_total("high", part) for part in rule.parts)} as base_high
        from due
        group by period_id
    """
    name = rule.rule_id
    columns = _between(
        rule, (f'"{name}".received_low', f'"{name}".received_high'), (f'"{name}".base_low', f'"{name}".base_high')
    )
    expected, received = _ends(rule, "expected"), _ends(rule, "received")
    return Plan(rule, "period", columns, (_within_tolerance(rule),), expected, received, sources={name: source})


def _plan_balance(rule: Rule, _: Reference) -> Plan:
    """Σ subject = Σ whole over all units in a period, a missing figure as anything it may be."""
    source = f"""
        select
            period_id,
            {_totals(rule.subject, "received")},
            {_totals(rule.whole, "expected")}
        from due
        group by period_id
    """
    return _compared_source(rule, "period", source)


def _plan_year_total(rule: Rule, _: Reference) -> Plan:
    """The subject, a yearly figure, against the sum of the whole over the half-years of its calendar year.

    The first half-year's figures are those of the unit and of every unit that has since become part of it. Not evaluated
    when one of them is missing, or the register of periods does not hold the whole year.
    """
    source = f"""
        select
            now.unit_id,
            now.period_id,
            any_value(now.known_low) as received_low,
            any_value(now.known_high) as received_high,
            case when count(*) = count(half.known_low) then sum(half.known_low) end as expected_low,
            case when count(*) = count(half.known_high) then sum(half.known_high) end as expected_high
        from in_force as now
        join step using (period_id)
        join same_year using (unit_id, period_id)
        left join in_force as half
            on half.unit_id = same_year.half_unit_id
            and half.period_id = same_year.half_period_id
            and half.indicator_id = '{rule.whole}'
        where now.indicator_id = '{rule.subject}' and step.is_later_in_year
        group by now.unit_id, now.period_id
    """
    return _compared_source(rule, "unit_period", source)


def _plan_rating_cap(rule: Rule, reference: Reference) -> Plan:
    """Where the parts, over the calendar year, are surely more than nothing, the subject's rank is at most the maximum.

    The parts are those of the unit and of every unit that has since become part of it; a missing one counts as nothing.
    """
    best = reference.indicators[rule.subject].valid_max
    source = f"""
        select
            now.unit_id,
            now.period_id,
            any_value(now.known_low) as rank,
            case when sum(half.known_low) > 0 then {rule.maximum} else {best} end as cap
        from in_force as now
        join same_year using (unit_id, period_id)
        left join in_force as half
            on half.unit_id = same_year.half_unit_id
            and half.period_id = same_year.half_period_id
            and half.indicator_id in ({_list(rule.parts)})
        where now.indicator_id = '{rule.subject}'
        group by now.unit_id, now.period_id
    """
    name = rule.rule_id
    columns = {f"{name}.{column}": _number(rule, f'"{name}".{column}') for column in ("rank", "cap")}
    check = _at_least(f"{name}.cap", f"{name}.rank")
    return Plan(rule, "unit_period", columns, (check,), (f"{name}.cap", f"{name}.cap"), sources={name: source})


def _plan_own_past(rule: Rule, reference: Reference) -> Plan:
    """|subject - median| ≤ maximum × max(1.4826 × MAD, tolerance), against the unit's own earlier periods.

    1.4826 × MAD is the standard deviation of normal figures, and no single bad figure moves it. The tolerance, in the
    subject's unit of measure, guards counts that hardly ever change: with a MAD of zero any change would be an outlier.
    Earlier figures of units that have since become part of this one are added to its own; at least minimum_history
    earlier periods must be known. '*' are all figures that are summed or carried on, but those that a rule of this kind
    names.
    """
    spread = f"{rule.maximum} * greatest(1.4826 * deviation, {rule.tolerance})"
    source = f"""
        select
            unit_id,
            period_id,
            indicator_id,
            low as received_low,
            high as received_high,
            greatest(middle - {spread}, valid_min) as expected_low,
            middle + {spread} as expected_high
        from past
        where period_count >= {rule.minimum_history} and {_covers(rule, reference)}
    """
    return _outlier(rule, source)


def _plan_peers(rule: Rule, reference: Reference) -> Plan:
    """As 'own_past', against the units of the same kind in the same period, of which at least minimum_history others are known.

    Where the rule states a whole, subject / whole is compared, and the tolerance is in that measure: commendations per member.
    """
    covered = _covers(rule, reference)
    scaled = f"select *, 1 as scale from figure where {covered}"
    if rule.whole:
        members = f"select unit_id, period_id, value as scale from figure where indicator_id = '{rule.whole}' and value > 0"
        scaled = f"select figure.*, scale from figure join ({members}) using (unit_id, period_id) where {covered}"
    source = f"""
        with scaled as (
            {scaled}
        ),
        usual as (
            select
                kind,
                period_id,
                indicator_id,
                median(value / scale) as middle,
                {rule.maximum} * greatest(1.4826 * mad(value / scale), {rule.tolerance}) as spread
            from scaled
            group by kind, period_id, indicator_id
            having count(*) > {rule.minimum_history}
        )
        select
            unit_id,
            period_id,
            indicator_id,
            low as received_low,
            high as received_high,
            greatest((middle - spread) * scale, valid_min) as expected_low,
            (middle + spread) * scale as expected_high
        from scaled
        join usual using (kind, period_id, indicator_id)
    """
    return _outlier(rule, source)


def _outlier(rule: Rule, source: str) -> Plan:
    """A plan for one figure per unit and period, or for every figure; figures and bounds alike, as everywhere."""
    plan = _compared_source(rule, "series" if rule.subject == "*" else "unit_period", source)
    return replace(plan, checks=(_gap_within(rule, 0),), has_residual=False)


_PLANNERS: dict[str, Callable[[Rule, Reference], Plan]] = {
    "unique_key": _plan_unique_key,
    "required": _plan_required,
    "range": _plan_range,
    "integer": _plan_integer,
    "in_code_list": _plan_in_code_list,
    "part_of_whole": _plan_part_of_whole,
    "sum_of_parts": _plan_sum_of_parts,
    "reported_share": _plan_reported_share,
    "continuity": _plan_continuity,
    "reconcile": _plan_reconcile,
    "matches_register": _plan_matches_register,
    "completeness": _plan_completeness,
    "ratio": _plan_ratio,
    "period_ratio": _plan_period_ratio,
    "balance": _plan_balance,
    "year_total": _plan_year_total,
    "rating_cap": _plan_rating_cap,
    "own_past": _plan_own_past,
    "peers": _plan_peers,
}
