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
    ],
)
def test_the_days_of_a_column_tell_what_comes_first(values: list[Value], read_as: list[str], is_asked: bool) -> None:
    days = column_days(values)
    assert [days.attribute(value) for value in values] == read_as
    assert bool(days.detail) == is_asked


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
