"""A register saved again by a spreadsheet program says the same, or names the cell that does not."""

import codecs
import csv
import io
import re
import shutil
import unicodedata
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import RegisterError
from pipelines.folders import PROJECT
from pipelines.reference import REGISTERS, Reference, load_reference
from pipelines.reference.contract import MAY_BE_EMPTY, column_types, tables
from pipelines.tables import insert
from tests.properties.batches import examples

SHIPPED = PROJECT / "raw" / "reference"
DAYS = {
    "year first": "{0}-{1}-{2}",
    "day of a timestamp": "{0}-{1}-{2} 00:00:00",
    "with slashes": "{0}/{1}/{2}",
    "Vietnamese": "{2}/{1}/{0}",
    "with dots": "{2}.{1}.{0}",
}
_TONES = "\u0300\u0301\u0309\u0303\u0323"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "reference"))


@lru_cache
def shipped() -> Reference:
    return load_reference(SHIPPED)


def table(name: str) -> list[list[str]]:
    with (SHIPPED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def text(rows: list[list[str]], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL, newline: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=newline).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def with_days(name: str, rows: list[list[str]], pattern: str) -> list[list[str]]:
    """The rows, days written otherwise."""
    days = [column_types()[name].get(heading) == "DATE" for heading in rows[0]]
    return [rows[0]] + [
        [pattern.format(*field.split("-")) if is_day and field else field for field, is_day in zip(row, days, strict=True)]
        for row in rows[1:]
    ]


def is_day_first_told(name: str, rows: list[list[str]]) -> bool:
    """Whether one day of the file is after the 12th, or all are the same either way."""
    columns = [place for place, heading in enumerate(rows[0]) if column_types()[name].get(heading) == "DATE"]
    days = [row[place].split("-")[1:] for row in rows[1:] for place in columns if row[place]]
    return any(int(day) > 12 for _, day in days) or all(month == day for month, day in days)


def windows_1258(words: str) -> bytes:
    """As Windows writes it: letters with their quality in one character, the tone after it."""
    letters = []
    for letter in unicodedata.normalize("NFC", words):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in _TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES)) + tones
        letters.append(letter.encode("cp1258") if tones == "" else base.encode("cp1258"))
    return b"".join(letters)


ENCODINGS = {
    "UTF-8": lambda words: words.encode(),
    "UTF-8 with mark": lambda words: codecs.BOM_UTF8 + words.encode(),
    "UTF-16": lambda words: words.encode("utf-16"),
    "UTF-16 the other way": lambda words: codecs.BOM_UTF16_BE + words.encode("utf-16-be"),
    "UTF-16 without mark": lambda words: words.encode("utf-16-le"),
    "letters taken apart": lambda words: unicodedata.normalize("NFD", words).encode(),
    "Windows-1258": windows_1258,
}


def without_places(reference: Reference) -> Reference:
    """The registers without the line numbers of the book of incoming files: a first line for the program moves them."""
    return replace(reference, received=tuple(row.model_copy(update={"line_number": 0}) for row in reference.received))


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(REGISTERS)),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    days=st.sampled_from(sorted(DAYS)),
    more=st.sampled_from(["", "columns", "rows", "first line"]),
)
def test_any_legal_resaving_loads_to_the_same_lines(
    name: str, delimiter: str, encoding: str, quoting: int, newline: str, days: str, more: str, folder: Path
) -> None:
    rows = table(name)
    is_told = delimiter == ";" or DAYS[days].startswith("{0}") or is_day_first_told(name, rows)
    rows = with_days(name, rows, DAYS[days if is_told else "year first"])
    if more == "columns":
        rows = [[*row, "", ""] for row in rows]
    elif more == "rows":
        rows = [*rows, [""] * len(rows[0]), []]
    content = text(rows, delimiter, quoting, newline)
    if more == "first line":
        content = f"sep={delimiter}{newline}{content}"
    if encoding == "Windows-1258" and any(letter not in _LEGACY for letter in unicodedata.normalize("NFC", content)):
        encoding = "UTF-16"
    path = folder / f"{name}.csv"
    before = path.read_bytes()
    path.write_bytes(ENCODINGS[encoding](content))
    try:
        assert without_places(load_reference(folder)) == without_places(shipped())
    finally:
        path.write_bytes(before)


_LEGACY = {letter for letter in map(chr, range(0x2100)) if letter.isascii()} | set(
    unicodedata.normalize("NFC", bytes(range(0xA1, 0x100)).decode("cp1258", errors="ignore"))
    + "".join(
        unicodedata.normalize("NFC", letter + tone)
        for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", *_TONES)
        if len(unicodedata.normalize("NFC", letter + tone)) == 1
    )
    + "đĐ“”‘’–—…"
)


def faults(folder: Path) -> str:
    with pytest.raises(RegisterError) as caught:
        load_reference(folder)
    return "\n".join(caught.value.faults)


def change(folder: Path, register: str, line: int, **values: str) -> None:
    rows = table(register)
    for column, value in values.items():
        rows[line - 1][rows[0].index(column)] = value
    (folder / f"{register}.csv").write_text(text(rows, newline="\n"), encoding="utf-8")


@pytest.mark.parametrize(
    ("register", "values", "says"),
    [
        ("rule", {"valid_from_on": "1/7/2020"}, "rule.csv:2: valid_from_on: may be 2020-01-07 or 2020-07-01, and no other day"),
        ("rule", {"valid_from_on": "31/6/2020"}, "rule.csv:2: valid_from_on: no such day, received '31/6/2020'"),
        ("rule", {"valid_from_on": "1/7/20"}, "rule.csv:2: valid_from_on: not a day; write it as 2020-07-01"),
        ("rule", {"valid_from_on": "44013"}, "rule.csv:2: valid_from_on: not a day"),
        ("rule", {"valid_from_on": "20200701"}, "rule.csv:2: valid_from_on: not a day"),
        ("rule", {"valid_from_on": "2020-07-01 07:30"}, "rule.csv:2: valid_from_on: not a day"),
        ("rule", {"valid_to_on": "9999-12-31"}, "rule.csv:2: valid_to_on: not in the years 1900 to 2200"),
        ("rule", {"is_blocking": "yes?"}, "rule.csv:2: is_blocking: neither true nor false, received 'yes?'"),
        ("rule", {"tolerance": "nan"}, "rule.csv:2: tolerance: not a number in digits"),
        ("rule", {"minimum_history": "2.5"}, "rule.csv:2: minimum_history: not a whole number"),
        ("indicator", {"valid_max": "1e5"}, "indicator.csv:2: valid_max: not a number in digits; write it as 1234.5"),
        ("indicator", {"valid_max": "Infinity"}, "indicator.csv:2: valid_max: not a number in digits"),
        ("indicator", {"valid_max": "1_000"}, "indicator.csv:2: valid_max: not a number in digits"),
        ("indicator", {"valid_max": "5²"}, "indicator.csv:2: valid_max: not a number in digits"),
        ("indicator", {"valid_max": "1,125"}, "indicator.csv:2: valid_max: may be 1.125 or 1125, and no other number"),
        ("indicator", {"valid_max": "9" * 19}, "indicator.csv:2: valid_max: has more than 18 digits"),
        ("indicator", {"valid_max": "0.1234567"}, "indicator.csv:2: valid_max: has more than 18 digits"),
        ("code", {"rank": "3000000000"}, "code.csv:2: rank: too large"),
        ("unit", {"name_vi": "Ð?ng b? co s?"}, "unit.csv:2: name_vi: the file was saved without its letters"),
        ("unit", {"name_vi": "Đảng b\ufffd"}, "unit.csv:2: name_vi: the file was saved without its letters"),
        ("target", {"target_value": "nan"}, "target.csv:2: target_value of 'agencies_rated_good_pct' is no number of it"),
        ("target", {"target_value": "trên 95"}, "target.csv:2: target_value of 'agencies_rated_good_pct' is a bound"),
        ("unit_alias", {"unit_id": "TC1"}, "unit_alias.csv:2: unit_id 'TC1' is not in register unit; did you mean 'TC01'?"),
        ("indicator", {"valid_max": "1.125"}, "indicator.csv:2: valid_max: may be 1.125 or 1125, and no other number"),
        (
            "form_line",
            {"line_code": "1.1"},
            "form_line.csv:2: line_code: the spreadsheet made '1.1' of '1.10' (format the column as text), but another line",
        ),
    ],
)
def test_a_cell_that_cannot_be_right_is_named(register: str, values: dict[str, str], says: str, folder: Path) -> None:
    change(folder, register, 2, **values)
    assert says in faults(folder)


@pytest.mark.parametrize(
    ("register", "column", "spelt", "is_read"),
    [
        ("indicator", "valid_max", "１２", "12"),
        ("indicator", "valid_max", "12,5", "12.5"),
        ("indicator", "valid_max", "10 000", "10000"),
        ("indicator", "valid_max", "1.000.000", "1000000"),
        ("indicator", "valid_max", "1,234,567.5", "1234567.5"),
        ("indicator", "valid_min", "−3,5", "-3.5"),
        ("code", "rank", "4.0", "4"),
        ("rule", "is_blocking", "SAI", "False"),
        ("target", "target_value", "96,5 %", "96.5"),
        ("target", "target_value", "９５", "95"),
    ],
)
def test_what_a_spreadsheet_shows_is_taken_rightly(register: str, column: str, spelt: str, is_read: str, folder: Path) -> None:
    change(folder, register, 2, **{column: spelt})
    assert str(getattr(getattr(load_reference(folder), register)[0], column)) == is_read


def test_a_truth_in_the_spreadsheets_own_language_is_taken_rightly(folder: Path) -> None:
    line = next(line for line, row in enumerate(table("rule"), 1) if row[0] == "KEY-01")  # one that may be true
    change(folder, "rule", line, is_blocking="ĐÚNG")
    assert [rule.is_blocking for rule in load_reference(folder).rule if rule.rule_id == "KEY-01"] == [True]


@pytest.mark.parametrize(("sign", "delimiter"), [(".", ","), (",", ";")])
def test_line_codes_that_became_numbers_are_read_as_the_lines_that_they_are(sign: str, delimiter: str, folder: Path) -> None:
    rows = table("form_line")
    place = rows[0].index("line_code")
    for row in rows[1:]:
        row[place] = f"{float(row[place]):g}".replace(".", sign)
    assert any(row[place].endswith(f"{sign}1") for row in rows)
    (folder / "form_line.csv").write_text(text(rows, delimiter), encoding="utf-8")
    assert load_reference(folder).form_line == shipped().form_line


def test_a_formula_of_one_code_that_became_a_number_is_that_code(folder: Path) -> None:
    rows = table("form_line")
    line = next(row for row in rows if row[rows[0].index("line_code")] == "1.01")
    line[rows[0].index("formula")] = "1.1"
    (folder / "form_line.csv").write_text(text(rows), encoding="utf-8")
    assert next(row for row in load_reference(folder).form_line if row.line_code == "1.01").formula == "1.10"


@pytest.mark.parametrize(
    ("days", "first"), [(("25/12/2020", "1/7/2020"), "2020-07-01"), (("12/25/2020", "7/1/2020"), "2020-07-01")]
)
def test_one_plain_day_decides_the_other_days_of_its_file(days: tuple[str, str], first: str, folder: Path) -> None:
    change(folder, "form", 2, valid_from_on=days[1], valid_to_on=days[0])
    assert str(load_reference(folder).form[0].valid_from_on) == first


def test_days_of_both_orders_in_one_file_decide_nothing(folder: Path) -> None:
    rows = table("form")
    place = rows[0].index("valid_from_on")
    for row, day in zip(rows[1:], ("25/12/2019", "12/25/2019", "1/7/2020"), strict=False):
        row[place] = day
    (folder / "form.csv").write_text(text(rows), encoding="utf-8")
    assert "form.csv:4: valid_from_on: may be 2020-01-07 or 2020-07-01" in faults(folder)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04rest", "term.csv: this is a workbook, not a CSV file"),
        ("Nhiệm kỳ §¶ng".encode("latin-1", errors="ignore") + b"\xb8\xd8", "term.csv: neither UTF-8, UTF-16 nor"),
        (b'term_id,label_vi\n"2020', "term.csv:2: the quotes of this line do not pair"),
        (b"term_id,labl_vi\n1,2\n", "term.csv:1: column 'labl_vi' is unknown; did you mean 'label_vi'?"),
        (b"term_id,term_id\n1,2\n", "term.csv:1: column 'term_id' stands there twice"),
        (b"term_id\n1\n", "term.csv:1: column 'first_period_id' is missing"),
        (b"Term ID,Label vi,x\n", "term.csv:1: column 'x' is unknown"),
        ("đường dẫn,ngày\na,b\n".encode(), "term.csv:1: column 'đường_dẫn' is unknown"),
        (
            "term_id,label_vi,first_period_id,mid_term_period_id,last_period_id\n1,Kỳ, một,2020H2,2023H1,2025H1\n".encode(),
            "term.csv:2: '2025H1' stands under no heading; is a field with ',' in quotes?",
        ),
    ],
)
def test_a_file_that_cannot_be_right_says_what_is_wrong(content: bytes, says: str, folder: Path) -> None:
    (folder / "term.csv").write_bytes(content)
    assert says in faults(folder)


def test_headings_with_spaces_and_capitals_are_known(folder: Path) -> None:
    rows = table("unit")
    rows[0] = [heading.replace("_", " ").title() for heading in rows[0]]
    (folder / "unit.csv").write_text(text(rows), encoding="utf-8")
    assert load_reference(folder) == shipped()


def test_a_register_under_the_name_of_an_earlier_version_says_what_to_do(folder: Path) -> None:
    for name, now, before, said in (
        ("wording", b"\ntaken_over,", b"\nscope,", "there is no list 'scope'; did you mean 'taken_over'?"),
        ("target", b",kind,", b",rule,", "target.csv:1: column 'rule' is unknown; did you mean 'kind'?"),
        ("printed_figure", b",taken_over,", b",scope,", "column 'scope' is unknown; did you mean 'taken_over'?"),
    ):
        (folder / f"{name}.csv").write_bytes((folder / f"{name}.csv").read_bytes().replace(now, before, 1))
        assert said in faults(folder)
    (folder / "printed_figure.csv").rename(folder / "figure.csv")
    said = "printed_figure.csv: the register was called 'figure.csv' before: rename that file; its lines stay as they are"
    assert said in faults(folder)


def test_a_register_under_another_name_is_found(folder: Path) -> None:
    (folder / "unit.csv").rename(folder / "unit (1).csv")
    assert "unit.csv: the register is missing; is it 'unit (1).csv'?" in faults(folder)


_ODD = st.sampled_from(
    [
        "nan",
        "inf",
        "-1",
        "1e9",
        "１２",
        "12,5",
        "1.234",
        "0",
        "99999999999999999999",
        "'",
        '"',
        "%",
        "{",
        "=1+1",
        "TRUE",
        "2020-02-30",
        "0001-01-01",
        "5²",
        "٣",
    ]
)


def land(name: str, reference: Reference) -> None:
    contract = tables()[name]
    rows = getattr(reference, name)
    with duckdb.connect() as db:
        db.execute("create schema reference")
        db.execute(contract.create_sql())
        insert(db, contract, {column: [getattr(row, column) for row in rows] for column in contract.columns})


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), odd=_ODD | st.text(max_size=6))
def test_a_register_with_any_field_lands_or_is_refused(data: st.DataObject, odd: str, folder: Path) -> None:
    name = data.draw(st.sampled_from(sorted(set(REGISTERS) - set(MAY_BE_EMPTY))))
    rows = table(name)
    row = data.draw(st.integers(1, len(rows) - 1))
    rows[row][data.draw(st.integers(0, len(rows[0]) - 1))] = odd
    path = folder / f"{name}.csv"
    before = path.read_bytes()
    path.write_bytes(text(rows).encode(errors="replace"))
    try:
        reference = load_reference(folder)
    except RegisterError as error:
        refused = error.faults
    else:
        refused = ()
        land(name, reference)
    finally:
        path.write_bytes(before)
    assert [fault for fault in refused if not re.match(r"[a-z_]+\.csv(:\d+)?: ", fault)] == []
