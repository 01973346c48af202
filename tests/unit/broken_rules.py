"""For every rule of the register the change to a clean bloc that breaks it, and the finding that it makes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from pipelines.reference import Correction
from tests.unit.quality_tables import World

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
    world.receipts.append({"receipt_id": 9999, "path": "2021H2/hỏng.xlsx", "file_sha256": "sha-9999"})
    world.findings.append({"file_sha256": "sha-9999", "fault": "unreadable_file", "detail": "tệp không phải bảng tính"})


def unreceived_file(world: World) -> None:
    world.unreceived.append({"path": "2021H2/TC01 (2).xlsx", "reason_vi": "không có quyền đọc"})


def undecodable_name(world: World) -> None:
    receipt = next(row for row in world.receipts if row["file_sha256"] == world.returned()["file_sha256"])
    receipt["path"] = r"2021H2/TC01_B\xe1o.xlsx"


def other_header(world: World) -> None:
    world.returned().update(path_unit_id="TC56", path_period_id="2022H1", has_contradiction=True)


def other_header_beside_another(world: World) -> None:
    """A second revision, in the folder of the next period."""
    again = {"return_id": "TC01-2021H2-r2", "revision": 2, "receipt_id": 9999, "file_sha256": "sha-9999"}
    other = {"path": "2022H1/TC01.xlsx", "path_period_id": "2022H1", "has_contradiction": True}
    world.returns.append(world.returned() | again | other)


def nothing_recognised(world: World) -> None:
    world.receipts.append({"receipt_id": 9999, "path": "2021H2/a.xlsx", "file_sha256": "sha-9999", "outcome": "unrecognised"})


def withdrawal_of_nothing(world: World) -> None:
    world.withdrawals.append({"named_sha256": "0123abcd", "content_count": 0})


def withdrawn_again(world: World) -> None:
    """A content that was taken back, at its first path and again at another one the day after."""
    of_content = {"file_sha256": "sha-9999", "received_at": datetime(2022, 1, 31, tzinfo=UTC)}
    again = {"receipt_id": 9999, "path": "2021H2/TC01 (1).xlsx", "received_at": datetime(2022, 2, 1, tzinfo=UTC)}
    world.receipts += [of_content | {"receipt_id": 9998, "path": "2021H2/TC01 (2).xlsx"}, of_content | again]
    decided = {"withdrawn_on": date(2022, 1, 31), "withdrawn_by": "Văn phòng", "reason_vi": "Gửi nhầm kỳ"}
    world.withdrawals.append({"named_sha256": "sha-9999", "file_sha256": "sha-9999", "content_count": 1, **decided})


def several_files(world: World) -> None:
    again = {
        "return_id": "TC01-2021H2-r2",
        "revision": 2,
        "receipt_id": 9999,
        "file_sha256": "sha-9999",
        "path": "2021H2/TC01 (1).xlsx",
    }
    world.returns.append(world.returned() | again)


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
    world.returns.append(dict(world.returned()))


def disciplined_and_excellent(world: World) -> None:
    """Disciplined in the first half of the year, rated at its end."""
    world.write("TC01", "2021H1", "organisations_disciplined", 1)
    world.cell("TC01", "2021H2", "organisation_rating").update(value=Decimal(4), code="hoan_thanh_xuat_sac")


def correction(world: World, received: str) -> None:
    row = Correction(
        unit_id="TC01",
        period_id="2021H2",
        indicator_id="propagandists",
        received=received,
        corrected="12",
        reason_vi="đơn vị gõ nhầm",
        agreed_by="Người mẫu",
        agreed_on=date(2022, 1, 20),
    )
    world.registers = replace(world.registers, correction=(row,))


def expired(world: World) -> None:
    correction(world, "120")


def applied(world: World) -> None:
    correction(world, "120")
    world.write("TC01", "2021H2", "propagandists", 12)
    world.cell("TC01", "2021H2", "propagandists").update(received="120", is_corrected=True)


def unreadable_member(world: World) -> None:
    place = {"unit_id": None, "period_id": None, "form_id": None, "line_code": None, "sheet_name": None, "address": None}
    world.fault("unreadable_member", **place, received=None)


def changed(
    indicator_id: str,
    value: float,
    cell: str,
    message: str,
    received: str,
    expected: str,
    unit_id: str = "TC01",
    period_id: str = "2021H2",
    **others: float,
) -> Broken:
    """A figure of one unit, and others in the same return, that break a rule about that return."""

    def mutate(world: World) -> None:
        for name, figure in {indicator_id: value, **others}.items():
            world.write(unit_id, period_id, name, figure)

    return Broken(mutate, (f"{unit_id}-{period_id}-r1", cell), message, received, expected)


def does_not_apply(indicator_id: str, cell: str, message: str) -> Broken:
    """A line that a committee says does not apply to it."""
    return Broken(figure(indicator_id, "not_applicable"), (TC01, cell), message, "không áp dụng")


def across(
    indicator_id: str,
    value: float,
    message: str,
    received: str,
    expected: str,
    unit_id: str = "TC01",
    period_id: str = "2021H2",
) -> Broken:
    """A figure of one unit that breaks a rule about a whole period."""
    return Broken(figure(indicator_id, value, unit_id, period_id), (None, None), message, received, expected)


LEVELS = "Hoàn thành xuất sắc nhiệm vụ; Hoàn thành tốt nhiệm vụ; Hoàn thành nhiệm vụ; Không hoàn thành nhiệm vụ"
NO_LEVEL = "Mức xếp loại 'Khá' không có trong danh mục"

BROKEN: dict[str, Broken] = {
    "READ-01": Broken(unreadable_file, (None, None), "Không đọc được tệp: tệp không phải bảng tính"),
    "READ-02": read("unknown_unit", "Không nhận ra đơn vị báo cáo: ghi chú"),
    "READ-03": read("unknown_period", "Không nhận ra kỳ báo cáo: ghi chú"),
    "READ-04": Broken(
        other_header,
        (TC01, None),
        "Phần đầu biểu khác với thư mục hoặc tên tệp: phần đầu biểu ghi đơn vị TC01, thư mục hoặc tên tệp ghi TC56; "
        "phần đầu biểu ghi kỳ 2021H2, thư mục hoặc tên tệp ghi 2022H1",
        "TC01, 2021H2",
        "TC56, 2022H1",
    ),
    "READ-50": Broken(
        other_header_beside_another,
        ("TC01-2021H2-r2", None),
        "Phiếu được giữ lại, chưa tính: phần đầu biểu ghi kỳ 2021H2, thư mục hoặc tên tệp ghi 2022H1, mà đơn vị và kỳ ghi ở "
        "phần đầu biểu (TC01, 2021H2) đã có phiếu được chấp nhận khi tệp này đến; phiếu đó vẫn được tính",
        "TC01, 2021H2",
        "TC01, 2022H1",
    ),
    "READ-51": Broken(
        withdrawal_of_nothing,
        (None, None),
        "Danh mục rút phiếu ghi mã 0123abcd: không có tệp nào đã nhận mang mã này, nên không rút phiếu nào",
        "0123abcd",
    ),
    "READ-52": Broken(
        nothing_recognised,
        (None, None),
        "Tệp không cho phiếu báo cáo nào: không nhận ra biểu, đơn vị hoặc kỳ báo cáo",
    ),
    "READ-53": Broken(
        withdrawn_again,
        (None, None),
        "Tệp gửi lại nội dung đã rút nên không được tính: rút ngày 31/01/2022, người quyết định: Văn phòng, lý do: Gửi nhầm kỳ",
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
    "READ-46": Broken(
        unreceived_file,
        (None, None),
        "Không nhận được '2021H2/TC01 (2).xlsx': không có quyền đọc",
        "2021H2/TC01 (2).xlsx",
    ),
    "READ-47": Broken(
        undecodable_name,
        (TC01, None),
        r"Tên tệp có ký tự hỏng (sai bảng mã), được ghi lại là '2021H2/TC01_B\xe1o.xlsx'",
        r"2021H2/TC01_B\xe1o.xlsx",
    ),
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
        figure("staff_advanced", 121),
        (TC01, "form_04!D20"),
        "Số lao động tiên tiến (121) lớn hơn số được bình xét (120)",
        "121",
        "120",
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
        "Lũy kế đoàn viên được kết nạp: Đoàn Thanh niên báo cáo 145, các tổ chức cơ sở đảng báo cáo 160",
        "145",
        "160",
    ),
    "REG-01": Broken(
        figure("grassroots_organisations", 0, "TC56"),
        (None, None),
        "Các đơn vị báo cáo 11 tổ chức cơ sở đảng; danh mục có 12",
        "11",
        "12",
    ),
    "CMP-01": Broken(
        lambda world: world.drop(lambda row: row["return_id"] in ("CCB-2022H1-r1", "VP-2022H1-r1")),
        (None, None),
        "Kỳ 6 tháng đầu năm 2022: mới có 17 trên 19 phiếu phải nộp được chấp nhận",
        "17",
        "19",
    ),
    "READ-29": read("outdated_template", "Biểu mẫu cũ: 1o0; phiên bản đang dùng: 1.04", "1.04"),
    "READ-30": Broken(unreadable_member, (None, None), "Không đọc được tệp trong tệp nén: ghi chú"),
    "READ-31": Broken(
        expired,
        (None, "form_02!D15"),
        "Đính chính đã hết hiệu lực: danh mục đính chính ghi số sai là 120, nay ô ghi 0",
        "0",
        "120",
    ),
    "READ-32": Broken(
        applied,
        (TC01, "form_02!D15"),
        "Số liệu '120' được thay bằng '12' theo đính chính: đơn vị gõ nhầm",
        "120",
        "12",
    ),
    "READ-40": read("other_measure", "Số liệu '1o0' không tính bằng '1.04' như biểu mẫu: ghi chú", "1.04"),
    "READ-41": read("unknown_measure", "Không hiểu đơn vị tính của số liệu '1o0': ghi chú"),
    "READ-42": read("measures_disagree", "Không rõ đơn vị tính của số liệu '1o0': ghi chú"),
    "READ-43": read("no_known_line", "Tệp có bảng nhưng không có dòng nào của biểu mẫu: ghi chú"),
    "READ-33": read("hidden_figures", "Trang tính '1o0' có số liệu ở chỗ bị ẩn, vẫn được đọc: ghi chú"),
    "READ-34": read(
        "unclear_marks",
        "Ô ghi '1o0' có chữ bị gạch ngang, viết cao, viết thấp hoặc bị ẩn, không rõ số liệu nào còn hiệu lực: ghi chú",
    ),
    "READ-35": read("marked_figure", "Ô ghi '1o0', đã đọc là '1.04': ghi chú", "1.04"),
    "READ-36": read("shown_otherwise", "Số liệu '1o0' hiển thị khác với giá trị lưu trong ô: ghi chú"),
    "READ-37": read("stale_result", "Ô lưu kết quả '1o0', nhưng ghi chú"),
    "PRT-07": changed(
        "members_transferred_in_from_bloc",
        2,
        "form_01!D27",
        "Số đảng viên chuyển đến từ đơn vị trong Khối (2) lớn hơn tổng số chuyển đến (1)",
        "2",
        "1",
        period_id="2023H2",
    ),
    "PRT-08": changed(
        "members_transferred_out_to_bloc",
        3,
        "form_01!D28",
        "Số đảng viên chuyển đi đến đơn vị trong Khối (3) lớn hơn tổng số chuyển đi (2)",
        "3",
        "2",
        period_id="2023H2",
    ),
    "BAL-01": across(
        "members_transferred_in_from_bloc",
        0,
        "Kỳ 6 tháng cuối năm 2023: chuyển đến từ đơn vị trong Khối 10 đảng viên, chuyển đi đến đơn vị trong Khối 11",
        "10",
        "11",
        period_id="2023H2",
    ),
    "YTT-01": changed(
        "members_admitted_year",
        5,
        "form_01!D29",
        "Số đảng viên kết nạp cả năm (5) khác tổng hai kỳ trong năm (6)",
        "5",
        "6",
        period_id="2023H2",
    ),
    "REQ-05": does_not_apply(
        "propagandists",
        "form_02!D15",
        "Chỉ tiêu 'Số thành viên tổ tuyên truyền viên, cộng tác viên dư luận xã hội' phải có số liệu; "
        "đơn vị ghi: không áp dụng",
    ),
    "REQ-06": does_not_apply(
        "committee_members_replaced",
        "form_02!D16",
        "Chỉ tiêu 'Số cấp ủy viên cơ sở được kiện toàn' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-07": does_not_apply(
        "secretaries_replaced", "form_02!D18", "Chỉ tiêu 'Số bí thư được kiện toàn' phải có số liệu; đơn vị ghi: không áp dụng"
    ),
    "REQ-08": does_not_apply(
        "deputy_secretaries_replaced",
        "form_02!D19",
        "Chỉ tiêu 'Số phó bí thư được kiện toàn' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-09": does_not_apply(
        "organisation_inspections_by_grassroots",
        "form_03!D11",
        "Chỉ tiêu 'Số lượt tổ chức đảng do cấp ủy cơ sở kiểm tra' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-10": does_not_apply(
        "member_inspections_by_grassroots",
        "form_03!D12",
        "Chỉ tiêu 'Số lượt đảng viên do cấp ủy cơ sở kiểm tra' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-11": does_not_apply(
        "organisation_supervisions_by_committees",
        "form_03!D14",
        "Chỉ tiêu 'Số lượt tổ chức đảng do cấp ủy các cấp giám sát' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-12": does_not_apply(
        "organisations_disciplined",
        "form_03!D17",
        "Chỉ tiêu 'Số tổ chức đảng bị kỷ luật' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-13": does_not_apply(
        "members_disciplined", "form_03!D21", "Chỉ tiêu 'Số đảng viên bị kỷ luật' phải có số liệu; đơn vị ghi: không áp dụng"
    ),
    "REQ-14": does_not_apply(
        "standing_committee_members_replaced",
        "form_02!D17",
        "Chỉ tiêu 'Số ủy viên ban thường vụ cơ sở được kiện toàn' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-15": does_not_apply(
        "inspection_members_replaced",
        "form_02!D20",
        "Chỉ tiêu 'Số ủy viên ủy ban kiểm tra được kiện toàn' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-16": does_not_apply(
        "inspection_deputy_heads_replaced",
        "form_02!D21",
        "Chỉ tiêu 'Số phó chủ nhiệm ủy ban kiểm tra được kiện toàn' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-17": does_not_apply(
        "inspection_heads_replaced",
        "form_02!D22",
        "Chỉ tiêu 'Số chủ nhiệm ủy ban kiểm tra được kiện toàn' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-18": does_not_apply(
        "organisation_inspections_by_inspection_committees",
        "form_03!D13",
        "Chỉ tiêu 'Số lượt tổ chức đảng do ủy ban kiểm tra các cấp kiểm tra' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-19": does_not_apply(
        "organisation_supervisions_by_inspection_committees",
        "form_03!D15",
        "Chỉ tiêu 'Số lượt tổ chức đảng do ủy ban kiểm tra các cấp giám sát' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "REQ-20": does_not_apply(
        "members_supervised_by_inspection_committees",
        "form_03!D16",
        "Chỉ tiêu 'Số đảng viên do ủy ban kiểm tra các cấp giám sát' phải có số liệu; đơn vị ghi: không áp dụng",
    ),
    "RTO-01": changed(
        "meeting_attendance_due",
        60,
        "form_01!D21",
        "Lượt phải dự sinh hoạt (60) không tương ứng với số đảng viên (thường từ 400 đến 800 lượt trong 6 tháng)",
        "60",
        "từ 400 đến 800",
    ),
    "RTO-02": changed(
        "resolution_study_due",
        10,
        "form_01!D24",
        "Số phải học tập nghị quyết (10) không tương ứng với số đảng viên (thường từ 70 đến 150)",
        "10",
        "từ 70 đến 150",
    ),
    "RTO-03": changed(
        "members_admitted",
        30,
        "form_01!D15",
        "Số đảng viên mới kết nạp (30) quá lớn so với số đảng viên đầu kỳ (thường không quá 12)",
        "30",
        "12",
    ),
    "RTO-04": changed(
        "members_transferred_in",
        14,
        "form_01!D17",
        "Số đảng viên chuyển đến (14) quá lớn so với số đảng viên đầu kỳ (thường không quá 10)",
        "14",
        "10",
    ),
    "RTO-05": changed(
        "members_transferred_out",
        20,
        "form_01!D18",
        "Số đảng viên chuyển đi (20) quá lớn so với số đảng viên đầu kỳ (thường không quá 10)",
        "20",
        "10",
    ),
    "RTO-06": changed(
        "members_removed",
        20,
        "form_01!D19",
        "Số đảng viên giảm khác (20) quá lớn so với số đảng viên đầu kỳ (thường không quá 5)",
        "20",
        "5",
    ),
    "RTO-07": changed(
        "meeting_attendance_present",
        57,
        "form_01!D22",
        "Lượt đã dự sinh hoạt (57) quá thấp so với lượt phải dự (thường 402 trở lên)",
        "57",
        "402",
    ),
    "RTO-08": changed(
        "resolution_study_attended",
        9,
        "form_01!D25",
        "Số đã học tập nghị quyết (9) quá thấp so với số phải học tập (thường 67 trở lên)",
        "9",
        "67",
    ),
    "RTO-09": changed(
        "standing_committee_members_replaced",
        1,
        "form_02!D17",
        "Số ủy viên ban thường vụ được kiện toàn (1) vượt mức có thể có của đơn vị (0)",
        "1",
        "0",
        unit_id="TC56",
    ),
    "RTO-10": changed(
        "inspection_members_replaced",
        1,
        "form_02!D20",
        "Số ủy viên ủy ban kiểm tra được kiện toàn (1) vượt mức có thể có của đơn vị (0)",
        "1",
        "0",
        unit_id="TC56",
    ),
    "RTO-11": changed(
        "inspection_deputy_heads_replaced",
        1,
        "form_02!D21",
        "Số phó chủ nhiệm ủy ban kiểm tra được kiện toàn (1) vượt mức có thể có của đơn vị (0)",
        "1",
        "0",
        unit_id="TC56",
    ),
    "RTO-12": changed(
        "inspection_heads_replaced",
        2,
        "form_02!D22",
        "Số chủ nhiệm ủy ban kiểm tra được kiện toàn (2) vượt mức có thể có của đơn vị (1)",
        "2",
        "1",
    ),
    "RTO-13": changed(
        "secretaries_replaced", 2, "form_02!D18", "Số bí thư được kiện toàn (2) lớn hơn số tổ chức cơ sở đảng (1)", "2", "1"
    ),
    "RTO-14": changed(
        "deputy_secretaries_replaced",
        3,
        "form_02!D19",
        "Số phó bí thư được kiện toàn (3) quá lớn (thường không quá 2)",
        "3",
        "2",
    ),
    "RTO-15": changed(
        "committee_members_replaced",
        10,
        "form_02!D16",
        "Số cấp ủy viên được kiện toàn (10) quá lớn so với số đảng viên (thường không quá 2)",
        "10",
        "2",
    ),
    "RTO-16": changed(
        "model_individuals",
        10,
        "form_02!D12",
        "Số cá nhân điển hình (10) quá lớn so với số đảng viên (thường không quá 5)",
        "10",
        "5",
    ),
    "RTO-17": changed(
        "individuals_commended_by_grassroots",
        10,
        "form_02!D14",
        "Số cá nhân được tặng giấy khen (10) quá lớn so với số đảng viên (thường không quá 5)",
        "10",
        "5",
    ),
    "RTO-18": changed(
        "propagandists",
        70,
        "form_02!D15",
        "Số tuyên truyền viên, cộng tác viên dư luận xã hội (70) quá lớn so với số đảng viên (thường không quá 50)",
        "70",
        "50",
    ),
    "RTO-19": changed(
        "organisation_inspections_by_inspection_committees",
        1,
        "form_03!D13",
        "Số lượt tổ chức đảng do ủy ban kiểm tra kiểm tra (1) vượt mức có thể có của đơn vị (0)",
        "1",
        "0",
        unit_id="TC56",
    ),
    "RTO-20": changed(
        "organisation_supervisions_by_inspection_committees",
        1,
        "form_03!D15",
        "Số lượt tổ chức đảng do ủy ban kiểm tra giám sát (1) vượt mức có thể có của đơn vị (0)",
        "1",
        "0",
        unit_id="TC56",
    ),
    "RTO-21": changed(
        "members_supervised_by_inspection_committees",
        10,
        "form_03!D16",
        "Số đảng viên do ủy ban kiểm tra giám sát (10) vượt mức có thể có của đơn vị (9)",
        "10",
        "9",
    ),
    "RTO-22": changed(
        "member_inspections_by_grassroots",
        14,
        "form_03!D12",
        "Số lượt đảng viên được kiểm tra (14) quá lớn so với số đảng viên (thường không quá 10)",
        "14",
        "10",
    ),
    "RTO-23": changed(
        "members_disciplined",
        10,
        "form_03!D21",
        "Số đảng viên bị kỷ luật (10) quá lớn so với số đảng viên (thường không quá 5)",
        "10",
        "5",
        members_reprimanded=9,
    ),
    "RTO-24": changed(
        "organisations_disciplined",
        3,
        "form_03!D17",
        "Số tổ chức đảng bị kỷ luật (3) quá lớn so với số tổ chức cơ sở đảng (2)",
        "3",
        "2",
        organisations_reprimanded=3,
    ),
    "RTO-25": changed(
        "members_rated_excellent",
        17,
        "form_04!D13",
        "Số đảng viên hoàn thành xuất sắc (17) vượt 20% số hoàn thành tốt (14,6)",
        "17",
        "14,6",
        members_rated_good=73,
    ),
    "RTO-26": changed(
        "members_rated",
        110,
        "form_04!D12",
        "Số đảng viên được xếp loại (110) không tương ứng với số đảng viên cuối kỳ (thường từ 80 đến 100)",
        "110",
        "từ 80 đến 100",
        members_rated_good=90,
    ),
    "RTO-27": changed(
        "members_rated_failed",
        10,
        "form_04!D16",
        "Số đảng viên không hoàn thành nhiệm vụ (10) quá lớn so với số được xếp loại (thường không quá 4,5)",
        "10",
        "4,5",
        members_rated_good=71,
    ),
    "RTO-28": changed(
        "agencies_rated",
        10,
        "form_04!D17",
        "Số cơ quan, đơn vị được đánh giá (10) không tương ứng với một tổ chức cơ sở đảng (thường từ 1 đến 6)",
        "10",
        "từ 1 đến 6",
    ),
    "RTO-29": changed(
        "staff_assessed",
        12,
        "form_04!D19",
        "Số cán bộ, công chức, viên chức được bình xét (12) không tương ứng với số đảng viên (thường từ 80 đến 400)",
        "12",
        "từ 80 đến 400",
    ),
    "RTO-30": changed(
        "staff_advanced",
        11,
        "form_04!D20",
        "Số lao động tiên tiến (11) quá thấp so với số được bình xét (thường 72 trở lên)",
        "11",
        "72",
    ),
    "RCP-01": Broken(
        disciplined_and_excellent,
        ("TC01-2021H2-r1", "form_04!D11"),
        "Tổ chức đảng bị kỷ luật trong năm nhưng xếp loại 'Hoàn thành xuất sắc nhiệm vụ' (cao nhất: Hoàn thành tốt nhiệm vụ)",
        "Hoàn thành xuất sắc nhiệm vụ",
        "Hoàn thành tốt nhiệm vụ",
    ),
    "RTO-31": changed(
        "website_documents", 5, "form_05!D11", "Số văn bản đã đăng (5) lớn hơn số tin, bài, ảnh (0)", "5", "0", unit_id="VP"
    ),
    "RTO-32": changed(
        "party_work_learners",
        50,
        "form_06!D17",
        "Số học viên lớp tập huấn nghiệp vụ công tác xây dựng Đảng (50) không tương ứng với số lớp (thường 0)",
        "50",
        "0",
        unit_id="BTC",
    ),
    "RTO-33": changed(
        "political_theory_learners",
        54,
        "form_07!D12",
        "Số học viên lớp trung cấp lý luận chính trị (54) không tương ứng với số lớp (thường 0)",
        "54",
        "0",
        unit_id="BTG",
    ),
    "RTO-34": changed(
        "defence_learners",
        65,
        "form_07!D14",
        "Số học viên lớp bồi dưỡng kiến thức quốc phòng, an ninh (65) không tương ứng với số lớp (thường 0)",
        "65",
        "0",
        unit_id="BTG",
    ),
    "RTO-35": changed(
        "awareness_learners",
        81,
        "form_07!D16",
        "Số học viên lớp bồi dưỡng nhận thức về Đảng (81) không tương ứng với số lớp (thường 0)",
        "81",
        "0",
        unit_id="BTG",
    ),
    "RTO-36": changed(
        "new_member_theory_learners",
        95,
        "form_07!D18",
        "Số học viên lớp bồi dưỡng lý luận chính trị cho đảng viên mới (95) không tương ứng với số lớp (thường 0)",
        "95",
        "0",
        unit_id="BTG",
    ),
    "RTO-37": changed(
        "union_blood_screenings",
        4390,
        "form_10!D13",
        "Số lượt xét nghiệm máu (4.390) lớn hơn số đoàn viên công đoàn (2.000)",
        "4.390",
        "2.000",
        unit_id="CDVC",
    ),
    "RTO-38": changed(
        "union_initiatives",
        340,
        "form_10!D14",
        "Số đề tài, sáng kiến (340) quá lớn so với số đoàn viên công đoàn (thường không quá 100)",
        "340",
        "100",
        unit_id="CDVC",
    ),
    "RTO-39": changed(
        "union_donations_vnd",
        200,
        "form_10!D15",
        "Số tiền ủng hộ các quỹ (200 đồng) không tương ứng với số đoàn viên công đoàn (thường từ 40.000.000 đến 1.000.000.000)",
        "200",
        "từ 40.000.000 đến 1.000.000.000",
        unit_id="CDVC",
    ),
    "RTO-40": changed(
        "youth_trees_planted",
        250_000,
        "form_11!D13",
        "Số cây xanh trồng mới (250.000) quá lớn so với số đoàn viên thanh niên (thường không quá 10.000)",
        "250.000",
        "10.000",
        unit_id="DTN",
    ),
    "RTO-41": changed(
        "youth_covid_donations_vnd",
        978_000_000,
        "form_11!D17",
        "Số tiền ủng hộ phòng, chống dịch (978.000.000 đồng) quá lớn so với số đoàn viên thanh niên "
        "(thường không quá 200.000.000)",
        "978.000.000",
        "200.000.000",
        unit_id="DTN",
    ),
    "RTO-42": changed(
        "youth_counselling_attendances",
        1184,
        "form_11!D18",
        "Số lượt tư vấn hướng nghiệp (1.184) lớn hơn số đoàn viên thanh niên (1.000)",
        "1.184",
        "1.000",
        unit_id="DTN",
    ),
    "RTO-43": changed(
        "youth_trained",
        50,
        "form_11!D19",
        "Số lượt được đào tạo, tập huấn trong năm (50) không tương ứng với số đoàn viên thanh niên (thường từ 100 đến 1.000)",
        "50",
        "từ 100 đến 1.000",
        unit_id="DTN",
    ),
    "RTO-44": changed(
        "youth_works_bloc",
        37,
        "form_11!D14",
        "Số công trình thanh niên (37) quá lớn so với số đoàn viên thanh niên (thường không quá 5)",
        "37",
        "5",
        unit_id="DTN",
    ),
    "PRT-09": changed(
        "youth_union_members",
        10,
        "form_11!D12",
        "Số đoàn viên được kết nạp Đảng (24) lớn hơn số đoàn viên thanh niên (10)",
        "24",
        "10",
        unit_id="DTN",
    ),
    "PER-01": across(
        "youth_trees_planted",
        250_000,
        "Kỳ 6 tháng cuối năm 2021: trồng mới 250.000 cây xanh, trong khi đảng viên và đoàn viên công "
        "đoàn toàn Khối chỉ trồng được khoảng 32.000",
        "250.000",
        "32.000",
        unit_id="DTN",
    ),
    "PER-02": across(
        "members_admitted_youth",
        60,
        "Kỳ 6 tháng cuối năm 2021: kết nạp 82 đoàn viên, quá lớn so với số đoàn viên thanh niên toàn "
        "Khối (thường không quá 50)",
        "82",
        "50",
    ),
    "PER-03": across(
        "veterans_members",
        1000,
        "Kỳ 6 tháng cuối năm 2021: Hội Cựu chiến binh báo cáo 1.000 hội viên, không tương ứng với số "
        "đảng viên toàn Khối (thường từ 60 đến 600)",
        "1.000",
        "từ 60 đến 600",
        unit_id="CCB",
    ),
    "PER-04": across(
        "union_members",
        200,
        "Kỳ 6 tháng cuối năm 2021: công đoàn báo cáo 200 đoàn viên, không tương ứng với số đảng viên "
        "toàn Khối (thường từ 1.200 đến 6.000)",
        "200",
        "từ 1.200 đến 6.000",
        unit_id="CDVC",
    ),
    "PER-05": across(
        "staff_assessed",
        1200,
        "Kỳ 6 tháng cuối năm 2021: bình xét 2.520 cán bộ, công chức, viên chức, không tương ứng với số "
        "đoàn viên công đoàn (thường từ 600 đến 2.200)",
        "2.520",
        "từ 600 đến 2.200",
    ),
    "PER-06": across(
        "youth_union_members",
        100,
        "Kỳ 6 tháng cuối năm 2021: Đoàn Thanh niên báo cáo 100 đoàn viên, không tương ứng với số đoàn "
        "viên công đoàn (thường từ 200 đến 2.000)",
        "100",
        "từ 200 đến 2.000",
        unit_id="DTN",
    ),
    "PER-07": across(
        "new_member_theory_learners",
        500,
        "Kỳ 6 tháng cuối năm 2021: 500 đảng viên mới học lớp lý luận chính trị, quá lớn so với số mới "
        "kết nạp toàn Khối (thường không quá 108)",
        "500",
        "108",
        unit_id="BTG",
    ),
    "PER-08": across(
        "organisations_inspected_by_bloc",
        12,
        "Kỳ 6 tháng cuối năm 2021: kiểm tra 12 tổ chức đảng, quá nhiều so với số tổ chức cơ sở đảng (thường không quá 6)",
        "12",
        "6",
        unit_id="UBKT",
    ),
    "PER-09": across(
        "democracy_inspections",
        6,
        "Kỳ 6 tháng cuối năm 2021: 6 cuộc kiểm tra quy chế dân chủ, quá lớn so với số tổ chức cơ sở "
        "đảng (thường không quá 2,4)",
        "6",
        "2,4",
        unit_id="BDV",
    ),
    "PER-10": across(
        "mobilisation_models",
        23,
        "Kỳ 6 tháng cuối năm 2021: 23 mô hình Dân vận khéo, quá lớn so với số tổ chức cơ sở đảng (thường không quá 3,6)",
        "23",
        "3,6",
        unit_id="BDV",
    ),
    "PER-11": across(
        "collectives_commended_by_bloc",
        26,
        "Kỳ 6 tháng cuối năm 2021: khen thưởng 26 tập thể, quá lớn so với số tổ chức cơ sở đảng (thường không quá 3,6)",
        "26",
        "3,6",
        unit_id="BTG",
    ),
    "PER-12": across(
        "individuals_commended_by_bloc",
        27,
        "Kỳ 6 tháng cuối năm 2021: khen thưởng 27 cá nhân, quá lớn so với số đảng viên (thường không quá 6)",
        "27",
        "6",
        unit_id="BTG",
    ),
    "OWN-01": changed(
        "organisation_inspections_by_grassroots",
        20,
        "form_03!D11",
        "Số lượt tổ chức đảng do cấp ủy cơ sở kiểm tra: '20' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 4)",
        "20",
        "từ 0 đến 4",
        period_id="2023H2",
    ),
    "OWN-02": changed(
        "members_closing",
        10,
        "form_01!D20",
        "Tổng số đảng viên cuối kỳ: '10' khác hẳn các kỳ trước của đơn vị (thường từ 85 đến 115)",
        "10",
        "từ 85 đến 115",
        period_id="2023H2",
    ),
    "OWN-03": changed(
        "members_opening",
        1000,
        "form_01!D14",
        "Số đảng viên đầu kỳ: '1.000' khác hẳn các kỳ trước của đơn vị (thường từ 85 đến 115)",
        "1.000",
        "từ 85 đến 115",
        period_id="2023H2",
    ),
    "OWN-04": changed(
        "staff_assessed",
        1200,
        "form_04!D19",
        "Số cán bộ, công chức, viên chức được bình xét thi đua: '1.200' khác hẳn các kỳ trước của đơn "
        "vị (thường từ 70 đến 170)",
        "1.200",
        "từ 70 đến 170",
        period_id="2023H2",
    ),
    "OWN-05": changed(
        "propagandists",
        30,
        "form_02!D15",
        "Số thành viên tổ tuyên truyền viên, cộng tác viên dư luận xã hội: '30' khác hẳn các kỳ trước "
        "của đơn vị (thường từ 0 đến 6)",
        "30",
        "từ 0 đến 6",
        period_id="2023H2",
    ),
    "OWN-06": changed(
        "meeting_attendance_due",
        60,
        "form_01!D21",
        "Số lượt đảng viên phải dự sinh hoạt: '60' khác hẳn các kỳ trước của đơn vị (thường từ 510 đến 690)",
        "60",
        "từ 510 đến 690",
        period_id="2023H2",
    ),
    "OWN-07": changed(
        "resolution_study_due",
        10,
        "form_01!D24",
        "Số cán bộ, đảng viên phải học tập nghị quyết: '10' khác hẳn các kỳ trước của đơn vị (thường từ 80 đến 120)",
        "10",
        "từ 80 đến 120",
        period_id="2023H2",
    ),
    "OWN-08": changed(
        "website_documents",
        100,
        "form_05!D11",
        "Số văn bản lãnh đạo, chỉ đạo đăng trên trang thông tin điện tử: '100' khác hẳn các kỳ trước "
        "của đơn vị (thường từ 0 đến 50)",
        "100",
        "từ 0 đến 50",
        unit_id="VP",
        period_id="2023H2",
    ),
    "OWN-09": changed(
        "website_items",
        1000,
        "form_05!D12",
        "Số tin, bài, ảnh đăng trên trang thông tin điện tử: '1.000' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 500)",
        "1.000",
        "từ 0 đến 500",
        unit_id="VP",
        period_id="2023H2",
    ),
    "OWN-10": changed(
        "union_members",
        200,
        "form_10!D11",
        "Số đoàn viên công đoàn: '200' khác hẳn các kỳ trước của đơn vị (thường từ 1.500 đến 2.500)",
        "200",
        "từ 1.500 đến 2.500",
        unit_id="CDVC",
        period_id="2023H2",
    ),
    "OWN-11": changed(
        "union_blood_screenings",
        439,
        "form_10!D13",
        "Số lượt đoàn viên công đoàn được xét nghiệm máu miễn phí: '439' khác hẳn các kỳ trước của đơn "
        "vị (thường từ 0 đến 250)",
        "439",
        "từ 0 đến 250",
        unit_id="CDVC",
        period_id="2023H2",
    ),
    "OWN-12": changed(
        "union_donations_vnd",
        2_000_000_000,
        "form_10!D15",
        "Số tiền ủng hộ các quỹ của đoàn viên công đoàn: '2.000.000.000' khác hẳn các kỳ trước của đơn "
        "vị (thường từ 0 đến 700.000.000)",
        "2.000.000.000",
        "từ 0 đến 700.000.000",
        unit_id="CDVC",
        period_id="2023H2",
    ),
    "OWN-13": changed(
        "youth_union_members",
        100,
        "form_11!D11",
        "Số đoàn viên thanh niên: '100' khác hẳn các kỳ trước của đơn vị (thường từ 750 đến 1.250)",
        "100",
        "từ 750 đến 1.250",
        unit_id="DTN",
        period_id="2023H2",
    ),
    "OWN-14": changed(
        "youth_trees_planted",
        250_000,
        "form_11!D13",
        "Số cây xanh trồng mới: '250.000' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 200.000)",
        "250.000",
        "từ 0 đến 200.000",
        unit_id="DTN",
        period_id="2023H2",
    ),
    "OWN-15": changed(
        "youth_covid_donations_vnd",
        978_000_000,
        "form_11!D17",
        "Số tiền thanh niên ủng hộ phòng, chống dịch Covid-19: '978.000.000' khác hẳn các kỳ trước của "
        "đơn vị (thường từ 0 đến 100.000.000)",
        "978.000.000",
        "từ 0 đến 100.000.000",
        unit_id="DTN",
        period_id="2023H2",
    ),
    "OWN-16": changed(
        "youth_counselling_attendances",
        1184,
        "form_11!D18",
        "Số lượt đoàn viên là học sinh, sinh viên được tư vấn hướng nghiệp: '1.184' khác hẳn các kỳ "
        "trước của đơn vị (thường từ 0 đến 150)",
        "1.184",
        "từ 0 đến 150",
        unit_id="DTN",
        period_id="2023H2",
    ),
    "OWN-17": changed(
        "veterans_members",
        1000,
        "form_12!D11",
        "Số hội viên Hội Cựu chiến binh: '1.000' khác hẳn các kỳ trước của đơn vị (thường từ 50 đến 150)",
        "1.000",
        "từ 50 đến 150",
        unit_id="CCB",
        period_id="2023H2",
    ),
    "OWN-18": changed(
        "meeting_attendance_present",
        57,
        "form_01!D22",
        "Số lượt đảng viên dự sinh hoạt: '57' khác hẳn các kỳ trước của đơn vị (thường từ 450 đến 690)",
        "57",
        "từ 450 đến 690",
        period_id="2023H2",
    ),
    "OWN-19": changed(
        "resolution_study_attended",
        9,
        "form_01!D25",
        "Số cán bộ, đảng viên đã học tập nghị quyết: '9' khác hẳn các kỳ trước của đơn vị (thường từ 65 đến 115)",
        "9",
        "từ 65 đến 115",
        period_id="2023H2",
    ),
    "OWN-20": changed(
        "party_work_learners",
        600,
        "form_06!D17",
        "Số học viên lớp tập huấn nghiệp vụ công tác xây dựng Đảng: '600' khác hẳn các kỳ trước của đơn "
        "vị (thường từ 0 đến 300)",
        "600",
        "từ 0 đến 300",
        unit_id="BTC",
        period_id="2023H2",
    ),
    "OWN-21": changed(
        "political_theory_learners",
        229,
        "form_07!D12",
        "Số học viên lớp trung cấp lý luận chính trị: '229' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 200)",
        "229",
        "từ 0 đến 200",
        unit_id="BTG",
        period_id="2023H2",
    ),
    "OWN-22": changed(
        "awareness_learners",
        400,
        "form_07!D16",
        "Số quần chúng học lớp bồi dưỡng nhận thức về Đảng: '400' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 250)",
        "400",
        "từ 0 đến 250",
        unit_id="BTG",
        period_id="2023H2",
    ),
    "OWN-23": changed(
        "new_member_theory_learners",
        285,
        "form_07!D18",
        "Số đảng viên mới học lớp bồi dưỡng lý luận chính trị: '285' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 200)",
        "285",
        "từ 0 đến 200",
        unit_id="BTG",
        period_id="2023H2",
    ),
    "OWN-24": changed(
        "defence_learners",
        154,
        "form_07!D14",
        "Số học viên lớp bồi dưỡng kiến thức quốc phòng, an ninh đối tượng 4: '154' khác hẳn các kỳ "
        "trước của đơn vị (thường từ 0 đến 150)",
        "154",
        "từ 0 đến 150",
        unit_id="BTG",
        period_id="2023H2",
    ),
    "OWN-25": changed(
        "union_initiatives",
        340,
        "form_10!D14",
        "Số đề tài, đề án, dự án, sáng kiến kinh nghiệm được áp dụng: '340' khác hẳn các kỳ trước của "
        "đơn vị (thường từ 0 đến 75)",
        "340",
        "từ 0 đến 75",
        unit_id="CDVC",
        period_id="2023H2",
    ),
    "OWN-26": changed(
        "members_rated",
        10,
        "form_04!D12",
        "Số đảng viên được xếp loại: '10' khác hẳn các kỳ trước của đơn vị (thường từ 70 đến 130)",
        "10",
        "từ 70 đến 130",
        period_id="2023H2",
    ),
    "OWN-27": changed(
        "members_rated_good",
        8,
        "form_04!D14",
        "Số đảng viên hoàn thành tốt nhiệm vụ: '8' khác hẳn các kỳ trước của đơn vị (thường từ 40 đến 120)",
        "8",
        "từ 40 đến 120",
        period_id="2023H2",
    ),
    "OWN-28": changed(
        "staff_advanced",
        11,
        "form_04!D20",
        "Số cán bộ, công chức, viên chức đạt danh hiệu lao động tiên tiến: '11' khác hẳn các kỳ trước "
        "của đơn vị (thường từ 55 đến 175)",
        "11",
        "từ 55 đến 175",
        period_id="2023H2",
    ),
    "OWN-29": changed(
        "youth_admitted_to_party",
        120,
        "form_11!D12",
        "Số đoàn viên ưu tú được kết nạp Đảng (Đoàn Thanh niên báo cáo): '120' khác hẳn các kỳ trước "
        "của đơn vị (thường từ 0 đến 48)",
        "120",
        "từ 0 đến 48",
        unit_id="DTN",
        period_id="2023H2",
    ),
    "OWN-30": changed(
        "members_supervised_by_inspection_committees",
        20,
        "form_03!D16",
        "Số đảng viên do ủy ban kiểm tra các cấp giám sát: '20' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 12,5)",
        "20",
        "từ 0 đến 12,5",
        period_id="2023H2",
    ),
    "OWN-31": changed(
        "organisation_supervisions_by_committees",
        20,
        "form_03!D14",
        "Số lượt tổ chức đảng do cấp ủy các cấp giám sát: '20' khác hẳn các kỳ trước của đơn vị (thường từ 0 đến 6)",
        "20",
        "từ 0 đến 6",
        period_id="2023H2",
    ),
    "PEE-01": changed(
        "organisation_inspections_by_grassroots",
        20,
        "form_03!D11",
        "Số lượt tổ chức đảng do cấp ủy cơ sở kiểm tra: '20' khác hẳn các đơn vị cùng loại (thường từ 0 đến 4)",
        "20",
        "từ 0 đến 4",
        period_id="2020H2",
    ),
    "PEE-02": changed(
        "staff_assessed",
        1200,
        "form_04!D19",
        "Số cán bộ, công chức, viên chức được bình xét thi đua: '1.200' khác hẳn các đơn vị cùng loại (thường từ 20 đến 220)",
        "1.200",
        "từ 20 đến 220",
        period_id="2020H2",
    ),
    "PEE-03": changed(
        "propagandists",
        70,
        "form_02!D15",
        "Số thành viên tổ tuyên truyền viên, cộng tác viên dư luận xã hội: '70' khác hẳn các đơn vị "
        "cùng loại (thường từ 0 đến 50)",
        "70",
        "từ 0 đến 50",
        period_id="2020H2",
    ),
    "PEE-04": changed(
        "meeting_attendance_due",
        60,
        "form_01!D21",
        "Số lượt đảng viên phải dự sinh hoạt: '60' khác hẳn các đơn vị cùng loại (thường từ 500 đến 700)",
        "60",
        "từ 500 đến 700",
        period_id="2020H2",
    ),
    "PEE-05": changed(
        "members_rated",
        10,
        "form_04!D12",
        "Số đảng viên được xếp loại: '10' khác hẳn các đơn vị cùng loại (thường từ 90 đến 110)",
        "10",
        "từ 90 đến 110",
        period_id="2020H2",
    ),
    "PEE-06": changed(
        "resolution_study_due",
        10,
        "form_01!D24",
        "Số cán bộ, đảng viên phải học tập nghị quyết: '10' khác hẳn các đơn vị cùng loại (thường từ 90 đến 110)",
        "10",
        "từ 90 đến 110",
        period_id="2020H2",
    ),
}
"""Rule → what breaks it. A rule of the register that is not here fails its test."""
