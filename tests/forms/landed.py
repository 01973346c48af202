"""Returns of described forms, from the files of a folder to the tables of the warehouse."""

import csv
import dataclasses
import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import duckdb
import openpyxl

from pipelines.definitions import models as shipped
from pipelines.intake import landing
from pipelines.intake.archive import Archive
from pipelines.reference import Reference, load_reference
from pipelines.reference.register_tables import lay_registers
from pipelines.reference.run import Run, write_run
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return_or_finding
from tests.databases import copy_into, keep
from tests.forms.reading import CALENDARS, forms_for
from tests.forms.registers import HERE, NAMES, lay_over, make_registers
from tests.sql.given import judge_returns, lay_empty, make_missing
from tests.unit.register_files import edit

RUN_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
Changes = Mapping[str, float | str | None]
"""Cell of a workbook ('C12') → what stands there instead."""
OF_FORMS = ("FORM-", "READ-")
"""How the ids of the rules begin that are about described forms and about reading alone."""


def registers_of(folder: Path, name: str) -> Path:
    """The shipped registers with those of one form, whose units report no other, and the period of its workbook."""
    make_registers(folder, [name])
    _lay_over_shared(folder, "code", "list_id", "code")
    _lay_over_shared(folder, "breakdown", "axis_id", "member_id")
    lay_over(
        folder,
        "code",
        [{"list_id": "unit_kind", "code": "other", "label_vi": "Khác", "rank": "99", "valid_from_on": "2010-01-01"}],
    )
    _change(folder, "unit", "unit_id", _keys(name, "unit", "unit_id"), kind="other")
    if name in CALENDARS:
        [known] = CALENDARS[name].periods
        period = {
            "period_id": known.period_id,
            "label_vi": known.label_vi,
            "period_type": known.period_type,
            "starts_on": str(known.starts_on),
            "ends_on": str(known.ends_on),
            "due_on": str(known.ends_on + dt.timedelta(days=15)),
        }
        lay_over(folder, "period", [period])
        for register in ("form", "indicator"):
            key = f"{register}_id"
            _change(folder, register, key, _keys(name, register, key), frequency=known.period_type)
    return folder


def _lay_over_shared(folder: Path, register: str, *key: str) -> None:
    """Add what all these forms need of a register, as far as it is not there yet."""
    with (folder / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        known = {tuple(line[column] for column in key) for line in csv.DictReader(file)}
    for name in NAMES:
        if (path := HERE / name / f"{register}.csv").exists():
            with path.open(encoding="utf-8", newline="") as file:
                lines = {tuple(line[column] for column in key): line for line in csv.DictReader(file)}
            lay_over(folder, register, [line for found, line in lines.items() if found not in known])
            known |= lines.keys()


def _change(folder: Path, register: str, key: str, keys: set[str], **values: str) -> None:
    """Write these values into the lines of a register that have one of these keys."""
    with (folder / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for place, line in enumerate(lines, start=2):
        if line[key] in keys:
            edit(folder, register, place, **values)


def _keys(name: str, register: str, key: str) -> set[str]:
    """What the folder of a form adds to a register."""
    with (HERE / name / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        return {line[key] for line in csv.DictReader(file)}


def begin(db: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Lay an empty warehouse with these registers."""
    lay_empty(db)
    lay_registers(db, reference)
    write_run(db, Run(RUN_AT))


def build(
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    reference: Reference,
    forms: Forms,
    *wanted: str,
    rules: tuple[str, ...] = ("",),
) -> duckdb.DuckDBPyConnection:
    """Make the warehouse from what lies in `folder`/returns: every rule about returns, and the models.

    The files are read in this process, not in workers as at night.

    Args:
        db: an empty database.
        folder: where the returns lie, and the archive comes to lie.
        reference: registers.
        forms: what the reader knows of them.
        wanted: models of core and marts, which alone are made with what they read; all of them where none is named.
        rules: how the ids of the rules begin that are judged.
    """
    begin(db, reference)
    return _land(db, folder, reference, forms, wanted, rules)


def _land(
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    reference: Reference,
    forms: Forms,
    wanted: tuple[str, ...],
    rules: tuple[str, ...],
) -> duckdb.DuckDBPyConnection:
    archive = Archive(folder / "archive")
    archive.receive(folder / "returns")
    landing.land_receipts(db, archive)
    paths = dict.fromkeys(archive.object_path(receipt.file_sha256) for receipt in archive.receipts())
    for batch in landing.in_batches(archive, ((path, read_return_or_finding(path, forms)) for path in paths), "v1"):
        landing.land_batch(db, batch)
    judged = tuple(rule for rule in reference.rule if rule.rule_id.startswith(rules))
    judge_returns(db, dataclasses.replace(reference, rule=judged))
    make_missing(db, wanted or [name for name in shipped if name.startswith(("core.", "marts."))])
    return db


@cache
def _known(name: str, registers: tuple[tuple[str, str], ...]) -> tuple[Reference, Forms, str]:
    """The registers of one form, some of them with other contents; what the reader knows; an empty warehouse with them."""
    with tempfile.TemporaryDirectory() as folder:
        place = registers_of(Path(folder) / "reference", name)
        for register, lines in registers:
            (place / f"{register}.csv").write_text(lines, encoding="utf-8")
        reference = load_reference(place)
    return reference, forms_of(reference, name), keep(lambda db: begin(db, reference))


def built(
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    name: str,
    changes: Changes = MappingProxyType({}),
    *wanted: str,
    registers: Mapping[str, str] = MappingProxyType({}),
    rules: tuple[str, ...] = ("",),
) -> duckdb.DuckDBPyConnection:
    """The warehouse of the workbook of one form, with other contents in some of its cells ('C12'); the rest as in `build`.

    `registers`: contents of registers in place of those shipped.
    """
    reference, forms, empty = _known(name, tuple(registers.items()))
    send(folder, name, changes)
    copy_into(db, empty)
    return _land(db, folder, reference, forms, wanted, rules)


def send(folder: Path, name: str, changes: Changes) -> None:
    """Lay the workbook of one form into `folder`/returns in place of what was sent before, with these contents in its cells."""
    place = folder / "returns" / "workbook.xlsx"
    place.parent.mkdir(exist_ok=True)
    shutil.copy(HERE / name / "workbook.xlsx", place)
    if changes:
        book = openpyxl.load_workbook(place, data_only=True)  # what its formulas came to
        for address, content in changes.items():
            book.worksheets[0][address] = content
        book.save(place)


def forms_of(reference: Reference, name: str) -> Forms:
    """What the reader knows of these registers, with the calendar and words of one form."""
    known = forms_for(name)
    return dataclasses.replace(Forms.of(reference), calendar=known.calendar, words=known.words)
