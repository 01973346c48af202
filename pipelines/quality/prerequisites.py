"""Prerequisites: a rule does not speak about a case that already breaks a rule it builds on."""

from collections.abc import Iterable, Sequence

import duckdb
import pandas as pd

from pipelines.quality.findings import Case
from pipelines.quality.plan import CELL_FRAMES, Plan
from pipelines.quality.suites import Outcome
from pipelines.reference import Reference

_KEY = ["return_id", "period_id", "indicator_id"]


class Broken:
    """The cases that break each rule evaluated so far.

    For a rule about cells a case is a return's indicator, for another rule about returns it is the return, and for a rule
    about periods the period.
    """

    def __init__(self, cases: Iterable[Case]) -> None:
        self._of_rule: dict[str, pd.DataFrame] = {}
        self._about_cells: set[str] = set()
        rows: dict[str, list[tuple[str | None, ...]]] = {}
        for case in cases:
            rows.setdefault(case.rule.rule_id, []).append((case.return_id, case.period_id, case.indicator_id))
            if case.rule.scope == "cell":
                self._about_cells.add(case.rule.rule_id)
        for rule_id, keys in rows.items():
            self._of_rule[rule_id] = pd.DataFrame(keys, columns=_KEY)

    def add_findings(self, db: duckdb.DuckDBPyConnection, reference: Reference, plans: Iterable[Plan]) -> None:
        """Take prerequisites of `plans` that were evaluated on returns before from quality.return_finding."""
        here = {plan.rule.rule_id for plan in plans}
        earlier = {rule_id for plan in plans for rule_id in plan.rule.prerequisite} - here
        if not earlier:
            return
        found = db.execute(
            f"select rule_id, {', '.join(_KEY)} from quality.return_finding where list_contains(?, rule_id)", [sorted(earlier)]
        ).df()
        for rule_id, rows in found.groupby("rule_id"):
            self._of_rule[str(rule_id)] = rows[_KEY]
        rules = [rule for rule in reference.rule if rule.rule_id in earlier]
        self._about_cells |= {rule.rule_id for rule in rules if rule.scope == "cell" or rule.subject == "*"}

    def add_rows(self, plan: Plan, frame: pd.DataFrame, outcome: Outcome) -> None:
        """Take the rows of a frame that break a plan's rule."""
        rows = frame.iloc[list(outcome.failed_rows)]
        indicator = rows["indicator_id"] if plan.frame in CELL_FRAMES else plan.rule.subject
        self._of_rule[plan.rule.rule_id] = rows[["return_id", "period_id"]].assign(indicator_id=indicator)
        if plan.is_about_cells:
            self._about_cells.add(plan.rule.rule_id)

    def rows_of(self, plan: Plan, frame: pd.DataFrame) -> pd.Series:
        """Which rows of the plan's frame are cases that break one of its prerequisites."""
        found = pd.Series(False, index=frame.index)
        for rule_id in plan.rule.prerequisite:
            cases = self._of_rule.get(rule_id)
            if cases is None or cases.empty:
                continue
            if plan.frame in ("period", "term"):
                found |= frame["period_id"].isin(cases["period_id"]) if plan.frame == "period" else True
            elif rule_id not in self._about_cells:
                found |= frame["return_id"].isin(cases["return_id"])
            elif plan.frame in CELL_FRAMES:
                cell = ["return_id", "indicator_id"]
                found |= pd.MultiIndex.from_frame(frame[cell]).isin(pd.MultiIndex.from_frame(cases[cell]))
            else:
                found |= frame["return_id"].isin(cases.loc[cases["indicator_id"].isin(plan.reads), "return_id"])
        return found


def set_aside(frame: pd.DataFrame, plans: Sequence[Plan], broken: Broken) -> pd.DataFrame:
    """The frame, with the columns of a plan null where a prerequisite is broken: null is not evaluated."""
    waiting = [(plan, rows) for plan in plans if plan.rule.prerequisite and (rows := broken.rows_of(plan, frame)).any()]
    if waiting:
        frame = frame.copy()
    for plan, rows in waiting:
        frame.loc[rows, list(plan.columns)] = None
    return frame
