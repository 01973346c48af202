"""What kinds of targets there are: one line for each, beside what it comes to in sql/core/target_<kind>.sql."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TargetKind:
    """One kind of target."""

    needs: frozenset[str] = frozenset()
    """Columns of the register that its SQL cannot do without, of each 'one|other' one at least."""
    may_use: frozenset[str] = frozenset()
    """Columns of the register that it uses where they are filled."""
    is_percent: bool = False
    """Whether it asks for a percentage whatever its indicator is measured in."""
    is_count: bool = False
    """Whether it asks for a whole number."""
    aggregations: frozenset[str] = frozenset({"sum", "last", "rate", "worst"})
    """How an indicator that it is about is added up."""
    is_by_year: bool = False
    """Whether it compares years: a part of a year says nothing then of what is added up over the year."""


def _kind(needs: str = "", may_use: str = "", aggregations: str = "sum last rate worst", **more: bool) -> TargetKind:
    return TargetKind(
        frozenset(needs.split()), frozenset(may_use.split()), aggregations=frozenset(aggregations.split()), **more
    )


_STAGES = "milestones profile_pct"
_BASE = "base_indicator_id base_period_id base_value"
KINDS: dict[str, TargetKind] = {
    "every_year": _kind(may_use="once_value", is_by_year=True),
    "cumulative": _kind(may_use=_STAGES, aggregations="sum"),
    "average": _kind(aggregations="sum last rate"),
    "once": _kind(is_by_year=True),
    "by_date": _kind(may_use=_STAGES),
    "done": _kind(may_use=_STAGES, aggregations="sum", is_count=True),
    "share_of_base": _kind("base_indicator_id|base_value", f"{_BASE} {_STAGES}", "sum last", is_percent=True),
    "growth": _kind("base_period_id|base_value", f"{_BASE} {_STAGES}", "sum last rate", is_percent=True),
    "composite": _kind("part_ids", is_count=True, aggregations=""),
}
"""Name of a kind, as register target has it → what it needs."""
