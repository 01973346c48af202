"""Compares how figures that came are counted with how they were counted before: a meaning does not change in silence."""

from collections.abc import Collection, Iterator, Mapping

from pipelines.reference.cells import Record, Records

_INDICATOR = (
    "aggregation",
    "stock_point",
    "is_higher_better",
    "decimals",
    "numerator_ids",
    "denominator_ids",
    "derived_from_id",
    "derived_at_least",
    "part_of_id",
    "members",
)
_TARGET = (
    "indicator_id",
    "members",
    "kind",
    "direction",
    "target_value",
    "once_value",
    "first_period_id",
    "last_period_id",
    "base_indicator_id",
    "base_period_id",
    "base_value",
    "part_ids",
    "milestones",
    "profile_pct",
)
_MEANINGS = {"indicator": _INDICATOR, "code": ("rank",), "target": _TARGET}
"""Register → columns that say how figures that came are counted or judged."""
_DEFAULTS = {"stock_point": "closing", "decimals": "0"}
"""Column → what an empty field means."""
_KEYS = {"indicator": ("indicator_id",), "code": ("list_id", "code", "valid_from_on"), "target": ("target_id", "version")}


def restated_in_silence(
    before: Mapping[str, Records],
    after: Mapping[str, Records],
    lines: Collection[tuple[str, str]],
    ratings: Collection[str],
) -> list[str]:
    """Each change of what standing figures mean that the line does not state with a new `restated_on`.

    Args:
        before: last archived state of each register.
        after: the registers as they are.
        lines: form and line of each figure that stands.
        ratings: codes of ratings that stand.

    Returns:
        faults as 'file:line: column of … was …, is …; what stands on it; remedy'.
    """
    counted = _counted(before, lines)
    return [*_targets_gone(before, after, counted)] + [
        fault
        for name, columns in _MEANINGS.items()
        for key, (held, holds) in _both(before, after, name).items()
        if _is_used(name, held.fields, counted, ratings) and not _states(held, holds)
        for fault in _changes(name, key, columns, held, holds)
    ]


def _targets_gone(before: Mapping[str, Records], after: Mapping[str, Records], counted: Collection[str]) -> Iterator[str]:
    """Each version of a target that is gone though figures are judged by it."""
    held, holds = _by_key(before, "target"), _by_key(after, "target")
    for key, row in held.items():
        if key not in holds and _is_judged(row.fields, counted):
            yield (
                f"target.csv:{row.line} as it was: '{' '.join(key)}' is gone, and figures that came are judged by it; put the "
                "line back, and if it is to end give it the last_period_id that counts and restated_on, the day of the decision"
            )


def _counted(before: Mapping[str, Records], lines: Collection[tuple[str, str]]) -> set[str]:
    """Indicators with figures, and those computed from them."""
    rows = [record.fields for record in before["form_line"].rows] if "form_line" in before else []
    found = {row["indicator_id"] for row in rows if (row["form_id"], row["line_code"]) in lines}
    for record in before["indicator"].rows if "indicator" in before else ():
        parts = " ".join(record.fields.get(column, "") for column in ("numerator_ids", "denominator_ids", "derived_from_id"))
        if found & set(parts.split()):
            found.add(record.fields["indicator_id"])
    return found


def _both(
    before: Mapping[str, Records], after: Mapping[str, Records], name: str
) -> dict[tuple[str, ...], tuple[Record, Record]]:
    """The lines that both states have, by key."""
    held, holds = (_by_key(state, name) for state in (before, after))
    return {key: (row, holds[key]) for key, row in held.items() if key in holds}


def _by_key(state: Mapping[str, Records], name: str) -> dict[tuple[str, ...], Record]:
    if name not in state:
        return {}
    return {tuple(row.fields.get(column, "") for column in _KEYS[name]): row for row in state[name].rows}


def _is_used(name: str, held: Mapping[str, str], counted: Collection[str], ratings: Collection[str]) -> bool:
    if name == "code":
        return held["list_id"] == "rating" and held["code"] in ratings
    return _is_judged(held, counted)


def _is_judged(held: Mapping[str, str], counted: Collection[str]) -> bool:
    """Whether figures that came count for a line: those of its indicator, or of the targets that it counts."""
    return held.get("indicator_id") in counted or bool(held.get("part_ids"))


def _states(held: Record, holds: Record) -> bool:
    said = holds.fields.get("restated_on")
    return bool(said) and said != held.fields.get("restated_on")


def _changes(name: str, key: tuple[str, ...], columns: Collection[str], held: Record, holds: Record) -> Iterator[str]:
    for column in columns:
        was, is_now = (row.fields.get(column) or _DEFAULTS.get(column, "") for row in (held, holds))
        if was != is_now:
            yield (
                f"{name}.csv:{holds.line}: {column} of '{' '.join(key)}' was '{was}', is '{is_now}', and figures that came "
                "would mean something else; put it back, or, if it was wrong for all of them, give the line restated_on, the "
                "day on which that was decided"
            )
