"""What lies behind each number of an evaluation page: its arithmetic, and the cells of the workbooks that it comes from."""

import base64
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

import duckdb

from pipelines import queries
from pipelines.language.words import label, say

MOST_CELLS = 100
"""Cells of one indicator and period that a page holds, the greatest first; it says how many more there are."""
PACKED = 6
"""How hard the content is compressed, of 9: more takes twice the time for a hundredth."""


class Cells:
    """The cells of indicators and periods, asked for once for all pages of a release: they come as JSON from the database."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}
        self._asked: set[str] = set()

    def of(self, db: duckdb.DuckDBPyConnection, asked: list[str]) -> dict[str, tuple[int, str]]:
        """Indicator and period → how many cells there are, and those to show as JSON; what has none is left out."""
        if new := [name for name in asked if name not in self._asked]:
            words = say("{figure} (corrected)", figure="{figure}")
            rows = queries.tuples(db, "reports/cell_behind", asked=new, most=MOST_CELLS, corrected=words)
            self._found |= {name: (count, cells) for name, count, cells in rows}
            self._asked |= set(new)
        return {name: self._found[name] for name in asked if name in self._found}


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

    def content(self, db: duckdb.DuckDBPyConnection, cells: Cells) -> str:
        """All of it as JSON, compressed, in signs that a page may hold (base64).

        {'numbers': …, 'totals': {asked: [indicator, period, figure, known, due]}, 'cells': {asked: [[unit, figure, file and
        sheet, cell], …]}, 'more': {asked: count}}
        """
        asked = list(self.asked)
        totals = {
            row["asked"]: [row[column] for column in ("indicator_vi", "period_vi", "figure_vi", "known_count", "due_count")]
            for row in queries.rows(db, "reports/total_behind", asked=asked)
        }
        found = cells.of(db, asked)
        more = {name: count - MOST_CELLS for name, (count, _) in found.items() if count > MOST_CELLS}
        # Of a year's figure nothing is due in the first half: there is nothing to open.
        numbers = {
            name: number | {"parts": [part for part in number["parts"] if part[-1] in totals]}
            for name, number in self.numbers.items()
        }
        told = [f'"{key}":{_as_json(value)}' for key, value in (("numbers", numbers), ("totals", totals), ("more", more))]
        told.append(f'"cells":{{{",".join(f"{_as_json(name)}:{text}" for name, (_, text) in found.items())}}}')
        return base64.b64encode(gzip.compress(f"{{{','.join(told)}}}".encode(), PACKED, mtime=0)).decode()

    def _add(self, name: str, part: dict[str, Any], part_vi: str) -> None:
        asked = f"{part['indicator_id']}/{part['period_id']}"
        self.asked.setdefault(asked)
        counts = say("counts") if part["is_result"] else ""
        self.numbers[name]["parts"].append([part["compared_vi"] or "", counts, part_vi, asked])


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
