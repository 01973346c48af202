"""Files that count from another instant than in the release before, as the book of incoming files says otherwise by now."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from pipelines import queries
from pipelines.language.notation import format_instant
from pipelines.language.words import say


def moved_receipts(db: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Rows of marts.file whose received_at is another than in the release before, each with 'before_vi', 'now_vi' and 'by_vi'.

    A line that was written, corrected or lost since decides on lateness, and on which revision is in force. `db` and `before`
    are releases, `zone` is the office's.
    """
    if "landed_at" not in queries.columns(before).get("marts.file", {}):  # a release of an earlier version knows no book
        return []
    now, then = ({row["receipt_id"]: row for row in queries.rows(each, "reports/booked_file")} for each in (db, before))
    last = max((receipt_id for (receipt_id,) in queries.distinct(before, "marts.file", "receipt_id")), default=0)
    moved = []
    for receipt_id in sorted(number for number in now.keys() | then.keys() if number <= last):
        row = now.get(receipt_id) or then[receipt_id]
        was = then[receipt_id]["received_at"] if receipt_id in then else row["landed_at"]
        is_booked = receipt_id in now
        came = row["received_at"] if is_booked else row["landed_at"]
        if was != came:
            by = (
                say("the book of incoming files")
                if is_booked
                else say("when it was taken in; the book says nothing of it any more")
            )
            moved.append(row | {"before_vi": _shown(was, zone), "now_vi": _shown(came, zone), "by_vi": by})
    return moved


def moved_texts(count: int) -> list[str]:
    """One line for the night's summary and the run's page; none where nothing moved."""
    if not count:
        return []
    return [
        say(
            "book of incoming files: {count} file(s) count from another instant than in the release before; "
            "the notes on the release name them",
            count=count,
        )
    ]


def _shown(at: datetime, zone: ZoneInfo) -> str:
    return format_instant(at.replace(tzinfo=UTC).astimezone(zone))
