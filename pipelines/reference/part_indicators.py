"""Indicators that are parts of others: 'women among new members', as a line of the register says or a target asks for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.reference.breakdown_cuts import wholes_of
from pipelines.reference.form_cells import shapes_in
from pipelines.reference.form_tables import Breakdown
from pipelines.reference.lines import Lines, Unknown
from pipelines.reference.part_cells import part_cells
from pipelines.reference.registers import FormLine, Indicator, Target

if TYPE_CHECKING:
    from pipelines.reference.load import Reference

_SAME = ("aggregation", "stock_point", "unit_of_measure")
"""Columns in which a part is as its whole."""
_Key = tuple[str, tuple[str, ...]]
"""Whole, and members of the part, sorted."""


def with_target_parts(reference: "Reference") -> "Reference":
    """The registers with an indicator for each part that a target asks for, where no line has it; the target names that.

    Of a rate its numerators and denominators have the members.
    """
    parts = Parts(reference.indicator, reference.breakdown)
    targets = tuple(
        target.model_copy(update={"indicator_id": parts.part(target.indicator_id, target.members).indicator_id})
        if target.members and target.indicator_id
        else target
        for target in reference.target
    )
    return replace(reference, target=targets, indicator=parts.indicators)


class Parts:
    """Indicators, and the parts of them that are asked for."""

    def __init__(self, indicators: Iterable[Indicator], breakdown: Iterable[Breakdown]) -> None:
        self._by_id = {row.indicator_id: row for row in indicators}
        self._labels = {f"{row.axis_id}={row.member_id}": row.label_vi for row in breakdown}
        self._found: dict[_Key, Indicator] = {
            (row.part_of_id, tuple(sorted(row.members))): row for row in self._by_id.values() if row.part_of_id
        }

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All of them, in the order of the register, parts without a line of their own last."""
        return tuple({row.indicator_id: row for row in (*self._by_id.values(), *self._found.values())}.values())

    @property
    def misnamed(self) -> set[str]:
        """Names of parts that another indicator has too."""
        named = Counter(row.indicator_id for row in self._found.values())
        taken = (row.indicator_id for row in self._found.values() if self._by_id.get(row.indicator_id, row) is not row)
        return {name for name, count in named.items() if count > 1}.union(taken)

    def part(self, whole_id: str, members: Iterable[str]) -> Indicator:
        """The part of an indicator that has these members: the register's, or one that is named after both."""
        key = (whole_id, tuple(sorted(members)))
        if key not in self._found:
            self._found[key] = self._made(*key)
        return self._found[key]

    def _made(self, whole_id: str, members: tuple[str, ...]) -> Indicator:
        whole = self._by_id[whole_id]
        said = ", ".join(self._labels.get(member, member) for member in members)
        own: dict[str, object] = {
            "indicator_id": "-".join((whole_id, *(member.replace("=", "-") for member in members))),
            "label_vi": f"{whole.label_vi}: {said}",
            "label_en": f"{whole.label_en}: {' '.join(members)}",
            "members": members,
        }
        if whole.aggregation == "rate":
            for column in ("numerator_ids", "denominator_ids"):
                own[column] = tuple(self.part(part_id, members).indicator_id for part_id in getattr(whole, column))
            return whole.model_copy(update={**own, "members": ()})
        return whole.model_copy(update={**own, "part_of_id": whole_id})


def check_part_indicators(loaded: Mapping[str, Lines], unknown: Unknown) -> Iterator[str]:
    """Yield every fault of an indicator that is a part, and of a target that asks for one, as 'file:line: fault'.

    `form_table`, `form_slot` and `breakdown` have no fault.
    """
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    for register in ("indicator", "target"):
        for line, row in loaded[register].rows:
            assert isinstance(row, Indicator | Target)
            yield from unknown(register, line, "member", "breakdown", row.members)
    for line, row in loaded["indicator"].rows:
        assert isinstance(row, Indicator)
        yield from (f"indicator.csv:{line}: {fault}" for fault in _faults(row, indicators))
    yield from _untold(loaded, indicators)


def _faults(row: Indicator, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if bool(row.part_of_id) != bool(row.members):
        yield f"'{row.indicator_id}' needs both part_of_id and members, or neither"
    whole = indicators.get(row.part_of_id or "")
    if whole is None:
        return
    if whole.aggregation not in ("sum", "last") or whole.part_of_id or whole.derived_from_id:
        yield f"part_of_id '{row.part_of_id}' is a rate, a rating, derived or a part itself; name an indicator that forms print"
    for column in _SAME:
        if getattr(row, column) != getattr(whole, column):
            yield f"{column} of '{row.indicator_id}' is not that of '{row.part_of_id}', of which it is a part"


def _untold(loaded: Mapping[str, Lines], indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Parts that no described form tells."""
    breakdown = [row for _, row in loaded["breakdown"].rows if isinstance(row, Breakdown)]
    where: dict[str, str] = {
        row.indicator_id: f"indicator.csv:{line}"
        for line, row in loaded["indicator"].rows
        if isinstance(row, Indicator) and row.part_of_id
    }
    parts = Parts(indicators.values(), breakdown)
    for line, row in loaded["target"].rows:
        if isinstance(row, Target) and row.members and row.indicator_id and row.indicator_id in indicators:
            before = parts.misnamed
            parts.part(row.indicator_id, row.members)
            for name in sorted(parts.misnamed - before):
                yield f"target.csv:{line}: the part asked for would be called '{name}' as another indicator is; rename that"
            for part in parts.indicators:
                if part.part_of_id:
                    where.setdefault(part.indicator_id, f"target.csv:{line}")
    asked = [part for part in parts.indicators if part.indicator_id in where]
    if not asked:
        return  # what each cell is about takes long to tell
    lines = [row for _, row in loaded["form_line"].rows if isinstance(row, FormLine)]
    told = {cell.indicator_id for cell in part_cells(asked, lines, shapes_in(loaded).values(), wholes_of(breakdown))}
    for part in asked:
        if part.indicator_id not in told:
            members = " ".join(part.members)
            yield f"{where[part.indicator_id]}: no described form tells '{part.part_of_id}' with {members}, nor parts of that"
