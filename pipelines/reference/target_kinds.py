"""What kinds of targets there are: one line for each, beside what it comes to in sql/core/target_<kind>.sql."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TargetKind:
    """One kind of target."""

    needs: tuple[frozenset[str], ...]
    """Columns of the register that its SQL cannot do without, of each set one at least."""
    may_use: frozenset[str]
    """Columns of the register that it uses where they are filled."""
    aggregations: frozenset[str]
    """How an indicator that it is about may be added up; empty where it is about none."""
    is_percent: bool = False
    """Whether it asks for a percentage whatever its indicator is measured in."""
    is_by_year: bool = False
    """Whether it compares years: a part of a year says nothing then of what is added up over the year."""

    @property
    def uses(self) -> frozenset[str]:
        """Columns of the register that it uses besides those that every kind does; any other must be empty."""
        return self.may_use.union(*self.needs)


def _kind(needs: str = "", may_use: str = "", aggregations: str = "sum last rate worst", **more: bool) -> TargetKind:
    """`needs`, `may_use` and `aggregations` are names, parted by spaces; of 'base_period_id|base_value' it needs one."""
    needed = tuple(frozenset(columns.split("|")) for columns in needs.split())
    return TargetKind(needed, frozenset(may_use.split()), frozenset(aggregations.split()), **more)


_STAGES = "milestones profile_pct"
_BASE = "base_indicator_id base_period_id base_value"
KINDS: dict[str, TargetKind] = {
    "every_year": _kind(may_use="once_value", is_by_year=True),
    "cumulative": _kind(may_use=_STAGES, aggregations="sum"),
    "average": _kind(aggregations="sum last rate"),
    "once": _kind(is_by_year=True),
    "by_date": _kind(may_use=_STAGES),
    "done": _kind(may_use=_STAGES, aggregations="sum"),
    "share_of_base": _kind("base_indicator_id|base_value", f"{_BASE} {_STAGES}", "sum last", is_percent=True),
    "growth": _kind("base_period_id|base_value", f"{_BASE} {_STAGES}", "sum last rate", is_percent=True),
    "composite": _kind("part_ids", aggregations=""),
}
"""Name of a kind, as register target has it → what it needs."""
