"""What the reader looks up, and the line that a row is."""

import pickle
from dataclasses import replace
from typing import Any

import pytest

from pipelines.language.vietnamese import clean
from pipelines.language.vietnamese.period_words import VIETNAMESE
from pipelines.returns.headings import column_role, read_columns
from pipelines.returns.heads import read_head
from pipelines.returns.layout import Forms
from pipelines.returns.lines import LineFinder, Match
from pipelines.returns.versions import form_version
from pipelines.workbooks.grid import address, as_text, column_letters, place
from tests.unit.workbooks import forms, reference


def test_forms_are_small_and_survive_pickling() -> None:
    assert forms().words.keys  # what a process works out from its words stays with it
    pickled = pickle.dumps(forms())
    assert len(pickled) < 200_000  # half of it sentences: a worker gets it once
    assert pickle.loads(pickled).lines == forms().lines


def test_every_form_line_unit_and_period_of_the_registers_is_known() -> None:
    assert set(forms().lines) == {(line.form_id, line.line_code) for line in reference().form_line}
    assert set(forms().units.values()) == {unit.unit_id for unit in reference().unit}
    assert [period.period_id for period in forms().periods] == [period.period_id for period in reference().period]


def test_a_name_that_two_units_share_names_nobody() -> None:
    two = replace(
        reference(),
        unit_alias=tuple(
            alias.model_copy(update={"alias_vi": "Đảng bộ mẫu", "unit_id": unit})
            for alias in reference().unit_alias[:1]
            for unit in ("TC01", "TC02")
        ),
    )
    assert "đảng bộ mẫu" not in Forms.of(two).units


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("6 tháng cuối năm 2020", ("2020H2",)),
        ("6 THÁNG ĐẦU NĂM 2021", ("2021H1",)),
        ("Số liệu 6 tháng cuối năm 2020 (chính thức)", ("2020H2",)),
        ("06 tháng đầu năm 2021", ("2021H1",)),
        ("sáu tháng đầu năm 2021", ("2021H1",)),
        ("6T đầu 2021", ("2021H1",)),
        ("6 tháng cuối 2020", ("2020H2",)),
        ("kỳ II/2020", ("2020H2",)),
        ("kỳ I năm 2021", ("2021H1",)),
        ("2020H2", ("2020H2",)),
        ("từ ngày 01/07/2020 đến ngày 31/12/2020", ("2020H2",)),
        ("01.01.2021 - 31.12.2021", ("2021H1", "2021H2")),
        ("năm 2021", ("2021H1", "2021H2")),
        ("6 tháng đầu năm", ()),
        ("quý III năm 2020", ()),
        ("6 tháng cuối năm 2019", ()),
        ("16 tháng đầu năm 2021", ()),
        ("từ 01/07/2020 đến 30/09/2020", ()),
        ("từ 31/02/2021 đến 99/99/2021", ()),
        ("", ()),
    ],
)
def test_a_period_is_recognised_as_clerks_write_it(text: str, periods: tuple[str, ...]) -> None:
    assert forms().periods_in(text) == periods


def found(match: Match) -> str | None:
    return match.line.line_code if match.line else match.fault


@pytest.mark.parametrize(
    ("form_id", "code", "label", "expected"),
    [
        ("form_01", "1.05", "Đảng viên mới kết nạp trong kỳ", "1.05"),
        ("form_01", "1.05", "", "1.05"),
        ("form_01", "1.05", "chữ viết thêm", "1.05"),
        ("form_01", 1.05, "", "1.05"),
        ("form_01", 1.1, "Tổng cộng đảng viên cuối kỳ", "1.10"),
        ("form_01", 1.1, "Tổ chức cơ sở đảng", "1.01"),
        ("form_01", 1.1, "", "ambiguous_code"),
        ("form_01", "1.5", "", "1.05"),
        ("form_01", "", "Đảng viên chuyển đến", "1.07"),
        ("form_01", "", "đảng viên chuyễn đến", "1.07"),
        ("form_01", "", "Đảng viên chuyển", "ambiguous_label"),
        ("form_01", "", "Đảng viên", "unknown_line"),
        ("form_01", "1.07", "Đảng viên chuyển đi", "code_disagrees"),
        ("form_01", "9.99", "Đảng viên chuyển đi", "1.08"),
        ("form_01", "2.01", "", "2.01"),
        ("form_01", "", "Bí thư", "unknown_line"),
        ("form_02", "", "Bí thư", "2.08"),
        ("form_02", "", "Phó bí thư", "2.09"),
        ("form_02", "", "Bí thu", "unknown_line"),
        (None, "", "Phó bí thư", "2.09"),
        (None, "", "Học viên lớp bồi dưỡng kiến thức quốc phòng, an ninh đối tượng 3", "unknown_line"),
        ("form_01", "", "Cộng I + II", "subtotal_line"),
        ("form_01", "", "II. Đảng viên đầu kỳ", "unknown_line"),
        ("form_03", "", "Tổng cộng đảng viên bị kỷ luật", "3.11"),
        ("form_03", "", "Tổng cộng", "subtotal_line"),
        ("form_01", "", "", "unknown_line"),
        ("form_01", True, None, "unknown_line"),
    ],
)
def test_a_row_is_the_line_that_its_code_and_label_say_or_a_doubt(
    form_id: str | None, code: str | float, label: str | None, expected: str
) -> None:
    assert found(LineFinder(forms()).find(form_id, code, label or "")) == expected


def test_every_line_is_found_by_its_label_alone_within_its_form() -> None:
    finder = LineFinder(forms())
    for (form_id, code), line in forms().lines.items():
        assert found(finder.find(form_id, "", line.label_vi)) == code


def test_a_doubtful_row_lists_what_it_may_be() -> None:
    match = LineFinder(forms()).find("form_01", "", "Đảng viên chuyển đ")
    assert (
        match.expected == "1.07 Đảng viên chuyển đến; 1.08 Đảng viên chuyển đi"
        or match.expected == "1.08 Đảng viên chuyển đi; 1.07 Đảng viên chuyển đến"
    )


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")])
def test_addresses_go_both_ways(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert place(letters, "12") == (11, column)
    assert address(11, column) == f"{letters}12"


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (0.1, "0.1"), (True, "TRUE"), (1e15, "1000000000000000.0"), (float("nan"), "nan"), ("x", "x")],
)
def test_a_value_is_written_down_as_a_person_sees_it(value: str | float, text: str) -> None:
    assert as_text(value) == text


def test_the_version_of_a_form_changes_with_what_it_asks_and_with_nothing_else() -> None:
    def version(period_id: str = "2022H2", **changes: Any) -> str:
        lines = tuple(line.model_copy(update=changes) if line.line_code == "1.05" else line for line in reference().form_line)
        return form_version(replace(reference(), form_line=lines), "form_01", period_id)

    plain = version()
    assert plain == version() == version("2020H2")
    assert len(plain) == 6
    changes: list[dict[str, Any]] = [
        {"label_vi": "Đảng viên kết nạp"},
        {"section_vi": "II. Đảng"},
        {"indicator_id": "members_removed"},
        {"formula": "1.06 + 1.07"},
        {"line_code": "1.17"},
        {"valid_to_on": reference().periods["2021H1"].ends_on},
    ]
    assert plain not in {version(**change) for change in changes}
    assert plain == version(valid_from_on=reference().periods["2020H2"].starts_on)
    renamed = tuple(form.model_copy(update={"title_vi": "Biểu mới"}) for form in reference().form)
    assert form_version(replace(reference(), form=renamed), "form_01", "2022H2") != plain


def test_forms_know_the_version_of_every_form_that_is_due_in_a_period() -> None:
    assert forms().versions["form_01", "2022H2"].startswith("01-TCĐ-2022H2-")
    assert ("form_04", "2022H1") not in forms().versions
    assert ("form_04", "2022H2") in forms().versions


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Kỳ trước", "reference"),
        ("Kỳ trước: 6 tháng đầu năm 2023", "reference"),
        ("Kỳ trước: 6 tháng đầu năm 2023 (chỉ tiêu năm: năm 2022)", "reference"),
        ("Số liệu kỳ trước (người)", "reference"),
        ("Cùng kỳ năm trước", "reference"),
        ("Kiểm tra", "note"),
        ("Số liệu: 6 tháng", None),
        ("So với kỳ trước", None),
    ],
)
def test_a_column_for_reference_is_known_by_its_heading(heading: str, role: str | None) -> None:
    assert column_role(heading) == role


def test_a_heading_of_the_period_before_may_name_it_with_or_without_a_colon() -> None:
    rows = [["Mã số", "Nội dung", "Số liệu", "Kỳ trước 6 tháng đầu năm 2021", "6 tháng cuối năm 2020 (cùng kỳ)"]]
    columns = read_columns(rows, 0, forms())
    assert dict(columns.others) == {3: "reference", 4: "reference"}
    assert columns.values == ((2, ()),)


def test_the_version_in_a_head_is_read_with_its_cell_and_names_no_period() -> None:
    head = read_head([["", "Phiên bản biểu: 01-TCĐ-2023H2-3fa9c1"]], forms(), 4)
    assert head.version == ("01-TCĐ-2023H2-3fa9c1", (4, 1))
    assert (head.period, head.form) == (None, None)
    beside = read_head([["Phiên bản biểu", "01-TCĐ-2023H2-3fa9c1"]], forms())
    assert beside.version == ("01-TCĐ-2023H2-3fa9c1", (0, 0))
    assert read_head([["Phiên bản biểu:", ""]], forms()).version is None


@pytest.mark.parametrize(
    ("title", "past"),
    [
        ("Kết quả 6 tháng đầu năm; phương hướng, nhiệm vụ 6 tháng cuối năm 2023", "Kết quả 6 tháng đầu năm;  2023"),
        ("Kết quả 6 tháng cuối năm; phương hướng 6 tháng đầu năm 2023", "Kết quả 6 tháng cuối năm; "),
        ("Kết quả thực hiện kế hoạch 6 tháng đầu năm 2023", "Kết quả thực hiện kế hoạch 6 tháng đầu năm 2023"),
        ("Kế hoạch 6 tháng đầu năm 2023", ""),
        ("Kế hoạch", "Kế hoạch"),
    ],
)
def test_what_a_title_says_of_plans_is_not_its_period(title: str, past: str) -> None:
    assert VIETNAMESE.without_plans(title, clean(title)) == past
