"""From a rule of the register to what Great Expectations is asked."""

from collections.abc import Callable, Iterable

from pipelines.quality import plans_across_returns as across
from pipelines.quality import plans_of_outliers as outliers
from pipelines.quality import plans_within_a_return as within
from pipelines.quality.plan import Plan
from pipelines.reference import Reference, Rule

_PLANNERS: dict[str, Callable[[Rule, Reference], Plan]] = {
    "unique_key": within.plan_unique_key,
    "required": within.plan_required,
    "range": within.plan_range,
    "integer": within.plan_integer,
    "in_code_list": within.plan_in_code_list,
    "part_of_whole": within.plan_part_of_whole,
    "sum_of_parts": within.plan_sum_of_parts,
    "reported_share": within.plan_reported_share,
    "continuity": across.plan_continuity,
    "reconcile": across.plan_reconcile,
    "matches_register": across.plan_matches_register,
    "completeness": across.plan_completeness,
    "ratio": within.plan_ratio,
    "period_ratio": across.plan_period_ratio,
    "balance": across.plan_balance,
    "year_total": across.plan_year_total,
    "rating_cap": across.plan_rating_cap,
    "own_past": outliers.plan_own_past,
    "peers": outliers.plan_peers,
}


def plan_rules(reference: Reference, rules: Iterable[Rule]) -> tuple[Plan, ...]:
    """The plan of each rule of any kind but 'reader', in the register's order."""
    return tuple(_PLANNERS[rule.kind](rule, reference) for rule in rules)
