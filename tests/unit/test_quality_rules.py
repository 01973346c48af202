"""Every rule of the register, from given rows: passes on a clean bloc, and finds exactly the fault that is put into it."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from pipelines.quality import Evaluation, evaluate_bloc_rules, evaluate_return_rules
from pipelines.quality.plans import RETURN_KINDS
from tests.unit.quality_tables import World, reference

TC01 = "TC01-2021H2-r1"


@dataclass(frozen=True)
class Broken:
    """A change that breaks a rule, and the one finding it makes."""

    mutate: Callable[[World], None]
    where: tuple[str | None, str | None]
    """Return and cell."""
    message: str
    received: str | None = None
    expected: str | None = None


def figure(indicator_id: str, value: float | str, unit_id: str = "TC01", period_id: str = "2021H2") -> Callable[[World], None]:
    return lambda world: world.write(unit_id, period_id, indicator_id, value)


def unlisted_rating(indicator_id: str, unit_id: str) -> Callable[[World], None]:
    def mutate(world: World) -> None:
        world.write(unit_id, "2021H2", indicator_id, "unreadable")
        world.cell(unit_id, "2021H2", indicator_id)["received"] = "Khá"

    return mutate


def fault(name: str, expected: str | None = None) -> Callable[[World], None]:
    return lambda world: world.fault(name, expected=expected)


def read(name: str, message: str, expected: str | None = None) -> Broken:
    """A fault that the reader met, with received '1o0' and detail 'ghi chú'."""
    return Broken(fault(name, expected), (TC01, "form_01!D14"), message, "1o0", expected)


def unreadable_file(world: World) -> None:
    world.receipts.append({"receipt_id": 99, "path": "2021H2/hỏng.xlsx", "file_sha256": "sha-99"})
    world.findings.append({"file_sha256": "sha-99", "fault": "unreadable_file", "detail": "tệp không phải bảng tính"})


def other_header(world: World) -> None:
    world.returns[0] |= {"path_unit_id": "TC56", "path_period_id": "2022H1"}


def several_files(world: World) -> None:
    again = {
        "return_id": "TC01-2021H2-r2",
        "revision": 2,
        "receipt_id": 99,
        "file_sha256": "sha-99",
        "path": "2021H2/TC01 (1).xlsx",
    }
    world.returns.append(world.returns[0] | again)


def missing_form(world: World) -> None:
    for row in world.observations:
        if (row["return_id"], row["form_id"]) == (TC01, "form_02"):
            row |= {"is_on_form": False, "state": "blank", "sheet_name": None, "address": None, "value": None, "received": None}


def missing_line(world: World) -> None:
    world.write("TC01", "2021H2", "model_collectives", "blank")
    world.cell("TC01", "2021H2", "model_collectives").update(is_on_form=False, sheet_name=None, address=None)


def not_due(world: World) -> None:
    row = dict(world.cell("TC01", "2021H2", "members_rated"))
    world.observations.append(row | {"return_id": "TC01-2022H1-r1", "period_id": "2022H1", "is_due": False})


def same_observation_twice(world: World) -> None:
    world.observations.append(dict(world.cell("TC01", "2021H2", "propagandists")))


def same_revision_twice(world: World) -> None:
    world.returns.append(dict(world.returns[0]))


LEVELS = "Hoàn thành xuất sắc nhiệm vụ; Hoàn thành tốt nhiệm vụ; Hoàn thành nhiệm vụ; Không hoàn thành nhiệm vụ"
NO_LEVEL = "Mức xếp loại 'Khá' không có trong danh mục"

BROKEN: dict[str, Broken] = {
    "READ-01": Broken(unreadable_file, (None, None), "Không đọc được tệp: tệp không phải bảng tính"),
    "READ-02": read("unknown_unit", "Không nhận ra đơn vị báo cáo: ghi chú"),
    "READ-03": read("unknown_period", "Không nhận ra kỳ báo cáo: ghi chú"),
    "READ-04": Broken(
        other_header,
        (TC01, None),
        "Phần đầu biểu khác với thư mục hoặc tên tệp: phần đầu biểu ghi đơn vị TC01, tên tệp ghi TC56; "
        "phần đầu biểu ghi kỳ 2021H2, thư mục ghi 2022H1",
        "TC01, 2021H2",
        "TC56, 2022H1",
    ),
    "READ-05": Broken(
        missing_form,
        (TC01, None),
        "Thiếu biểu phải nộp: Biểu 02-TCĐ (Điển hình tiên tiến, khen thưởng và kiện toàn cấp ủy)",
    ),
    "READ-06": read("unreadable_value", "Không đọc được số liệu '1o0'"),
    "READ-07": read("unknown_line", "Dòng '1o0' có số liệu nhưng không thuộc biểu"),
    "READ-08": read("duplicate_line", "Dòng 1o0 xuất hiện hai lần trong biểu"),
    "READ-09": Broken(missing_line, (TC01, "form_02"), "Biểu thiếu dòng 2.01 (Tập thể điển hình)", "2.01 (Tập thể điển hình)"),
    "READ-10": Broken(
        not_due,
        ("TC01-2022H1-r1", "form_04!D12"),
        "Chỉ tiêu 'Số đảng viên được xếp loại' không phải báo cáo trong kỳ 6 tháng đầu năm 2022 nhưng có ghi '100'",
        "100",
    ),
    "READ-11": read("ambiguous_number", "Số '1o0' có thể hiểu nhiều cách: ghi chú"),
    "READ-12": read("error_cell", "Ô báo lỗi 1o0: ghi chú"),
    "READ-13": read("formula_without_value", "Công thức 1o0 chưa có kết quả: ghi chú"),
    "READ-14": read("merged_value", "Số liệu '1o0' nằm trong ô gộp: ghi chú"),
    "READ-15": read("ambiguous_label", "Dòng '1o0' không có mã số và có thể là: 1.04", "1.04"),
    "READ-16": read("ambiguous_code", "Mã số của dòng '1o0' có thể là: 1.04", "1.04"),
    "READ-17": read("code_disagrees", "Mã số và nội dung của dòng '1o0' là của hai dòng khác nhau: 1.04", "1.04"),
    "READ-18": read("subtotal_line", "Dòng cộng '1o0' không thuộc biểu, không được đọc"),
    "READ-19": read("extra_column", "Cột '1o0' không thuộc biểu: ghi chú"),
    "READ-20": read("ambiguous_column", "Có nhiều cột số liệu cho cùng một kỳ, không rõ lấy cột nào: '1o0'"),
    "READ-21": read("no_value_column", "Biểu không có cột 'Số liệu'; các cột đọc được: 1o0", "Số liệu"),
    "READ-22": read("unknown_sheet", "Trang tính '1o0' không phải là biểu nào: ghi chú"),
    "READ-23": read("personal_data", "Trang tính có dữ liệu cá nhân: ghi chú"),
    "READ-24": read(
        "unit_differs", "Tên hoặc mã đơn vị '1o0' không có trong danh mục; đã nhận theo phần còn lại: TC01", "TC01"
    ),
    "READ-25": read("no_form", "Không tìm thấy biểu nào trong tệp: ghi chú"),
    "READ-26": Broken(
        several_files,
        ("TC01-2021H2-r2", None),
        "Cùng một lần nhận có nhiều tệp khác nhau cho một đơn vị và một kỳ: 2021H2/TC01.xlsx, 2021H2/TC01 (1).xlsx",
        "2021H2/TC01.xlsx, 2021H2/TC01 (1).xlsx",
        "2021H2/TC01 (1).xlsx",
    ),
    "READ-27": read("line_differs", "Dòng '1o0' không ghi đúng như biểu mẫu; đã nhận là dòng 1.04", "1.04"),
    "READ-28": read("reader_failed", "Trình đọc gặp lỗi với tệp này: ghi chú"),
    "KEY-01": Broken(
        same_observation_twice, (TC01, "form_02!D15"), "Một chỉ tiêu có hai giá trị trong cùng một phiếu báo cáo", "0"
    ),
    "KEY-02": Broken(same_revision_twice, (TC01, None), "Hai phiếu báo cáo mang cùng một số lần sửa"),
    "REQ-01": Broken(figure("members_closing", "blank"), (TC01, "form_01!D20"), "Chưa ghi tổng số đảng viên cuối kỳ"),
    "REQ-02": Broken(
        figure("members_admitted", "unreadable"), (TC01, "form_01!D15"), "Chưa ghi số đảng viên mới kết nạp", "unreadable"
    ),
    "REQ-03": Broken(figure("organisation_rating", "blank"), (TC01, "form_04!D11"), "Chưa ghi xếp loại tổ chức cơ sở đảng"),
    "REQ-04": Broken(
        figure("website_items", "blank", "VP"),
        ("VP-2021H2-r1", "form_05!D12"),
        "Chỉ tiêu 'Số tin, bài, ảnh đăng trên trang thông tin điện tử' chưa có số liệu",
    ),
    "RNG-01": Broken(
        figure("union_donations_vnd", 10_000_000_001, "CDVC"),
        ("CDVC-2021H2-r1", "form_10!D15"),
        "Số tiền ủng hộ các quỹ của đoàn viên công đoàn: số liệu '10.000.000.001' nằm ngoài khoảng cho phép "
        "(từ 0 đến 10.000.000.000)",
        "10.000.000.001",
        "từ 0 đến 10.000.000.000",
    ),
    "INT-01": Broken(
        figure("youth_trees_planted", 1234.5, "DTN"),
        ("DTN-2021H2-r1", "form_11!D13"),
        "Số cây xanh trồng mới: số liệu '1.234,5' không phải số nguyên",
        "1.234,5",
        "số nguyên",
    ),
    "SET-01": Broken(unlisted_rating("organisation_rating", "TC01"), (TC01, "form_04!D11"), NO_LEVEL, "Khá", LEVELS),
    "SET-02": Broken(unlisted_rating("bloc_rating", "VP"), ("VP-2021H2-r1", "form_05!D13"), NO_LEVEL, "Khá", LEVELS),
    "SET-03": Broken(unlisted_rating("union_rating", "CDVC"), ("CDVC-2021H2-r1", "form_10!D16"), NO_LEVEL, "Khá", LEVELS),
    "SET-04": Broken(unlisted_rating("youth_union_rating", "DTN"), ("DTN-2021H2-r1", "form_11!D20"), NO_LEVEL, "Khá", LEVELS),
    "SET-05": Broken(unlisted_rating("veterans_rating", "CCB"), ("CCB-2021H2-r1", "form_12!D12"), NO_LEVEL, "Khá", LEVELS),
    "PRT-01": Broken(
        figure("members_admitted_youth", 4),
        (TC01, "form_01!D16"),
        "Số đoàn viên được kết nạp (4) lớn hơn số kết nạp (3)",
        "4",
        "3",
    ),
    "PRT-02": Broken(
        figure("meeting_attendance_present", 1600),
        (TC01, "form_01!D22"),
        "Lượt dự sinh hoạt (1.600) lớn hơn lượt phải dự (600)",
        "1.600",
        "600",
    ),
    "PRT-03": Broken(
        figure("resolution_study_attended", 101),
        (TC01, "form_01!D25"),
        "Số đã học tập (101) lớn hơn số phải học tập (100)",
        "101",
        "100",
    ),
    "PRT-04": Broken(
        figure("agencies_rated_good", 2),
        (TC01, "form_04!D18"),
        "Số cơ quan, đơn vị hoàn thành tốt (2) lớn hơn số được đánh giá (1)",
        "2",
        "1",
    ),
    "PRT-05": Broken(
        figure("staff_advanced", 51),
        (TC01, "form_04!D20"),
        "Số lao động tiên tiến (51) lớn hơn số được bình xét (50)",
        "51",
        "50",
    ),
    "PRT-06": Broken(
        figure("members_expelled", 3),
        (TC01, "form_03!D25"),
        "Số đảng viên bị khai trừ (3) lớn hơn số giảm khác (2)",
        "3",
        "2",
    ),
    "SUM-01": Broken(
        figure("grassroots_cells", 1),
        (TC01, "form_01!D11"),
        "Số tổ chức cơ sở đảng (1) khác tổng đảng bộ và chi bộ (2)",
        "1",
        "2",
    ),
    "SUM-02": Broken(
        figure("members_rated", 101),
        (TC01, "form_04!D12"),
        "Số đảng viên được xếp loại (101) khác tổng bốn mức (100)",
        "101",
        "100",
    ),
    "SUM-03": Broken(
        figure("organisations_warned", 2),
        (TC01, "form_03!D17"),
        "Số tổ chức đảng bị kỷ luật (0) khác tổng các hình thức (2)",
        "0",
        "2",
    ),
    "SUM-04": Broken(
        figure("members_warned", 1),
        (TC01, "form_03!D21"),
        "Số đảng viên bị kỷ luật (1) khác tổng các hình thức (2)",
        "1",
        "2",
    ),
    "SUM-05": Broken(
        figure("members_transferred_out", 0),
        (TC01, "form_01!D20"),
        "Đảng viên cuối kỳ (100) khác đầu kỳ cộng tăng trừ giảm (102)",
        "100",
        "102",
    ),
    "RAT-01": Broken(
        figure("meeting_attendance_present", 571),
        (TC01, "form_01!D23"),
        "Tỷ lệ dự sinh hoạt (95%) khác tỷ lệ tính từ số lượt (95,17%)",
        "95",
        "95,17",
    ),
    "RAT-02": Broken(
        figure("resolution_study_reported_pct", 90.5),
        (TC01, "form_01!D26"),
        "Tỷ lệ học tập nghị quyết (90,5%) khác tỷ lệ tính từ số người (90%)",
        "90,5",
        "90",
    ),
    "CON-01": Broken(
        figure("members_opening", 199, "TC58", "2022H1"),
        ("TC58-2022H1-r1", "form_01!D14"),
        "Đảng viên đầu kỳ (199) khác cuối kỳ trước (200)",
        "199",
        "200",
    ),
    "REC-01": Broken(
        figure("youth_admitted_to_party", 7, "DTN", "2022H1"),
        (None, None),
        "Lũy kế đoàn viên được kết nạp: Đoàn Thanh niên báo cáo 13, các tổ chức cơ sở đảng báo cáo 10",
        "13",
        "10",
    ),
    "REG-01": Broken(
        figure("grassroots_organisations", 0, "TC56"),
        (None, None),
        "Các đơn vị báo cáo 2 tổ chức cơ sở đảng; danh mục có 3",
        "2",
        "3",
    ),
    "CMP-01": Broken(
        lambda world: world.drop(lambda row: row["return_id"] in ("CCB-2022H1-r1", "VP-2022H1-r1")),
        (None, None),
        "Kỳ 6 tháng đầu năm 2022: mới có 4 trên 6 phiếu phải nộp được chấp nhận",
        "4",
        "6",
    ),
}
"""Rule → what breaks it. A rule of the register that is not here fails its test."""


def evaluate(world: World, kind: str) -> Evaluation:
    evaluate_kind = evaluate_return_rules if kind == "reader" or kind in RETURN_KINDS else evaluate_bloc_rules
    with world.lay() as db:
        return evaluate_kind(db, world.registers)


def as_written(finding: pd.Series) -> tuple[object, ...]:
    cell = [finding[column] for column in ("sheet_name", "address") if not pd.isna(finding[column])]
    values = (finding["return_id"], "!".join(cell), finding["message_vi"], finding["received"], finding["expected"])
    return tuple(None if pd.isna(value) or value == "" else value for value in values)


@pytest.mark.parametrize("evaluate_kinds", [evaluate_return_rules, evaluate_bloc_rules])
def test_a_clean_bloc_passes_every_rule_and_every_rule_has_something_to_judge(
    evaluate_kinds: Callable[..., Evaluation],
) -> None:
    world = World()
    with world.lay() as db:
        evaluation = evaluate_kinds(db, world.registers)
    assert evaluation.findings.empty
    assert [result.rule_id for result in evaluation.results if not result.is_passed] == []
    idle = {result.rule_id for result in evaluation.results if result.evaluated_count == 0}
    assert all(rule_id.startswith("READ-") for rule_id in idle)


def test_the_two_evaluations_together_give_each_rule_of_the_register_one_result() -> None:
    world = World()
    with world.lay() as db:
        results = evaluate_return_rules(db, world.registers).results + evaluate_bloc_rules(db, world.registers).results
    assert sorted(result.rule_id for result in results) == sorted(rule.rule_id for rule in reference().rule)


@pytest.mark.parametrize("rule_id", [rule.rule_id for rule in reference().rule])
def test_each_rule_finds_the_fault_put_into_a_clean_bloc_and_says_where_and_what(rule_id: str) -> None:
    rule = next(rule for rule in reference().rule if rule.rule_id == rule_id)
    assert rule_id in BROKEN, f"{rule_id} has no failing case: add to BROKEN a change that breaks it"
    broken = BROKEN[rule_id]
    world = World()
    broken.mutate(world)
    evaluation = evaluate(world, rule.kind)
    findings = evaluation.findings[evaluation.findings["rule_id"] == rule_id]
    assert [as_written(finding) for _, finding in findings.iterrows()] == [
        (*broken.where, broken.message, broken.received, broken.expected)
    ]
    assert (findings["severity"] == rule.severity).all()
    result = next(result for result in evaluation.results if result.rule_id == rule_id)
    assert (result.failed_count, result.is_passed, result.is_blocking) == (1, False, rule.is_blocking)
    assert broken.message in result.examples[0]
