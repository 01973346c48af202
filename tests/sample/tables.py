"""The sample as tables, as if its workbooks had been read: for measuring what comes after the reading."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.definitions import models as shipped
from pipelines.definitions import python_tables
from pipelines.queries import query
from pipelines.reference import Reference, register_tables
from pipelines.reference.run import Run, write_run
from pipelines.warehouse import FUNCTIONS, SCHEMAS
from tests.databases import make
from tests.judging import behind
from tests.sample.generate import NOT_APPLICABLE, Figures

RECEIVED_AT = dt.datetime(2026, 1, 1)  # noqa: DTZ001  # UTC, as stored


def lay_out(
    db: duckdb.DuckDBPyConnection, reference: Reference, figures: Figures, made: Collection[str] = shipped.keys()
) -> None:
    """Make every table of schemas raw, reference, staging and quality (no finding), and core (every return accepted).

    Computed lines hold what their formula gives. Of the models only those named in `made` are made.
    """
    for schema in SCHEMAS:
        db.execute(f"create schema if not exists {schema}")
    db.execute(query(FUNCTIONS))
    for table in python_tables:
        db.execute(table.create_sql())
    register_tables.lay_registers(db, replace(reference, received=()))  # all came at one instant
    write_run(db, Run(RECEIVED_AT.replace(tzinfo=dt.UTC)))
    ranks = {code.code: (Decimal(code.rank), code.code) for code in reference.codes("rating")}
    receipts, entries = [], []
    for number, ((unit_id, period_id), found) in enumerate(figures.items(), start=1):
        content = f"content-{number}"
        path = str(Path(period_id) / f"{unit_id}_{period_id}.xlsx")
        receipts.append((number, path, content, unit_id, period_id))
        unit = reference.unit_on(unit_id, period_id)
        assert unit is not None
        for form_id, lines in reference.due_lines(unit, period_id).items():
            codes = {line.line_code: line for line in lines}
            values: dict[str, float] = {}
            for line in sorted(lines, key=lambda line: line.formula is not None):
                figure: float | str
                if line.formula:
                    words = [str(values[word]) if word in codes else word for word in line.formula.split()]
                    figure = round(eval(" ".join(words)), 6)  # arithmetic of the register
                else:
                    figure = found[line.indicator_id]
                rank, code = ranks.get(str(figure), (None, None))
                values[line.line_code] = 0.0 if isinstance(figure, str) else float(figure)
                state = "not_applicable" if figure == NOT_APPLICABLE else "value" if figure else "zero"
                value = rank if isinstance(figure, str) else figure
                cell = (form_id, line.line_code, form_id, f"D{10 + int(line.line_code.partition('.')[2])}")
                comparator = None if value is None else "="
                entries.append((content, unit_id, period_id, *cell, str(figure), value, comparator, state, code))
    receipt = pd.DataFrame(receipts, columns=["receipt_id", "path", "file_sha256", "unit_id", "period_id"])
    receipt[["size_bytes", "modified_at", "received_at"]] = 1, RECEIVED_AT, RECEIVED_AT
    names = ["file_sha256", "unit_id", "period_id", "form_id", "line_code", "sheet_name", "address"]
    entry = pd.DataFrame(entries, columns=[*names, "received", "value", "comparator", "state", "code"]).astype("str")
    db.register("receipt", receipt)
    db.register("entry", entry.where(entry.notna(), None))
    db.execute("insert into raw.receipt by name select * exclude (unit_id, period_id) from receipt")
    db.execute("insert into raw.file by name select file_sha256, 'returns' as outcome from receipt")
    db.execute("insert into raw.return by name select file_sha256, unit_id, period_id from receipt")
    db.execute("insert into raw.entry by name select * from entry")
    db.unregister("receipt")
    db.unregister("entry")
    needed = behind(name for name in made if name.startswith(("staging.", "core.")))
    for model in shipped.values():
        if model.name in needed:
            make(db, model)
