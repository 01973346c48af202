"""Days that a list states as texts are read in the order that its column tells, or asked about."""

import datetime as dt
from pathlib import Path

import pytest

from pipelines.returns.list_days import column_days
from pipelines.workbooks.grid import Value
from tests.forms.drawing import drawn, put, write
from tests.forms.reading import read

NAME = "danh-sach-du-an"


@pytest.mark.parametrize(
    ("values", "read_as", "is_asked"),
    [
        (["15/8/2022", "03/06/2023"], ["2022-08-15", "2023-06-03"], False),
        (["03/06/2023", "5.6.2023"], ["2023-06-03", "2023-06-05"], False),
        (["08/15/2022", "03/06/2023", ""], ["2022-08-15", "2023-03-06", ""], True),
        (["08/15/2022", "10-20-2023", "04/04/2024"], ["2022-08-15", "2023-10-20", "2024-04-04"], False),
        (["08/15/2022", "28/5/2024", "03/06/2023"], ["2022-08-15", "2024-05-28", "03/06/2023"], True),
        # What another program could take for a day it did, and left the rest.
        (["08/15/2022", dt.date(2023, 6, 3)], ["2022-08-15", "2023-06-03"], True),
        (["31/02/2024", "Quý II/2024"], ["31/02/2024", "Quý II/2024"], False),
        (["2024/2/13", "2024-11-05", "05/11/2024"], ["2024-02-13", "2024-11-05", "2024-11-05"], False),
    ],
)
def test_the_days_of_a_column_tell_what_comes_first(values: list[Value], read_as: list[str], is_asked: bool) -> None:
    days = column_days(values)
    assert [days.attribute(value) for value in values] == read_as
    assert bool(days.detail) == is_asked


@pytest.mark.parametrize(
    ("values", "unclear"),
    [
        (["15/8/2022", "31/6/2024", "2024-02-30", "29.2.2023", "31/6/2024"], ["31/6/2024", "2024-02-30", "29.2.2023"]),
        (["31/6/2024"], ["31/6/2024"]),
        (["13.2.24", dt.date(2024, 2, 14), "5-6-24", "1.2.3"], ["13.2.24", "5-6-24"]),
        (["13/2/24", "5/6/24"], ["13/2/24", "5/6/24"]),
        # Numbers of sections, and texts that say no day.
        (["1.2.10", "1.2.11", "12/21"], []),
        (["15/8/2022", "Quý II/2024", "14/21", "-", "", 45000], []),
    ],
)
def test_a_text_that_is_no_day_of_the_calendar_or_leaves_out_the_century_is_unclear(
    values: list[Value], unclear: list[str]
) -> None:
    assert list(column_days(values).unclear) == unclear


def test_a_day_that_cannot_be_is_told_at_its_cell_and_kept_as_it_was_written(tmp_path: Path) -> None:
    draft = drawn(NAME)
    put(E10="31/6/2024", E12="13.2.24")(draft)
    found = read(NAME, write(draft, tmp_path, "xlsx"))
    told = list(zip(*(found.findings[name] for name in ("fault", "address", "received", "detail")), strict=True))
    assert [(fault, at) for fault, at, _, _ in told] == [("day_order", "E10"), ("day_order", "E12")]
    assert {received for _, _, received, _ in told} == {"Ngày khởi công"}
    assert "'31/6/2024'" in told[0][3]
    assert "'13.2.24'" in told[1][3]
    texts = dict(zip(found.entries["address"], found.entries["code"], strict=True))
    assert (texts["E10"], texts["E12"]) == ("31/6/2024", "13.2.24")


def test_a_list_that_a_program_saved_with_the_month_first_is_read_so_and_asked_about(tmp_path: Path) -> None:
    days = {"E10": "08/15/2022", "E11": "03/06/2023", "E12": "10/20/2023", "E14": "04/12/2024"}
    days |= {"E15": "05/28/2024", "E16": "09/03/2024", "E17": "01/02/2024"}
    draft = drawn(NAME)
    put(**days)(draft)
    found = read(NAME, write(draft, tmp_path, "csv"))
    told = zip(*(found.entries[name] for name in ("address", "column_code", "code")), strict=True)
    texts = {str(at): text for at, column, text in told if column == "3" and str(at) in days}
    assert list(texts.values()) == [
        "2022-08-15", "2023-03-06", "2023-10-20", "2024-04-12", "2024-05-28", "2024-09-03", "2024-01-02",
    ]  # fmt: skip
    assert list(zip(found.findings["fault"], found.findings["address"], strict=True)) == [("day_order", "E10")]
    assert "'03/06/2023'" in found.findings["detail"][0]
