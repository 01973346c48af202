"""What the reader is given of described forms: small, frozen, the same in every process."""

import pickle

import pytest

from pipelines.returns.layout import Forms
from pipelines.returns.printed_words import number_key, same_words, words_of
from tests.forms.registers import reference
from tests.unit import workbooks


@pytest.fixture(scope="module")
def forms() -> Forms:
    return Forms.of(reference())


def test_a_cell_of_a_table_is_known_by_the_codes_of_its_row_and_column(forms: Forms) -> None:
    members = next(table for table in forms.tables if table.form_id == "members_03")
    cell = members.cells["II/2/a", "5"]
    assert (cell.indicator_id, cell.breakdown) == ("mm_moved_in_province", "activity=retired member_kind=probationary")
    assert (cell.line.line_code, cell.line.unit_of_measure, cell.value_kind, cell.period) == ("II/2/a", "persons", "figure", "")
    assert not any((cell.is_total, cell.is_of_which, cell.is_closed))
    assert members.cells["II", "1"].is_total
    assert members.cells["I", "6"].is_of_which
    assert members.cells["II/1/-", "6"].is_of_which
    assert members.cells["II/1", "2"].is_closed
    assert members.depth == 3


def test_a_row_knows_its_section_and_the_number_that_is_printed(forms: Forms) -> None:
    members = next(table for table in forms.tables if table.form_id == "members_03")
    found = {slot.code: (slot.section, slot.number) for slot in members.rows}
    assert found["II"] == ("", "ii")
    assert found["II/1/-"] == ("II/1", "-")
    assert found["II/2/a"] == ("II/2", "a")
    facility = next(table for table in forms.tables if table.form_id == "facility_m2")
    assert {slot.code: slot.number for slot in facility.rows}["_all_new"] == ""
    assert {slot.code: slot.number for slot in facility.rows}["1.1"] == "1.1"


def test_worker_processes_get_the_same_tables(forms: Forms) -> None:
    again: Forms = pickle.loads(pickle.dumps(forms))
    assert repr(again.tables) == repr(forms.tables)
    assert again.tables[0].head_words == forms.tables[0].head_words


def test_an_office_without_described_forms_has_no_tables() -> None:
    assert workbooks.forms().tables == ()


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("I.", "i"),
        (" (1) ", "1"),
        (1.0, "1"),
        ("0010", "0010"),
        ("-", "-"),
        ("R-101", "r-101"),
        ("a)", "a"),
        ("1.2.1", "1.2.1"),
    ],
)
def test_a_printed_code_has_one_spelling(value: str | float, key: str) -> None:
    assert number_key(value) == key


@pytest.mark.parametrize(
    ("printed", "said", "numbers", "is_same"),
    [
        ("Kế hoạch năm {year}", "KẾ HOẠCH NĂM 2025", {"{year}": "2025"}, True),
        ("Kế hoạch năm {year}", "Kế hoạch năm 2024", {"{year}": "2025"}, False),
        ("Kế hoạch năm {year}", "Kế hoạch năm 2024", None, True),
        ("Tháng {month}/{year}", "Tháng 09/2025", {"{year}": "2025", "{month}": "9"}, True),
        ("{month} tháng năm {year_before}", "9 tháng năm 2024", {"{month}": "9", "{year_before}": "2024"}, True),
        ("5–14", "5-14", {}, True),
        ("5–14", "15–49", {}, False),
        ("Under 5", "Under 15", {}, False),
        ("Đảng viên", "§¶ng viªn", {}, True),
        ("Dưới 35 tuổi", "Dưới 35 tuổi (1)", {}, False),
    ],
)
def test_the_numbers_of_a_head_are_its_own_or_the_periods(
    printed: str, said: str, numbers: dict[str, str] | None, is_same: bool
) -> None:
    (own,) = words_of(printed)[:1]
    assert any(same_words(own, reading, numbers) for reading in words_of(said)) is is_same
