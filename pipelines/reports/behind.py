"""What lies behind each number of an evaluation page: its arithmetic, and the cells of the workbooks that it comes from."""

import base64
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

import duckdb

from pipelines import queries
from pipelines.language.words import label, say

MOST_CELLS = 200
"""Cells of one indicator and period that a page holds, the greatest first; it says how many more there are."""


@dataclass
class Behind:
    """Numbers of one page, by the name under which a button of the page asks for them."""

    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name → {'said': the arithmetic in words or '', 'parts': [[year or period compared, how it counts, part, asked], …]}."""
    asked: dict[str, None] = field(default_factory=dict)
    """Indicator and period, 'members_admitted/2021H1', in the order in which they were met."""

    def add_targets(self, db: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
        """Results of targets: rows of an evaluation, named by their result_id."""
        for row in rows:
            self.numbers[row["result_id"]] = {"said": row["sentence_vi"], "parts": []}
        for part in queries.rows(db, "reports/result_part", results=[row["result_id"] for row in rows]):
            self._add(part["result_id"], part, part["part_vi"] if part["is_base"] or part["part"] != "whole" else "")

    def add_figures(self, db: duckdb.DuckDBPyConnection, cutoff_period_id: str, term_id: str) -> None:
        """Figures of the report at a cut-off, named by figure and cut-off: 'F001/2023H1'."""
        for part in queries.rows(db, "reports/figure_part", cutoff=cutoff_period_id, term=term_id):
            name = f"{part['figure_id']}/{cutoff_period_id}"
            self.numbers.setdefault(name, {"said": "", "parts": []})
            self._add(name, part, label("part", part["part"]) if part["part"] != "whole" else "")

    def content(self, db: duckdb.DuckDBPyConnection) -> str:
        """All of it as JSON, compressed, in signs that a page may hold (base64).

        {'numbers': …, 'totals': {asked: [indicator, period, figure, known, due]}, 'cells': {asked: [[unit, figure, file and
        sheet, cell], …]}, 'more': {asked: count}, 'places': [file and sheet, …]}
        """
        asked = list(self.asked)
        places: dict[str, int] = {}
        cells: dict[str, list[list[Any]]] = {}
        more: dict[str, int] = {}
        for row in queries.rows(db, "reports/cell_behind", asked=asked, most=MOST_CELLS):
            place = " › ".join(part for part in (row["path"], row["sheet_name"]) if part)
            figure = say("{figure} (corrected)", figure=row["figure_vi"]) if row["is_corrected"] else row["figure_vi"]
            told = [row["unit_name_vi"], figure, places.setdefault(place, len(places)), row["address"] or ""]
            cells.setdefault(row["asked"], []).append(told)
            more[row["asked"]] = row["cell_count"] - MOST_CELLS
        content = {
            "numbers": self.numbers,
            "totals": {
                row["asked"]: [row[column] for column in ("indicator_vi", "period_vi", "figure_vi", "known_count", "due_count")]
                for row in queries.rows(db, "reports/total_behind", asked=asked)
            },
            "cells": cells,
            "more": {name: count for name, count in more.items() if count > 0},
            "places": list(places),
        }
        packed = gzip.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)
        return base64.b64encode(packed).decode()

    def _add(self, name: str, part: dict[str, Any], part_vi: str) -> None:
        asked = f"{part['indicator_id']}/{part['period_id']}"
        self.asked.setdefault(asked)
        counts = say("counts") if part["is_result"] else ""
        self.numbers[name]["parts"].append([part["compared_vi"] or "", counts, part_vi, asked])
