"""Finds what goes round in a circle among lines of a register that name one another."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

Name = TypeVar("Name")


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


def is_part_of_itself(name: Name, whole: Name | None, wholes: Mapping[Name, Name | None]) -> bool:
    """Whether the way from a line to the one that it is part of, and on, leads back to it.

    Args:
        name: the line.
        whole: the one that it is part of.
        wholes: the same for all lines.
    """
    above, seen = whole, {name}
    while above is not None and above not in seen:
        seen.add(above)
        above = wholes.get(above)
    return above == name
