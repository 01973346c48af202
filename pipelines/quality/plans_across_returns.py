"""Kinds of rules that need other returns: of other periods, of other units, or the register."""

from dataclasses import replace
from typing import Literal

from pipelines.quality.plan import (
    Check,
    FrameName,
    Plan,
    at_least,
    between,
    ends,
    in_force,
    intervals,
    number_in_force,
    sql_list,
    text_in_force,
    within_tolerance,
)
from pipelines.reference import Reference, Rule


def compared_source(rule: Rule, frame: FrameName, source: str) -> Plan:
    """A plan whose received and expected intervals come from a source that is joined to the frame."""
    name = rule.rule_id
    columns = intervals(
        rule,
        (f'"{name}".received_low', f'"{name}".received_high'),
        (f'"{name}".expected_low', f'"{name}".expected_high'),
    )
    return Plan(
        rule,
        frame,
        columns,
        (within_tolerance(rule),),
        expected=ends(rule, "expected"),
        received=ends(rule, "received"),
        sources={name: source},
        has_residual=True,
    )


def _own_and_earlier(other: str) -> str:
    """SQL over 'now' joined to its other rows: the figure now, and the sum of the others; null where one is not known."""
    columns = [f"any_value(now.known_{end}) as received_{end}" for end in ("low", "high")]
    columns += [
        f"case when count(*) = count({other}.known_{end}) then sum({other}.known_{end}) end as expected_{end}"
        for end in ("low", "high")
    ]
    return ", ".join(columns)


def plan_continuity(rule: Rule, _: Reference) -> Plan:
    """The subject against the whole of the previous period, of the unit and of every unit that has since become part of it.

    Not evaluated when one of them has no accepted return or no figure, or there is no previous period.
    """
    source = f"""
        select
            now.unit_id,
            now.period_id,
            {_own_and_earlier("before")}
        from in_force as now
        join lineage using (unit_id, period_id)
        left join in_force as before
            on before.unit_id = lineage.previous_unit_id
            and before.period_id = lineage.previous_period_id
            and before.indicator_id = '{rule.whole}'
        where now.indicator_id = '{rule.subject}'
        group by now.unit_id, now.period_id
    """
    return compared_source(rule, "unit_period", source)


def _total(end: Literal["low", "high"], indicator_id: str | None) -> str:
    """SQL over 'due': the sum of one end of an indicator's figures."""
    return f"sum({end}) filter (where indicator_id = '{indicator_id}')"


def _totals(indicator_id: str | None, side: Literal["received", "expected"]) -> str:
    """SQL over 'due': both ends of an indicator's sum, as columns of one side of a comparison."""
    return ", ".join(f"{_total(end, indicator_id)} as {side}_{end}" for end in ("low", "high"))


def plan_reconcile(rule: Rule, _: Reference) -> Plan:
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
    plan = compared_source(rule, "term", source)
    column = f"{rule.rule_id}.period_id"
    return replace(plan, columns={**plan.columns, column: f'"{rule.rule_id}".period_id'}, period=column)


def plan_matches_register(rule: Rule, _: Reference) -> Plan:
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
    return compared_source(rule, "period", source)


def plan_completeness(rule: Rule, _: Reference) -> Plan:
    """Units with an accepted return among those that owe one, in percent, in each period for which anything came."""
    name = rule.rule_id
    columns = {
        f"{name}.received_pct": number_in_force(rule, "100 * received_count / owing_count"),
        f"{name}.received_count": number_in_force(rule, "received_count"),
        f"{name}.owing_count": number_in_force(rule, "owing_count"),
        f"{name}.missing_units": text_in_force(rule, "missing_units"),
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


def plan_period_ratio(rule: Rule, _: Reference) -> Plan:
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
    columns = between(
        rule, (f'"{name}".received_low', f'"{name}".received_high'), (f'"{name}".base_low', f'"{name}".base_high')
    )
    expected, received = ends(rule, "expected"), ends(rule, "received")
    return Plan(rule, "period", columns, (within_tolerance(rule),), expected, received, sources={name: source})


def plan_balance(rule: Rule, _: Reference) -> Plan:
    """Σ subject = Σ whole over all units in a period, a missing figure as anything it may be."""
    source = f"""
        select
            period_id,
            {_totals(rule.subject, "received")},
            {_totals(rule.whole, "expected")}
        from due
        group by period_id
    """
    return compared_source(rule, "period", source)


def plan_year_total(rule: Rule, _: Reference) -> Plan:
    """The subject, a yearly figure, against the sum of the whole over the half-years of its calendar year.

    The first half-year's figures are those of the unit and of every unit that has since become part of it. Not evaluated
    when one of them is missing, or the register of periods does not hold the whole year.
    """
    source = f"""
        select
            now.unit_id,
            now.period_id,
            {_own_and_earlier("half")}
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
    return compared_source(rule, "unit_period", source)


def plan_rating_cap(rule: Rule, reference: Reference) -> Plan:
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
            and half.indicator_id in ({sql_list(rule.parts)})
        where now.indicator_id = '{rule.subject}'
        group by now.unit_id, now.period_id
    """
    name = rule.rule_id
    columns = {f"{name}.{column}": number_in_force(rule, f'"{name}".{column}') for column in ("rank", "cap")}
    check = at_least(f"{name}.cap", f"{name}.rank")
    return Plan(rule, "unit_period", columns, (check,), (f"{name}.cap", f"{name}.cap"), sources={name: source})
