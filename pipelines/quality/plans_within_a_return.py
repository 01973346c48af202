"""Kinds of rules that one return answers: keys, answers, ranges, codes, sums, shares and ratios within it."""

from pipelines.quality.plan import (
    PAIR,
    Check,
    Plan,
    at_least,
    between,
    covers,
    ends,
    intervals,
    number_in_force,
    signed_sum,
    sql_list,
    text_in_force,
    within_tolerance,
)
from pipelines.reference import Reference, Rule
from pipelines.reference.rules import NOT_COUNTS


def plan_unique_key(rule: Rule, _: Reference) -> Plan:
    """The parts together stand once in the table that the subject names."""
    columns = {f"{rule.rule_id}.{column}": text_in_force(rule, column) for column in rule.parts}
    names = list(columns)
    check = (
        Check("ExpectCompoundColumnsToBeUnique", {"column_list": names})
        if len(names) > 1
        else Check("ExpectColumnValuesToBeUnique", {"column": names[0]})
    )
    return Plan(rule, "observation" if rule.subject == "staging.observation" else "return", columns, (check,))


def plan_required(rule: Rule, reference: Reference) -> Plan:
    """Blank and unreadable values fail. '*' leaves lines missing from the workbook to the reader rule 'missing_line'.

    Where the rule states a whole, the line applies to every return whose whole is more than nothing: there 'not applicable'
    is no answer either.
    """
    column = f"{rule.rule_id}.state"
    no_answer = ["blank", "unreadable", *(["not_applicable"] if rule.whole else [])]
    check = Check("ExpectColumnValuesToNotBeInSet", {"column": column, "value_set": no_answer})
    if rule.subject == "*":
        covered = f"case when is_due and is_on_form and {covers(rule, reference)} then state end"
        return Plan(rule, "observation", {column: text_in_force(rule, covered)}, (check,))
    state = f'"{rule.subject}.state"'
    if rule.whole:
        state = f"case when {state} <> 'not_applicable' or \"{rule.whole}.low\" > 0 then {state} end"
    return Plan(rule, "return", {column: text_in_force(rule, state)}, (check,), indicators=rule.named)


def plan_range(rule: Rule, reference: Reference) -> Plan:
    """The rule's own minimum and maximum where it states them, else the indicator's valid_min and valid_max."""
    name = rule.rule_id
    covered = f"is_due and {covers(rule, reference)}"
    minimum = "valid_min" if rule.minimum is None else f"{rule.minimum}"
    maximum = "valid_max" if rule.maximum is None else f"{rule.maximum}"
    columns = {
        f"{name}.lowest": number_in_force(rule, f"case when {covered} then low end"),
        f"{name}.highest": number_in_force(rule, f"case when {covered} then high end"),
        f"{name}.minimum": number_in_force(rule, minimum),
        f"{name}.maximum": number_in_force(rule, maximum),
    }
    checks = (at_least(f"{name}.highest", f"{name}.minimum"), at_least(f"{name}.maximum", f"{name}.lowest"))
    return Plan(rule, "observation", columns, checks, expected=(f"{name}.minimum", f"{name}.maximum"))


def plan_integer(rule: Rule, reference: Reference) -> Plan:
    """Counts stated exactly must be whole; a bound ('trên 2,5') is met by some whole number, so it is not judged."""
    exact = (
        f"case when is_due and {covers(rule, reference)} and unit_of_measure not in ({sql_list(sorted(NOT_COUNTS))}) "
        "and coalesce(decimals, 0) = 0 "
        "and coalesce(comparator, '=') = '=' then value end"
    )
    columns = {
        f"{rule.rule_id}.value": number_in_force(rule, exact),
        f"{rule.rule_id}.whole_number": number_in_force(rule, f"trunc({exact})"),
    }
    first, last = columns
    check = Check("ExpectColumnPairValuesToBeEqual", {"column_A": first, "column_B": last, **PAIR})
    return Plan(rule, "observation", columns, (check,))


def plan_in_code_list(rule: Rule, reference: Reference) -> Plan:
    """The code must stand in the list named like the indicator's unit of measure, and be valid when the period ends."""
    column = f"{rule.rule_id}.code"
    list_id = reference.indicators[rule.subject].unit_of_measure
    valid = [(period.period_id, code.code) for period in reference.period for code in reference.codes(list_id, period.ends_on)]
    check = Check(
        "ExpectColumnPairValuesToBeInSet",
        {"column_A": "period_id", "column_B": column, "value_pairs_set": valid, **PAIR},
    )
    return Plan(rule, "return", {column: text_in_force(rule, f'"{rule.subject}.code"')}, (check,), indicators=(rule.subject,))


def plan_part_of_whole(rule: Rule, _: Reference) -> Plan:
    """The part is surely no more than the whole may be, within the tolerance."""
    name, whole, part = rule.rule_id, f"{rule.whole}", rule.parts[0]
    columns = {
        f"{name}.part": number_in_force(rule, f'"{part}.low"'),
        f"{name}.limit": number_in_force(rule, f'"{whole}.high" + {rule.tolerance or 0}'),
        f"{name}.expected_low": number_in_force(rule, f'"{whole}.low"'),
        f"{name}.expected_high": number_in_force(rule, f'"{whole}.high"'),
    }
    check = at_least(f"{name}.limit", f"{name}.part")
    return Plan(rule, "return", columns, (check,), (f"{name}.expected_low", f"{name}.expected_high"), indicators=(whole, part))


def _compared(rule: Rule, expected: tuple[str, str], indicators: tuple[str, ...]) -> Plan:
    """A plan on frame 'return': the subject must meet the expected interval."""
    columns = intervals(rule, (f'"{rule.subject}.low"', f'"{rule.subject}.high"'), expected)
    return Plan(
        rule,
        "return",
        columns,
        (within_tolerance(rule),),
        expected=ends(rule, "expected"),
        indicators=indicators,
        has_residual=True,
    )


def plan_sum_of_parts(rule: Rule, _: Reference) -> Plan:
    """Subject = Σ parts, within the tolerance."""
    return _compared(rule, signed_sum(rule.parts), rule.named)


def plan_reported_share(rule: Rule, reference: Reference) -> Plan:
    """The share in percent; of a whole of zero there is no share, and nothing is compared."""
    low, high = signed_sum(rule.parts)
    whole_low, whole_high = f'"{rule.whole}.low"', f'"{rule.whole}.high"'
    smallest = f"case when {whole_high} > 0 then round(100 * {low} / {whole_high}, 6) end::decimal(24, 6)"
    largest = (
        f"case when {whole_low} > 0 then round(100 * {high} / {whole_low}, 6) "
        f"when {whole_high} > 0 then {reference.indicators[rule.subject].valid_max} end::decimal(24, 6)"
    )
    return _compared(rule, (f"({smallest})", f"({largest})"), rule.named)


def plan_ratio(rule: Rule, _: Reference) -> Plan:
    """minimum × Σ parts ≤ subject ≤ maximum × Σ parts, within one return; where the parts are nothing, so is the subject.

    The tolerance is in the subject's unit of measure: what a small unit may stray by.
    """
    columns = between(rule, (f'"{rule.subject}.low"', f'"{rule.subject}.high"'), signed_sum(rule.parts))
    return Plan(rule, "return", columns, (within_tolerance(rule),), ends(rule, "expected"), indicators=rule.named)
