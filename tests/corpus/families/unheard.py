"""Multiples of money written where nobody knows whether they are the measure: the amounts are asked about, prose is not."""

from tests.corpus.case import Case
from tests.corpus.families.measures import E16, MONEY, SHEET, WITHOUT_COLUMN, in_place, money
from tests.corpus.making import Change, both, put
from tests.unit.workbooks import LABEL, NOTE, Draft

LABELLED = "Số tiền ủng hộ các quỹ của đoàn viên công đoàn"


def unheard(name: str, *changes: Change, figure: int = 650, also: tuple[str, ...] = ()) -> Case:
    """650 beside a text that may mean millions."""
    said = {MONEY: "unreadable"}
    found = (f"unknown_measure {E16}", *(f"{one} {SHEET}!C16" for one in also))
    change = both(put(MONEY, figure), *changes)
    return Case(name, change, said, found, returns=("CDVC 2020H2",), unit_id="CDVC", format=None)


def below(text: str) -> Change:
    """A text below the lines."""

    def change(draft: Draft) -> None:
        draft.sheets[SHEET].append([text])

    return change


def _named(draft: Draft) -> None:
    draft.sheets = {("10-CĐ (triệu đồng)" if name == SHEET else name): grid for name, grid in draft.sheets.items()}


CASES = [
    *(
        unheard(f"{text!r} in the head", WITHOUT_COLUMN, in_place(6, 0, text))
        for text in (
            "Đơn vị tiền tệ: triệu đồng",
            "Đơn vị tiền: triệu đồng",
            "Tiền: triệu đồng",
            "Số tiền: triệu đồng",
            "(Kinh phí: triệu đồng)",
            "Số tiền ghi bằng triệu đồng",
            "Các số tiền ghi theo trieu dong",
        )
    ),
    unheard("a sentence in the head over the printed measures", in_place(6, 0, "Số tiền ghi bằng triệu đồng")),
    *(
        unheard(f"{text!r} over the section", WITHOUT_COLUMN, in_place(11, LABEL, text))
        for text in ("Phong trào - triệu đồng", "Phong trào, triệu đồng", "Phong trào (số tiền: triệu đồng)")
    ),
    unheard("'/triệu đồng' in the label", put(MONEY, f"{LABELLED}/triệu đồng", LABEL), also=("line_differs",)),
    *(unheard(f"{text!r} in the note", put(MONEY, text, NOTE)) for text in ("650 triệu đồng", "đơn vị triệu đồng")),
    *(
        unheard(f"{text!r} below the table", below(text))
        for text in ("(*) Đơn vị tính: triệu đồng", "Ghi chú: số tiền tính bằng triệu đồng")
    ),
    *(
        money(f"{text!r} in the note is prose", "650", put(MONEY, 650), put(MONEY, text, NOTE))
        for text in ("ủng hộ 650 triệu đồng", "vượt hàng triệu đồng", "trong đó quỹ xã hội hai triệu đồng", "7 triệu đồng")
    ),
    *(
        money(f"{text!r} below the table is no measure", "650", put(MONEY, 650), below(text))
        for text in ("Nơi nhận: TĐ", "Nguyễn T. Đ", "Lê Văn Tr Đ", "CHỦ TỊCH HỘI ĐỒNG")
    ),
    money("the same amount in the note", "650000000", put(MONEY, 650000000), put(MONEY, "650 triệu đồng", NOTE)),
    money(
        "millions on the line and below the table",
        "650000000",
        put(MONEY, 650),
        put(MONEY, "triệu đồng", 3),
        below("Ghi chú: số tiền tính bằng triệu đồng"),
    ),
    money("an amount with its own measure", "650000000", put(MONEY, "650 triệu"), below("Số tiền tính bằng triệu đồng")),
]
