"""A second office: health facilities in English, by the month, age and sex. The same code says no Vietnamese word to it."""

import csv
import html
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.folders import PROJECT, Folders
from pipelines.language.vietnamese.personal_words import BEFORE
from pipelines.language.words import label
from pipelines.reference import Reference, load_reference
from pipelines.reference.register_tables import lay_registers
from pipelines.reference.wording_lists import LISTS, OPTIONAL
from pipelines.reports.export import export_marts
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.proposal import propose
from pipelines.templates.template import write_workbook
from pipelines.warehouse import SCHEMAS
from tests.conftest import Installation
from tests.sdmx_files import code_of, read_files
from tests.unit.workbooks import Draft, Grid

REGISTERS = Path(__file__).with_name("reference")
MONTH = "2025-03"
FIGURES = {"1.01": 412, "1.02": 31, "2.01": 25, "2.02": 22}
CASES = {"R-101": (12, 14, 30, 41), "R-102": (5, 4, 9, 11)}
"""Row of form M-2 → its open cells, left to right."""
FRIDGES = (("Fridge", "F-17", "Store", None), ("Freezer", "F-18", "Store", "2025-03-11"), ("Cold box", "B-02", "Ward", None))
"""Rows of form M-3, a list: appliance, asset number, place, and since when it is out of order."""
DOSES = {
    "2025-02": {"V-1": (1200, 90, 190), "V-2": (600, 40, 90)},
    MONTH: {"V-1": (1200, 100, 290), "V-2": (600, 50, 150)},
}
"""Month → row of form M-4 → plan, doses given in the month and from January on; 90 and 50 are no 150."""
AGES = ("_under_5_M", "_under_5_F", "_5_up_M", "_5_up_F")


@pytest.fixture
def office() -> Reference:
    """Its registers; their words are in force."""
    return load_reference(REGISTERS)


def write(
    path: Path,
    reference: Reference,
    unit_id: str = "LAKESIDE",
    month: str = MONTH,
    *,
    is_live: bool = True,
    figures: Mapping[str, int] | None = None,
) -> Path:
    """The workbook that the office hands out, blank or with figures."""
    unit, period = reference.unit_on(unit_id, month), reference.periods[month]
    assert unit
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = {
        ("fridges", f"#{row}", column): said
        for row, item in enumerate(FRIDGES, start=8)
        for column, said in zip(("_item", "_asset", "_place", "_broken"), item, strict=True)
    }
    doses = {
        ("doses", row, column): figure
        for row, found in DOSES[month].items()
        for column, figure in zip(("_plan", "_month", "_so_far"), found, strict=True)
    }
    cases = {**listed, **doses} | {
        ("main", row, column): figure for row, found in CASES.items() for column, figure in zip(AGES, found, strict=True)
    }
    write_workbook(
        path,
        reference,
        unit,
        period,
        receiver_vi="Northern Health Office",
        previous={},
        values={("facility_m1", code): figure for code, figure in (figures or {}).items()},
        cells=cases if figures else None,
        is_live=is_live,
    )
    return path


def fill_in(path: Path, figures: Mapping[str, str | int]) -> None:
    """Type figures into both of its forms."""
    book = openpyxl.load_workbook(path)
    for row in book["M-1"].iter_rows():
        if len(row) > 4 and str(row[1].value) in figures:
            row[4].value = figures[str(row[1].value)]
    for row in book["M-2"].iter_rows():
        for cell, figure in zip(row[2:], CASES.get(str(row[0].value), ()), strict=False):
            cell.value = figure
    book.save(path)


def texts_of(path: Path) -> Iterator[str]:
    """Everything that a workbook or page shows: cells, formulas, comments, validations, formats, headers, properties."""
    if path.suffix == ".html":
        yield html.unescape(path.read_text(encoding="utf-8"))
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")) and "theme" not in name:  # names of fonts of every script
                yield html.unescape(archive.read(name).decode())


def foreign(texts: Iterator[str]) -> set[str]:
    """Words with a letter outside ASCII."""
    return {word for text in texts for word in re.findall(r"\w+", text) if any(c.isalpha() and not c.isascii() for c in word)}


def rows(read: dict[str, list[object]], *names: str) -> set[tuple[object, ...]]:
    """Chosen columns of what was read."""
    return set(zip(*(read[name] for name in names), strict=True))


def test_a_form_is_proposed_by_its_own_words(office: Reference, tmp_path: Path) -> None:
    heads: Grid = [
        ["Code", "Item", "Target 2025", "Cumulative", "Budget, last year", "Patients", "Including: women"],
        ["A", "B", 1, 2, 3, 4, 5],
    ]
    path = Draft({"a": [["Form: X-9"], ["Month 3, 2025"], [], *heads, ["V-1", "Visits", 5, 3, 4, 2, 1]]}).write_xlsx(
        tmp_path / "a.xlsx"
    )
    found = propose(path, office)
    slots = [line for line in found["form_slot"] if line["side"] == "column"]
    assert [(line["value_kind"], line["period"]) for line in slots[2:5]] == [
        ("plan", "year"),
        ("", "from_january"),
        ("plan", "year"),
    ]
    assert found["form"][0]["code"] == "X-9"
    assert not foreign(text for lines in found.values() for line in lines for text in line.values())


def test_folders_are_named_by_its_own_words(office: Reference, database: duckdb.DuckDBPyConnection) -> None:
    for schema in SCHEMAS:
        database.execute(f"create schema {schema}")
    lay_registers(database, office)
    for name in ("period_call", "period_spelling", "spelling"):
        models.build(database, shipped[f"staging.{name}"])
    query = "select words from staging.spelling where period_id = '2025-03' and words in (' month 3 2025 ', ' thang 3 2025 ')"
    assert database.execute(query).fetchall() == [(" month 3 2025 ",)]


def test_its_workbook_is_drawn_in_english(office: Reference, tmp_path: Path) -> None:
    path = write(tmp_path / "LAKESIDE.xlsx", office)
    assert not foreign(texts_of(path))
    sheet = openpyxl.load_workbook(path)["M-1"]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"Form no.: M-1", "Facility: Lakeside Health Centre", "Period: March 2025", "Figure", "Remarks", "Check"} <= set(
        said
    )


def test_its_workbook_comes_back_read_cell_by_cell(office: Reference, tmp_path: Path) -> None:
    path = write(tmp_path / "LAKESIDE.xlsx", office)
    fill_in(path, FIGURES)
    read = read_return(path, Forms.of(office))
    # Whoever wrote it here was no spreadsheet program: formulas hold no results.
    assert set(read.findings["fault"]) == {"formula_without_value"}
    found = rows(read.entries, "unit_id", "period_id", "line_code", "value")
    assert {("LAKESIDE", MONTH, code, figure) for code, figure in FIGURES.items()} <= {
        (unit, period, line, int(str(value))) for unit, period, line, value in found if value is not None
    }
    cases = rows(read.entries, "line_code", "breakdown", "value")
    assert {("R-101", "age_group=under_5 gender=male", 12), ("R-102", "age_group=5_up gender=female", 11)} <= {
        (line, breakdown, int(str(value))) for line, breakdown, value in cases if value is not None
    }


@pytest.mark.parametrize(
    ("typed", "state", "comparator", "value"),
    [
        ("nil", "none_occurred", None, 0),
        ("n/a", "not_applicable", None, None),
        ("over 400", "value", ">", 400),
        ("about 1,200 patients", "value", "≈", 1200),
        ("at least 35", "value", ">=", 35),
    ],
)
def test_words_in_cells_are_those_of_its_register(
    office: Reference, tmp_path: Path, typed: str, state: str, comparator: str | None, value: int | None
) -> None:
    path = write(tmp_path / "LAKESIDE.xlsx", office, is_live=False)
    fill_in(path, {**FIGURES, "1.01": typed})
    read = read_return(path, Forms.of(office))
    found = {row[0]: row[1:] for row in rows(read.entries, "line_code", "state", "comparator", "value")}
    assert found["1.01"] == (state, comparator, value)


def test_vietnamese_words_are_none_of_its_own(office: Reference, tmp_path: Path) -> None:
    path = write(tmp_path / "LAKESIDE.xlsx", office, is_live=False)
    fill_in(
        path, {**FIGURES, "1.01": "kh\N{LATIN SMALL LETTER O WITH CIRCUMFLEX}ng ph\N{LATIN SMALL LETTER A WITH ACUTE}t sinh"}
    )
    read = read_return(path, Forms.of(office))
    found = {row[0]: row[1] for row in rows(read.entries, "line_code", "state")}
    assert found["1.01"] == "unreadable"


def test_every_list_of_words_is_its_own() -> None:
    with (REGISTERS / "wording.csv").open(encoding="utf-8", newline="") as file:
        given = {(row["list_id"], row["code"]) for row in csv.DictReader(file)}
    asked = {(list_id, code) for list_id, codes in LISTS.items() for code in codes}
    assert given <= asked
    assert {list_id for list_id, _ in asked - given} <= OPTIONAL


@pytest.mark.parametrize(
    ("grid", "is_refused"),
    [
        ([["Patient", "NHS number"], ["a", "943 476 5919"], ["b", "943 476 5870"]], True),
        ([["Prepared by a clerk, NI number AB 12 34 56 C"]], True),
        ([["Reported by phone: 07700 900 123, 07700 900 124, 07700 900 125"]], True),
        ([["Facility code", "012345678901"], ["Help line", "0912 345 678"]], False),  # numbers of persons elsewhere
        ([["Purchase order 07700900123"]], False),
    ],
)
def test_numbers_of_persons_are_those_of_its_own_country(
    office: Reference, tmp_path: Path, grid: Grid, is_refused: bool
) -> None:
    read = read_return(Draft({"a": [["Form M-1"], *grid]}).write_xlsx(tmp_path / "a.xlsx"), Forms.of(office))
    assert ("personal_data" in read.findings["fault"]) is is_refused


def test_an_office_that_names_no_numbers_of_persons_has_those_of_before(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "raw" / "reference", folder := tmp_path / "reference")
    path = folder / "wording.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    shipped = load_reference(folder)
    given = {
        (row.list_id, row.code): (row.text, *row.aliases) for row in shipped.wording if row.list_id.startswith("personal_")
    }
    assert given == BEFORE
    path.write_text("".join(line for line in lines if not line.startswith("personal_")), encoding="utf-8")
    grid: Grid = [["CCCD"], ["012345678901"]]
    read = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), Forms.of(load_reference(folder)))
    assert "personal_data" in read.findings["fault"]


def test_a_night_of_it_says_no_vietnamese_word(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    shutil.copytree(REGISTERS, tmp_path / "raw" / "reference")
    reference = load_reference(REGISTERS)
    returns = tmp_path / "raw" / "returns" / MONTH
    write(returns / "LAKESIDE.xlsx", reference, figures={**FIGURES, "1.02": 500})
    write(returns / "RIVERSIDE.xlsx", reference, "RIVERSIDE", figures=FIGURES)
    write(returns.with_name("2025-02") / "RIVERSIDE.xlsx", reference, "RIVERSIDE", "2025-02", figures=FIGURES)
    (returns / "notes.pdf").write_bytes(b"%PDF-1.7")
    installation.steps()
    warehouse = tmp_path / "warehouse"
    [slip] = (warehouse / "slips" / MONTH).rglob("LAKESIDE*.xlsx")
    assert label("slip", "sheet") in openpyxl.load_workbook(slip).sheetnames
    read = [path for folder in ("slips", "reports", "data_docs", "releases") for path in (warehouse / folder).rglob("*")]
    shown = [path for path in read if path.suffix in (".html", ".xlsx")]
    assert {path.suffix for path in shown} == {".html", ".xlsx"}
    assert not {path.name: words for path in shown if (words := foreign(texts_of(path)))}
    said_in = {name: mart for name, mart in installation.marts().items() if not name.startswith("dictionary_")}  # with examples
    marts = {name: foreign(str(value) for row in mart for value in row) for name, mart in said_in.items()}
    assert not {name: words for name, words in marts.items() if words}
    assert installation.query("select rule_id, message_vi from marts.finding where rule_id = 'PRT-01'") == [
        ("PRT-01", "500 referred, of 412 out-patients")
    ]
    assert installation.query(
        "select sum(value) from marts.observation where indicator_id = 'deliveries_attended' and period_id = '2025-03'"
    ) == [(22,)]
    assert installation.query(
        "select label_vi, said_vi['Kept in'], day_by_column['_broken']::varchar, indicators_vi from marts.list_row "
        "where unit_name_vi = 'Riverside Clinic' and period_id = '2025-03' and list_contains(indicator_ids, 'fridges_broken')"
    ) == [("Freezer", "Store", "2025-03-11", ["Appliances of the cold chain", "Appliances out of order"])]
    broken = "select closing_by_period['2025-03'], address from marts.observation where indicator_id = 'fridges_broken'"
    assert (1, "B10") in {(int(value), address) for value, address in installation.query(broken) if value is not None}
    # Marts that it names it may ask for so; others have no view.
    assert installation.query(
        "select facility, sum(count) from en.figures where indicator_id = 'deliveries_attended' group by all order by facility"
    ) == [("Lakeside Health Centre", None), ("Riverside Clinic", 44)]
    assert installation.query("select count(*) from duckdb_views() where not internal") == [(1,)]
    # Riverside, in two months: 14 and 41 with a respiratory infection, 4 and 11 with diarrhoea; Lakeside's return is rejected.
    target = "select result_value, verdict from marts.target_evaluation where target_version_id = 'T2/congress'"
    assert installation.query(f"{target} and cutoff_period_id = '2025-03'") == [(140, "exceeded")]
    told = "select rule_id, message_vi from marts.finding where rule_id like 'FORM-%'"
    said = "Doses against polio: from January on it says 150, the period before and this one add up to 140"
    cells = "(February 2025 M-4!E10 + March 2025 M-4!D10)"
    assert installation.query(told) == [("FORM-CUMULATIVE", f"{said} {cells}")]
    planned = (
        "select unit_name_vi, plan_by_days['2025']::integer, achieved_by_days['2025']::integer, share_pct::float "
        "from marts.plan where indicator_id = 'doses_measles' order by unit_name_vi"
    )
    assert installation.query(planned) == [("Riverside Clinic", 1200, 290, pytest.approx(24.166666))]
    # Each axis of its breakdowns is a dimension of SDMX.
    export_marts(Folders(tmp_path))
    parts = read_files(warehouse / "exports" / "sdmx")["OBSERVATION_BY_BREAKDOWN"]
    key = ("REPORTING_UNIT", "PERIOD", "INDICATOR", "AXIS_age_group", "AXIS_gender")
    split = {tuple(code_of(row[name]) if row[name] != "_T" else None for name in key): row["OBS_VALUE"] for row in parts}
    held = installation.query(
        "select unit_version_id, period_id, indicator_id, members['age_group'], members['gender'], "
        "coalesce(value_by_axes[axes], closing_by_axes[axes][period_id])::varchar from marts.observation_by_breakdown"
    )
    assert split == {tuple(key): figure or "" for *key, figure in held}
    # The slip marks that very cell, and says the same figures when it is sent back.
    [slip] = (warehouse / "slips" / MONTH).rglob("RIVERSIDE*.xlsx")
    assert "Doses against polio" in openpyxl.load_workbook(slip)["M-4"]["E10"].comment.text
    back, sent = (read_return(path, Forms.of(reference)) for path in (slip, returns / "RIVERSIDE.xlsx"))
    assert (list(back.findings["fault"]), rows(back.entries, "address", "value")) == (
        [],
        rows(sent.entries, "address", "value"),
    )
    district = "select unit_name_vi, value_by_level[1], known_count, due_count from marts.indicator_total_by_unit"
    assert installation.query(f"{district} where indicator_id = 'deliveries_attended' and period_id = '2025-03'") == [
        ("North District", 22, 1, 2)
    ]
