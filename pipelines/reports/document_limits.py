"""What limits the figures of a document, what each unit sent and brought, and how figures are rounded."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipelines.language.notation import format_count, format_number
from pipelines.language.words import say
from pipelines.reports.evaluated import Evaluated, Row

MOST_NAMED = 12
"""Units that a sentence names; the others are counted."""


def limits(found: Evaluated) -> Iterator[str]:
    """What the figures lack, and how they were decided on: each sentence only where there is something to say."""
    count = {name: format_count(number or 0) for name, number in found.limits.items()}
    has = found.limits
    period = found.cutoff.period.label_vi
    if has["accepted_count"]:
        yield say("{due_count} returns were due up to the end of {period}, and {accepted_count} count.", period=period, **count)
    else:
        yield say("{due_count} returns were due up to the end of {period}, and none counts yet.", period=period, **count)
    if has["missing_count"]:
        yield say("{count} returns are missing: {names}.", count=count["missing_count"], names=_named(found, "missing"))
    else:
        yield say("No return that was due is missing.")
    if has["late_count"]:
        yield say("{late_count} returns came late, by {most_late_days} day(s) at most.", **count)
    if has["stale_count"]:
        yield say("{stale_count} returns count in an older version, for the newest does not.", **count)
    if has["rejected_count"]:
        yield say("{rejected_count} times a return was sent back to be mended.", **count)
    if has["corrected_count"]:
        yield say(
            "The office corrected {count} figure(s): {names}.",
            count=count["corrected_count"],
            names=_named(found, "correction"),
        )
    if has["overridden_count"]:
        yield say("{overridden_count} explanation(s) were accepted against a rule.", **count)
    if has["doubtful_count"]:
        yield say("{doubtful_count} warning(s) are not explained yet; what they doubt is counted as it was told.", **count)


def _named(found: Evaluated, what: str) -> str:
    rows = [row for row in found.stood if row["what"] == what]
    names = [
        f"{name} ({row['period_vi']})" if row["period_vi"] else name for row in rows for name in row["units_vi"].split("; ")
    ]
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f"; {say('{count} more', count=more)}" if more > 0 else "")


def units(found: Evaluated) -> dict[str, Any]:
    """Of each unit its returns, and what it added to the totals that are asked for; and all of them together.

    No rows while no return counts: limits say so.
    """
    if not found.limits["accepted_count"]:
        return {"rows": []}
    of_indicator: dict[str, list[Row]] = defaultdict(list)
    for (_, indicator_id), row in found.unit_totals.items():
        of_indicator[indicator_id].append(row)
    heads = [f"{first['indicator_vi']} ({first['unit_of_measure_vi']})" for first, *_ in of_indicator.values()]
    rows = [
        {
            "name": row["unit_name_vi"],
            "came": f"{row['accepted_count']}/{row['due_count']}",
            "late": format_count(row["late_count"]),
            "cells": [_total(found.unit_totals.get((row["unit_id"], indicator_id))) for indicator_id in of_indicator],
        }
        for row in found.unit_returns
    ]
    accepted, due, late = (
        sum(row[column] for row in found.unit_returns) for column in ("accepted_count", "due_count", "late_count")
    )
    sums = [sum(row["value"] for row in of_it if row["value"] is not None) for of_it in of_indicator.values()]
    total = {
        "name": say("All units"),
        "came": f"{format_number(accepted)}/{format_number(due)}",
        "late": format_count(late),
        "cells": list(map(format_count, sums)),
    }
    return {"heads": heads, "rows": rows, "total": total}


def rounding() -> Iterator[str]:
    """The rules by which figures are rounded."""
    yield say(
        "Percentages are rounded once, a half up, to one decimal, from numerator and denominator; counts are not rounded, "
        "so that parts add up to their totals; means of a period are rounded to two decimals."
    )
    yield say("'Above' names the whole percent below the figure, 'below' the whole percent above it, or the half below one.")


def _total(row: Row | None) -> str:
    if row is None or row["value"] is None:
        return "—"
    return format_count(row["value"]) + ("*" if row["known_count"] < row["due_count"] else "")
