"""What a shell on the published file greets with: which release it is, what there is to ask, and how."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import duckdb
from rich.console import Group
from rich.text import Text

from pipelines import queries
from pipelines.language.notation import format_instant, format_number
from pipelines.language.words import say, sentence
from pipelines.warehouse.build import row_counts
from pipelines.warehouse.signature import own_release


@dataclass(frozen=True)
class Example:
    """A question with its query, which names the table and its columns as the office does."""

    question: str
    """A sentence."""
    table: str
    columns: tuple[str, ...]
    where: str = ""
    """Column that is compared …"""
    wanted: str = ""
    """… and with what; '' for the first that there is."""


EXAMPLES = (
    Example(
        sentence("How far is each target at mid-term?"),
        "marts.evaluation_mid_term",
        ("label_vi", "target_vi", "result_vi", "verdict_vi"),
    ),
    Example(
        sentence("Whose returns are overdue?"), "marts.return", ("unit_name_vi", "period_vi", "due_on"), "status", "overdue"
    ),
    Example(
        sentence("What does an indicator come to in each period?"),
        "marts.indicator_total",
        ("period_vi", "figure_vi"),
        "indicator_id",
    ),
)


def greeting(db: duckdb.DuckDBPyConnection, time_zone: ZoneInfo) -> Group:
    """The release, its public tables with their rows, and example queries, to print in a terminal; `db` is a release."""
    release = own_release(db)
    at = release["released_at"].replace(tzinfo=ZoneInfo("UTC")).astimezone(time_zone)
    tables = queries.rows(db, "reports/named_table")
    counts = row_counts(db, {row["table_name"]: {} for row in tables})
    wide, high = max(len(row["name"]) for row in tables), len(format_number(max(counts.values())))
    listed = [
        Text.assemble(
            (f"{row['name']:<{wide}}", "bold"),
            f"  {format_number(counts[row['table_name']]):>{high}}  {row['about']}",
            no_wrap=True,
            overflow="ellipsis",
        )
        for row in tables
    ]
    names = {row["table_name"]: row["name"] for row in tables}
    asked = [Text.assemble((f"-- {say(example.question)}\n", "dim"), example_query(db, names, example)) for example in EXAMPLES]
    told = say(
        "Release {release}, published {at}; it can only be read. Tables, rows and what they say:",
        release=release["release_id"],
        at=format_instant(at),
    )
    named = say("For example (columns of a table: describe {table}; the end: .quit):", table=names["marts.observation"])
    return Group(Text(told), "", *listed, "", Text(named), "", *asked, "")


def example_query(db: duckdb.DuckDBPyConnection, names: dict[str, str], example: Example) -> str:
    """An example as it is typed: 'select … from vi.… where …;'."""
    columns = {row["column_name"]: row["name"] for row in queries.rows(db, "reports/named_column", table_name=example.table)}
    asked = f"select {', '.join(columns[column] for column in example.columns)} from {names[example.table]}"
    if not example.where:
        return f"{asked};"
    there = queries.distinct(db, example.table, example.where)
    wanted = example.wanted or min((value for (value,) in there if value is not None), default="")
    return f"{asked} where {columns[example.where]} = '{wanted}';"
