"""Which parts make up what they are parts of, as the register of breakdowns has their members, though no formula says so."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from math import prod
from typing import NamedTuple

from pipelines.reference.form_cells import Shape, cuts, operands
from pipelines.reference.form_tables import ITEMS, UNITS, Breakdown, FormSlot

Members = tuple[str, ...]
"""'axis=member', sorted."""
Children = Mapping[str, Collection[str]]
"""'axis=member', or 'axis=' for the axis itself → its members next below."""


class Cut(NamedTuple):
    """A way in which the register of breakdowns says that a row or column is parted."""

    parts: tuple[FormSlot, ...]
    is_exhaustive: bool
    """Whether these make it up: all members of their axes stand there. Else they are no more than it."""


def children_of(breakdown: Iterable[Breakdown]) -> Children:
    """Members next below each member and axis."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in breakdown:
        found[f"{row.axis_id}={row.parent_id or ''}"].add(f"{row.axis_id}={row.member_id}")
    return found


def wholes_of(breakdown: Iterable[Breakdown]) -> dict[str, str]:
    """'axis=member' → the member that it is part of."""
    return {f"{row.axis_id}={row.member_id}": f"{row.axis_id}={row.parent_id}" for row in breakdown if row.parent_id}


def widened(members: Iterable[str], wholes: Mapping[str, str]) -> frozenset[str]:
    """Members, and all that they are part of by `wholes_of`; where that leads round in a circle, each once."""
    found: set[str] = set()
    for member in members:
        wider: str | None = member
        while wider and wider not in found:
            found.add(wider)
            wider = wholes.get(wider)
    return frozenset(found)


def make_up(parts: Iterable[Members], whole: Members, children: Children) -> bool:
    """Whether parts with the same axes have, along each of these, all members that the whole has.

    Combinations of them that are not there are no figures: which of them there are is the form's matter.
    """
    of_axis: dict[str, set[str]] = defaultdict(set)
    for member in {member for part in parts for member in part} - set(whole):
        of_axis[_axis(member)].add(member)
    tops = {_axis(member): member for member in whole}
    return bool(of_axis) and all(_covered(tops.get(axis, f"{axis}="), present, children) for axis, present in of_axis.items())


def _covered(node: str, present: Collection[str], children: Children) -> bool:
    below = children.get(node, ())
    return bool(below) and all(member in present or _covered(member, present, children) for member in below)


def implied_cuts(shape: Shape, slot: FormSlot, wholes: Mapping[str, str], children: Children) -> Iterator[Cut]:
    """Ways in which a row or column is parted though no formula says so: by others of its side that differ in members alone.

    Where a formula of it names one of these, the formula decides. What is 'trong đó' makes up nothing. Of parts along
    several axes at once none is taken where parts along one of these stand there: they are parted further.
    """
    if slot.role is not None or shape.kind_of(slot) == "computed":
        return
    by_axes: dict[tuple[str, ...], list[FormSlot]] = defaultdict(list)
    for other in shape.side(slot.side):
        if _is_alike(shape, slot, other) and (axes := _added(slot.members, other.members, wholes)):
            by_axes[axes].append(other)
    named = _named(shape, slot)
    for axes, parts in by_axes.items():
        is_finer = any(fewer in by_axes for count in range(1, len(axes)) for fewer in combinations(axes, count))
        if is_finer or any(part.slot_code in named for part in parts):
            continue
        parts = _without_finer(parts, wholes)
        counts = [len({member for part in parts for member in part.members if _axis(member) == axis}) for axis in axes]
        is_exhaustive = len(parts) == prod(counts) and make_up([part.members for part in parts], slot.members, children)
        yield Cut(tuple(parts), is_exhaustive)


def _is_alike(shape: Shape, slot: FormSlot, other: FormSlot) -> bool:
    """Whether two rows or columns differ in nothing but their members."""
    return (
        other is not slot
        and other.role is None
        and not other.of_which
        and shape.kind_of(other) == shape.kind_of(slot)
        and (other.indicator_id, other.period) == (slot.indicator_id, slot.period)
        and (other.closed, other.valid_from_on, other.valid_to_on) == (slot.closed, slot.valid_from_on, slot.valid_to_on)
    )


def _added(whole: Members, part: Members, wholes: Mapping[str, str]) -> tuple[str, ...]:
    """Axes along which one is a part of the other; none where it is not."""
    if not widened(part, wholes).issuperset(whole):
        return ()
    return tuple(sorted(_axis(member) for member in part if member not in whole))


def _without_finer(parts: Collection[FormSlot], wholes: Mapping[str, str]) -> list[FormSlot]:
    """Those of which no other is a whole: 'nữ' and not 'nữ dưới 35' beside it, along one axis."""
    return [part for part in parts if not any(_added(other.members, part.members, wholes) for other in parts if other != part)]


def _named(shape: Shape, slot: FormSlot) -> set[str]:
    """Slots that its formula names; what adds up units or rows of a list is parted by these."""
    try:
        found = {code for cut in cuts(slot.formula or "") if cut for _, code in operands(cut, shape.codes[slot.side])}
    except ValueError:
        return set(shape.codes[slot.side])  # told among the faults of the registers
    return set(shape.codes[slot.side]) if found & {UNITS, ITEMS} else found


def _axis(member: str) -> str:
    return member.partition("=")[0]
