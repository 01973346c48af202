"""Prerequisites: a rule does not speak about a case that already breaks a rule it builds on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from pipelines.reference import Reference, Rule

Place = tuple[str | None, str | None, str | None]
"""Return, period and indicator of a case, or of what is set aside, where None stands for each."""


@dataclass(frozen=True)
class Order:
    """The rules in the order in which they are judged: those that wait for others after them."""

    rules: tuple[Rule, ...]
    looks_at: Mapping[str, Mapping[str, frozenset[str]]]
    """Rule → indicator that it is about → every indicator that it then looks at."""

    @classmethod
    def of(cls, reference: Reference, rules: Sequence[Rule]) -> "Order":
        """The order of some rules of the register."""
        here = {rule.rule_id for rule in rules}
        waiting = TopologicalSorter({rule.rule_id: here & set(rule.prerequisite) for rule in rules})
        waiting.prepare()
        ordered: list[Rule] = []
        while waiting.is_active():
            ready = set(waiting.get_ready())
            ordered += [rule for rule in rules if rule.rule_id in ready]
            waiting.done(*ready)
        looks_at: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for rule in reference.rules_by_subject:
            looks_at[rule.rule_id][rule.subject] = frozenset(rule.named)
        return cls(tuple(ordered), looks_at)


def set_aside(
    order: Order, failing: Iterable[tuple[str, Place]], earlier: Mapping[str, Sequence[Place]], about_cells: frozenset[str]
) -> dict[str, set[Place]]:
    """What each rule does not speak about.

    Args:
        order: the rules, in order.
        failing: rule and place of every case that fails its expectation.
        earlier: places of the broken cases of rules that were judged before these.
        about_cells: rules of which only those cells count that the waiting rule looks at.

    Returns:
        rule → places: of a rule about periods the period, of another the return, or one indicator of it.
    """
    broken: dict[str, Sequence[Place]] = dict(earlier)
    of_rule: dict[str, list[Place]] = defaultdict(list)
    for rule_id, place in failing:
        of_rule[rule_id].append(place)
    aside: dict[str, set[Place]] = {}
    for rule in order.rules:
        aside[rule.rule_id] = {
            place
            for needed in rule.prerequisite
            for case in broken.get(needed, ())
            for place in _silenced(rule, order.looks_at[rule.rule_id], case, is_about_cells=needed in about_cells)
        }
        broken[rule.rule_id] = [case for case in of_rule[rule.rule_id] if not is_aside(case, aside[rule.rule_id])]
    return {rule_id: places for rule_id, places in aside.items() if places}


def is_aside(case: Place, aside: set[Place]) -> bool:
    """Whether a case is among what is set aside."""
    return_id, period_id, indicator_id = case
    covering: tuple[Place, ...] = (
        (return_id, None, None),
        (return_id, None, indicator_id),
        (None, period_id, None),
        (None, None, None),
    )
    return not aside.isdisjoint(covering)


def _silenced(rule: Rule, looks_at: Mapping[str, frozenset[str]], case: Place, *, is_about_cells: bool) -> Iterator[Place]:
    """Where a rule is silent as `case` breaks its prerequisite."""
    return_id, period_id, indicator_id = case
    if rule.scope == "bloc":
        yield None, None, None
    elif rule.scope == "period" and rule.kind != "peers":
        yield None, period_id, None
    elif return_id and not is_about_cells:
        yield return_id, None, None
    elif return_id:
        if rule.subject == "*":
            yield return_id, None, indicator_id
        yield from ((return_id, None, subject) for subject, looked_at in looks_at.items() if indicator_id in looked_at)
