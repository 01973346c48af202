"""Kinds of rules that ask whether a figure is usual: for its own unit, or among its peers."""

from dataclasses import replace

from pipelines.quality.plan import Plan, covers, gap_within
from pipelines.quality.plans_across_returns import compared_source
from pipelines.reference import Reference, Rule


def plan_own_past(rule: Rule, reference: Reference) -> Plan:
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
        where period_count >= {rule.minimum_history} and {covers(rule, reference)}
    """
    return _outlier(rule, source)


def plan_peers(rule: Rule, reference: Reference) -> Plan:
    """As 'own_past', against the units of the same kind in the same period, of which at least minimum_history others are known.

    Where the rule states a whole, subject / whole is compared, and the tolerance is in that measure: commendations per member.
    """
    covered = covers(rule, reference)
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
    plan = compared_source(rule, "series" if rule.subject == "*" else "unit_period", source)
    return replace(plan, checks=(gap_within(rule, 0),), has_residual=False)
