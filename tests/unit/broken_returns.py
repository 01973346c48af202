"""Faults of files, forms and keys, which no example of cells can show: the change to a clean bloc, and the finding it makes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

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
    is_alone: bool = False
    """Whether nothing else is told of the return."""


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


def booked_before_its_period(world: World) -> None:
    line = {"line_number": 7, "path": "2021H2/TC01.xlsx", "received": "2021-01-14T08:30:00"}
    world.booked.append(line | {"receipt_id": 1, "status": "early", "starts_on": date(2021, 7, 1)})


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


def unread_form(world: World) -> None:
    missing_form(world)
    world.fault("missing_line", form_id="form_02", line_code=None, address=None, sheet_name="form_02", received="2.01 Tập thể")


def missing_line(world: World) -> None:
    world.write("TC01", "2021H2", "model_collectives", "blank")
    world.cell("TC01", "2021H2", "model_collectives").update(is_on_form=False, sheet_name=None, address=None)


def not_due(world: World) -> None:
    row = dict(world.cell("TC01", "2021H2", "members_rated"))
    world.observations.append(row | {"return_id": "TC01-2022H1-r1", "period_id": "2022H1", "is_due": False})


def ended_unit(world: World) -> None:
    of_period = {"return_id": "TC56-2022H1-r1", "period_id": "2022H1"}
    received = {"receipt_id": 9999, "file_sha256": "sha-9999", "path": "2022H1/TC56.xlsx"}
    world.returns.append(world.returned("TC56-2021H2-r1") | of_period | received)
    world.observations.append(dict(world.cell("TC56", "2021H2", "members_closing")) | of_period | {"is_due": False})


def unfounded_unit(world: World) -> None:
    of_period = {"return_id": "TC58-2021H2-r1", "period_id": "2021H2"}
    received = {"receipt_id": 9999, "file_sha256": "sha-9999", "path": "2021H2/TC58.xlsx"}
    world.returns.append(world.returned("TC58-2022H1-r1") | of_period | received)
    world.observations.append(dict(world.cell("TC58", "2022H1", "members_closing")) | of_period | {"is_due": False})


def same_observation_twice(world: World) -> None:
    world.observations.append(dict(world.cell("TC01", "2021H2", "propagandists")))


def same_revision_twice(world: World) -> None:
    world.returns.append(dict(world.returned()))


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


BROKEN: dict[str, Broken] = {
    "READ-01": Broken(unreadable_file, (None, None), "Không đọc được tệp: tệp không phải bảng tính"),
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
    "READ-68": Broken(
        booked_before_its_period,
        (None, None),
        "Sổ tiếp nhận tệp, dòng 7 (2021H2/TC01.xlsx, 2021-01-14T08:30:00): ngày giờ đến trước ngày 01/07/2021, ngày đầu của kỳ "
        "mà tệp báo cáo, nên dòng này chưa được dùng và ngày hệ thống nhận tệp được tính là ngày đến",
        "7 (2021H2/TC01.xlsx, 2021-01-14T08:30:00)",
    ),
    "READ-05": Broken(
        missing_form,
        (TC01, None),
        "Thiếu biểu phải nộp: Biểu 02-TCĐ (Điển hình tiên tiến, khen thưởng và kiện toàn cấp ủy)",
    ),
    "READ-67": Broken(
        unread_form,
        (TC01, "form_02"),
        "Biểu có trong tệp nhưng không có số liệu nào phải báo cáo: "
        "Biểu 02-TCĐ (Điển hình tiên tiến, khen thưởng và kiện toàn cấp ủy): thiếu 2.01 Tập thể",
    ),
    "READ-09": Broken(missing_line, (TC01, "form_02"), "Biểu thiếu dòng 2.01 (Tập thể điển hình)", "2.01 (Tập thể điển hình)"),
    "READ-10": Broken(
        not_due,
        ("TC01-2022H1-r1", "form_04!D12"),
        "Chỉ tiêu 'Số đảng viên được xếp loại' không phải báo cáo trong kỳ 6 tháng đầu năm 2022 nhưng có ghi '100'",
        "100",
    ),
    "READ-69": Broken(
        ended_unit,
        ("TC56-2022H1-r1", None),
        "Đơn vị TC56 Chi bộ cơ sở mẫu số 56 không còn hoạt động từ ngày 01/01/2022 nên phiếu này không được tính; "
        "đơn vị báo cáo thay trong kỳ này: TC58 Chi bộ cơ sở mẫu số 58",
        "TC56 Chi bộ cơ sở mẫu số 56",
        "TC58 Chi bộ cơ sở mẫu số 58",
        is_alone=True,
    ),
    "READ-70": Broken(
        unfounded_unit,
        ("TC58-2021H2-r1", None),
        "Đơn vị TC58 Chi bộ cơ sở mẫu số 58 đến ngày 01/01/2022 mới hoạt động nên phiếu này không được tính; "
        "đơn vị báo cáo trong kỳ này: TC56 Chi bộ cơ sở mẫu số 56; TC57 Chi bộ cơ sở mẫu số 57",
        "TC58 Chi bộ cơ sở mẫu số 58",
        "TC56 Chi bộ cơ sở mẫu số 56; TC57 Chi bộ cơ sở mẫu số 57",
        is_alone=True,
    ),
    "READ-26": Broken(
        several_files,
        ("TC01-2021H2-r2", None),
        "Cùng một lần nhận có nhiều tệp khác nhau cho một đơn vị và một kỳ: 2021H2/TC01.xlsx, 2021H2/TC01 (1).xlsx",
        "2021H2/TC01.xlsx, 2021H2/TC01 (1).xlsx",
        "2021H2/TC01 (1).xlsx",
    ),
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
}
