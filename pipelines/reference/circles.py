"""Finds what goes round in a circle among lines of a register that name one another."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def circle(named_by: Mapping[str, Iterable[str]]) -> list[str]:
    """One way from a line through those that it names back to itself, both ends included; empty where there is none.

    Args:
        named_by: line → the lines that it names.
    """
    try:
        TopologicalSorter(named_by).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found[::-1]
    return []
