"""What a described form says of itself is compared: totals with parts, 'trong đó' with its whole, ratios with their figures."""

from pathlib import Path

import duckdb
import pytest

from pipelines.reference.form_parts import form_parts
from tests.forms.landed import OF_FORMS, built
from tests.forms.registers import reference as nine_forms

OWN = "rule_id in ('FORM-SUM', 'FORM-PART', 'FORM-RATIO')"


@pytest.mark.parametrize(
    ("name", "changes", "found"),
    [
        # A total of columns, and not the total of rows that it is part of, which is right.
        ("bieu-dang-vien-ba-tang", {"C19": 5}, {("FORM-SUM", "C19", "5")}),
        ("bieu-dang-vien-ba-tang", {"H11": 532}, {("FORM-PART", "H11", "532"), ("FORM-SUM", "H22", "194")}),
        ("bieu-dang-vien-ba-tang", {"C14": 15}, {("FORM-PART", "C14", "15"), ("FORM-SUM", "C14", "15")}),
        # A commune: its own total, that of its area and that of the district.
        (
            "bieu-huyen-theo-xa",
            {"E12": 121.5},
            {("FORM-SUM", "D12", "151,5"), ("FORM-SUM", "E10", "1.026,6"), ("FORM-SUM", "E11", "750,9")},
        ),
        ("bieu-chi-bo-theo-cot", {"E13": 4}, {("FORM-SUM", "D13", "13")}),
        # A part may be nearer to its plan than the whole.
        ("bieu-ke-hoach-thang-luy-ke", {"D12": 19950, "H12": 80}, set()),
    ],
)
def test_what_does_not_agree_is_asked_about_at_its_cell(
    name: str,
    changes: dict[str, float | str],
    found: set[tuple[str, str, str]],
    database: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    db = built(database, tmp_path, name, changes, "core.return", rules=OF_FORMS)
    told = f"select rule_id, address, received from quality.finding where {OWN} and severity = 'warning'"
    assert set(db.execute(told).fetchall()) == found
    assert db.execute("select distinct status from core.return").fetchall() == [("accepted",)]


OVERRIDES = """\
rule_id,unit_id,period_id,indicator_id,received,cell_count,reason_vi,explained_by,approved_by,approved_on
FORM-SUM,SONGTRA,2025H1,mm_opening,530,2,Một đảng viên ghi ở hai cột,Chi bộ,Văn phòng,2025-07-20
FORM-PART,SONGTRA,2025H1,,1,1,Không có gì,Chi bộ,Văn phòng,2025-07-20
"""


def test_what_is_wrong_is_said_with_the_arithmetic_and_overridden_like_any_warning(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    name, changes = "bieu-dang-vien-ba-tang", {"C11": 530}
    db = built(database, tmp_path, name, changes, "core.override_use", rules=OF_FORMS, registers={"override": OVERRIDES})
    messages = db.execute(f"select message_vi from quality.finding where {OWN} and address = 'C11'").fetchall()
    assert messages == [
        ("Chỉ tiêu 'Đảng viên đầu kỳ': tổng ghi là 530, các phần cộng lại là 531 (cột 'Tổng số' = 2+3+4+5)",),
    ]
    status = db.execute("select rule_id, status from core.override_use").fetchall()
    assert dict(status) == {"FORM-SUM": "in_force", "FORM-PART": "names_nothing"}


def test_what_is_printed_without_a_code_is_named_by_its_label() -> None:
    shapes = [shape for (form_id, _), shape in nine_forms().shapes.items() if form_id == "facility_m2"]
    told = set(form_parts(shapes, nine_forms().breakdown)["said_vi"])
    assert "cột 'All ages / F' = 'Under 5 / F' + '5–14 / F' + '15–49 / F' + '50+ / F'" in told
    assert not [detail for detail in told if "_" in str(detail)]


@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("bieu-hai-phan", {f"{column}13": None for column in "ABCDEFGH"}, ["3 Giám sát chuyên đề"]),
        # A commune that is not there is missing once, whatever is asked of it.
        ("bieu-huyen-theo-xa", {f"{column}12": None for column in "ABCDEFGHIJ"}, ["Thị trấn Tân Lĩnh"]),
    ],
)
def test_a_row_that_is_not_there_is_told_once(
    name: str, changes: dict[str, str | None], told: list[str], database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    db = built(database, tmp_path, name, changes, "core.return", rules=OF_FORMS)
    found = db.execute("select received from quality.finding where rule_id = 'READ-09'").fetchall()
    assert [received for (received,) in found] == told
