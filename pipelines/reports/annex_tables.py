"""What the sheets of an annex hold: rows of marts as they are, with the words beside the numbers."""

from dataclasses import replace
from math import ceil, floor
from typing import Any

from pipelines.language.words import say
from pipelines.reference import Reference
from pipelines.reports.annex_sheet import Chart, Column, Sheet
from pipelines.reports.document_words import Figures
from pipelines.reports.evaluated import Evaluated, Row

_FEW_PCT = 10
"""Percentages up to which an axis has steps of half a percent."""
_IN_WORDS = ("target_vi", "expected_vi", "result_vi", "figure_vi")


def sheets(reference: Reference, found: Evaluated) -> list[Sheet]:
    """The sheets of one evaluation, in their order; what they say in words is as the document has it."""
    figures = Figures(reference)

    def told(row: Row) -> Row:
        words = {name: figures.counted(row[name]).replace("\u00a0", " ") for name in _IN_WORDS if name in row}
        return row | words

    found = replace(
        found,
        targets=[*map(told, found.targets)],
        before=[*map(told, found.before)],
        outlook=[*map(told, found.outlook)],
        figures=[told(row) | {"section": row["section"].split(" ")[0]} for row in found.figures],
    )
    percent_vi = next((code.label_vi for code in reference.codes("unit_of_measure") if code.code == "percent"), "")
    return [
        replace(sheet, percent_vi=percent_vi)
        for sheet in (
            *(_targets(found), _pace(found), _before(found), _outlook(found), _years(reference, found)),
            *(_figures(found), _units(found), _rates(found), _stood(found)),
        )
    ]


def _targets(found: Evaluated) -> Sheet:
    columns = [
        *(Column(say("Id"), 7, "centre"), Column(say("Target"), 34), Column(say("Version"), 18)),
        *(Column(say("Aim of the target"), 22), Column(say("Due by now"), 22), Column(say("Result"), 22)),
        *(Column(say("Result as a number"), 11, "count"), Column(say("At least"), 11, "count")),
        *(
            Column(say("At most"), 11, "count"),
            Column(say("Unit of measure"), 11, "unit"),
            Column(say("Verdict"), 14, "centre"),
        ),
    ]
    names = "target_id label_vi version_vi target_vi expected_vi result_vi result_value low_value high_value"
    names += " unit_of_measure_vi verdict_vi"
    return Sheet(say("Targets"), say("Results of the targets"), columns, _rows(found.targets, names))


def _pace(found: Evaluated) -> Sheet:
    rank = {version: place for place, version in enumerate(dict.fromkeys(row["version_vi"] for row in found.targets))}
    measured = sorted(
        (row for row in found.targets if row["progress_pct"] is not None),
        key=lambda row: (rank[row["version_vi"]], row["direction"] != "at_least"),
    )
    columns = [
        *(Column(say("Id"), 7, "centre"), Column(say("Target"), 36), Column(say("Version"), 18)),
        Column(say("Unit of measure"), 11, "unit"),
        *(Column(say("Result through aim, %"), 12, "rate"), Column(say("Figures known, %"), 12, "rate")),
        *(Column(say("Still to come"), 12, "count"), Column(say("In each period so far"), 13, "mean")),
        Column(say("Needed in each period left"), 13, "mean"),
    ]
    names = "target_id label_vi version_vi unit_of_measure_vi progress_pct coverage_pct remaining_value pace_value needed_value"
    charts = []
    for version in rank:
        # Where less is better, a short bar would look like a failure.
        drawn = [at for at, row in enumerate(measured) if (row["version_vi"], row["direction"]) == (version, "at_least")]
        title = say("Result through aim, %") + (f": {version}" if len(rank) > 1 else "")
        charts += [Chart("bar", title, 4, rows=tuple(drawn), axis={"crossing": 100})] if drawn else []
    return Sheet(
        say("Pace"), say("How far targets are met, and what is left"), columns, _rows(measured, names), charts=tuple(charts)
    )


def _before(found: Evaluated) -> Sheet:
    earlier = {row["target_version_id"]: row for row in found.before}
    said = ("result_vi", "result_value", "verdict_vi")
    rows = [
        [
            *(row["target_id"], row["label_vi"], row["unit_of_measure_vi"]),
            *(each[name] for each in (earlier[row["target_version_id"]], row) for name in said),
        ]
        for row in found.targets
        if row["target_version_id"] in earlier
    ]
    then, now = found.before_vi, found.cutoff.period.label_vi
    told = [
        column
        for period in (then, now)
        for column in (
            Column(say("Result by {period}", period=period), 24),
            Column(say("As a number by {period}", period=period), 14, "count"),
            Column(say("Verdict by {period}", period=period), 16, "centre"),
        )
    ]
    columns = [Column(say("Id"), 7, "centre"), Column(say("Target"), 38), Column(say("Unit of measure"), 11, "unit"), *told]
    title = say("Beside the evaluation before")
    if found.frozen:
        title += f" ({say('as it was frozen: {label}', label=found.frozen['frozen_label'])})"
    return Sheet(say("Evaluation before"), title, columns, rows)


def _outlook(found: Evaluated) -> Sheet:
    columns = [
        *(Column(say("Id"), 7, "centre"), Column(say("Target"), 38), Column(say("Version"), 18)),
        Column(say("Aim of the target"), 20),
        *(Column(say("Result"), 20), Column(say("At least"), 11, "count"), Column(say("As likely more as less"), 13, "count")),
        *(Column(say("At most"), 11, "count"), Column(say("Unit of measure"), 10, "unit")),
        Column(say("Chance of being met, %"), 12, "whole"),
    ]
    names = "target_id label_vi version_vi target_vi result_vi low_value middle_value high_value unit_of_measure_vi met_pct"
    title = say("Outlook to the end of each target, in eight of ten cases")
    return Sheet(say("Outlook"), title, columns, _rows(found.outlook, names))


def _years(reference: Reference, found: Evaluated) -> Sheet:
    years = sorted({row["year"] for rows in found.years.values() for row in rows})
    rows: list[list[Any]] = []
    drawn: dict[bool, list[int]] = {True: [], False: []}
    for indicator_id, of_it in found.years.items():
        by_year = {row["year"]: row for row in of_it}
        if of_it[0]["unit_of_measure"] == "percent":
            drawn[reference.indicators[indicator_id].is_higher_better is not False].append(len(rows))
        told = (_in_a_year(by_year.get(year)) for year in years)
        rows.append([of_it[0]["indicator_vi"], of_it[0]["unit_of_measure_vi"], *told])
    columns = [
        *(Column(say("Figure"), 44), Column(say("Unit of measure"), 12, "unit")),
        *(Column(str(year), 15, "count") for year in years),
    ]
    charts = tuple(_lines(rows, lines) for lines in drawn.values() if lines)
    return Sheet(say("Years"), say("Results year by year"), columns, rows, charts=charts)


def _lines(rows: list[list[Any]], drawn: list[int]) -> Chart:
    """Percentages as lines over the years that have any, on an axis no longer than they need."""
    first = 2
    values = [float(value) for row in drawn for value in rows[row][first:] if value is not None] or [0.0]
    step = 5 if max(values) > _FEW_PCT else 0.5
    low, high = floor(min(values) / step) * step, min(ceil(max(values) / step) * step, 100)
    last = max((at for row in drawn for at, value in enumerate(rows[row]) if at >= first and value is not None), default=first)
    axis = {"min": low, "max": high} if low < high else {}
    return Chart("line", say("Percentages year by year"), first, by_row=True, rows=tuple(drawn), last=last, axis=axis)


def _in_a_year(row: Row | None) -> Any:
    if row is None:
        return None
    columns = (
        "year_to_date_rating_vi",
        "year_to_date_rate_pct",
        "year_to_date_value",
        "year_to_date_level_value",
        "closing_value",
    )
    return next((row[name] for name in columns if row[name] is not None), None)


def _figures(found: Evaluated) -> Sheet:
    columns = [
        *(Column(say("Section"), 10, "centre"), Column(say("What it says"), 46), Column(say("How it is taken"), 20)),
        *(Column(say("Figure"), 22), Column(say("As a number"), 16, "count"), Column(say("At least"), 16, "count")),
        *(Column(say("At most"), 16, "count"), Column(say("Unit of measure"), 14, "unit")),
        *(Column(say("Known"), 9, "whole"), Column(say("Due"), 9, "whole")),
        *([Column(say("As the report printed it"), 22)] if any(row["printed_vi"] for row in found.figures) else []),
    ]
    names = "section label_vi taken_over_vi figure_vi value low_value high_value unit_of_measure_vi"
    names += " known_count due_count printed_vi"
    rows = [row[: len(columns)] for row in _rows(found.figures, names)]
    return Sheet(say("Figures"), say("Figures of the report"), columns, rows)


def _units(found: Evaluated) -> Sheet:
    asked = {indicator_id: row for (_, indicator_id), row in found.unit_totals.items()}
    names = "unit_name_vi kind_vi sector_vi due_count accepted_count late_count most_late_days missing_count"
    rows = [
        [
            *(row[name] for name in names.split()),
            *(_of_unit(found.unit_totals, "value", row["unit_id"], indicator_id) for indicator_id in asked),
        ]
        for row in found.unit_returns
    ]
    columns = [
        *(Column(say("Unit"), 34), Column(say("Kind"), 18), Column(say("Sector"), 26), Column(say("Returns due"), 10, "whole")),
        *(Column(say("Accepted"), 10, "whole"), Column(say("Late"), 8, "whole"), Column(say("Days late at most"), 10, "whole")),
        Column(say("Missing"), 8, "whole"),
        *(Column(f"{row['indicator_vi']} ({row['unit_of_measure_vi']})", 16, "count") for row in asked.values()),
    ]
    return Sheet(
        say("Units"),
        say("Returns and totals of each unit"),
        columns,
        rows,
        frozen_columns=1,
    )


def _rates(found: Evaluated) -> Sheet:
    asked = {indicator_id: row for (_, indicator_id), row in found.unit_rates.items()}
    rows = [
        [
            *(row[name] for name in ("unit_name_vi", "kind_vi", "sector_vi")),
            *(_of_unit(found.unit_rates, "rate_pct", row["unit_id"], indicator_id) for indicator_id in asked),
        ]
        for row in found.unit_returns
        if any((row["unit_id"], indicator_id) in found.unit_rates for indicator_id in asked)
    ]
    columns = [
        *(Column(say("Unit"), 34), Column(say("Kind"), 18), Column(say("Sector"), 26)),
        *(Column(f"{row['indicator_vi']} ({row['unit_of_measure_vi']})", 16, "rate") for row in asked.values()),
    ]
    return Sheet(say("Rates of units"), say("Rates of each unit, over all periods together"), columns, rows, frozen_columns=1)


def _of_unit(rows: dict[tuple[str, str], Row], column: str, unit_id: str, indicator_id: str) -> Any:
    row = rows.get((unit_id, indicator_id))
    return row[column] if row else None


def _stood(found: Evaluated) -> Sheet:
    said = {
        "missing": say("Without an accepted return"),
        "late": say("Came late"),
        "rejected": say("Sent back to be mended"),
        "warning": say("Warning without an explanation"),
        "correction": say("Corrected by the office"),
        "override": say("Accepted against a rule"),
    }
    rows = [
        [said[row["what"]], row["period_vi"], row["said_vi"], row["late_days"], name]
        for row in found.stood
        for name in row["units_vi"].split("; ")
    ]
    columns = [
        *(Column(say("What"), 28), Column(say("Period"), 26), Column(say("Said of it"), 44)),
        *(Column(say("Days late"), 10, "whole"), Column(say("Unit"), 36)),
    ]
    return Sheet(say("Limits of the data"), say("What the figures lack, and what was decided on them"), columns, rows)


def _rows(rows: Any, names: str) -> list[list[Any]]:
    return [[row[name] for name in names.split()] for row in rows]
