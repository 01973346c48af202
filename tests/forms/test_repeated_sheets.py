"""A sheet that repeats another is told once, with both names, whatever its figures."""

import copy
from pathlib import Path

import pytest

from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.drawing import drawn
from tests.forms.reading import read
from tests.unit.workbooks import Draft, forms, plain_grid

NAME = "bieu-dang-vien-ba-tang"


def told(found: ReturnRead) -> list[tuple[str, ...]]:
    columns = (found.findings[name] for name in ("fault", "sheet_name", "expected"))
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize(("other", "detail"), [(None, "khác nhau"), (530, "khác nhau ở ô C11")])
def test_a_copied_sheet_of_a_described_form_is_told_once(other: int | None, detail: str, tmp_path: Path) -> None:
    draft = drawn(NAME)
    [name] = draft.sheets
    draft.sheets["Bản sao"] = copy.deepcopy(draft.sheets[name])
    if other is not None:
        draft.sheets["Bản sao"][10][2] = other
    found = read(NAME, draft.write_xlsx(tmp_path / "a.xlsx"))
    assert told(found) == [("repeated_sheet", "Bản sao", name)]
    assert (detail in found.findings["detail"][0]) == (other is not None)


def test_a_copied_sheet_of_a_form_of_lines_is_told_once(tmp_path: Path) -> None:
    draft = Draft({"01-TCĐ": plain_grid(), "Bản sao": plain_grid()})
    assert told(read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms())) == [("repeated_sheet", "Bản sao", "01-TCĐ")]


@pytest.mark.parametrize("from_row", [0, 6])
def test_a_form_that_stands_twice_on_a_sheet_is_told_once_with_both_places(tmp_path: Path, from_row: int) -> None:
    grid = plain_grid()
    found = read_return(Draft({"01-TCĐ": [*grid, [], *grid[from_row:]]}).write_xlsx(tmp_path / "a.xlsx"), forms())
    assert [fault for fault, *_ in told(found)] == ["repeated_form"]
    assert found.findings["expected"][0].startswith("dòng 7–")


def test_a_form_of_two_periods_on_a_sheet_is_read_for_both(tmp_path: Path) -> None:
    grid = plain_grid()
    other = [["Kỳ báo cáo: 6 tháng đầu năm 2021" if cell == grid[2][0] else cell for cell in row] for row in grid]
    found = read_return(Draft({"01-TCĐ": [*grid, [], *other]}).write_xlsx(tmp_path / "a.xlsx"), forms())
    assert (told(found), found.returns["period_id"]) == ([], ["2020H2", "2021H1"])
