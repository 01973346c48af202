"""Formulas: which are understood, what they name, how .xls and .xlsb store them, and what they come out as."""

import struct

import pytest

from pipelines.workbooks.biff_formula import BiffFormulas, formula_text
from pipelines.workbooks.formulas import array_formula, is_blind_to_texts, is_understood, references, shifted
from pipelines.workbooks.grid import Sheet, Value
from pipelines.workbooks.open_document import _formula, _SheetScan
from pipelines.workbooks.open_document_looks import OdsLooks
from pipelines.workbooks.recalculation import CIRCULAR, Recalculation, is_same
from pipelines.workbooks.xlsx_formulas import read_formulas

UNDERSTOOD = [
    "=3+2",
    "=-A1^2%",
    "=SUM($A$1:B2,C3)",
    '=IF(COUNTA(E1)=0,"",N(E1))',
    "='02-TCĐ'!E5*1.5E-3",
    '=IFERROR(A1/A2,"k""h")',
    "= 1 <> 2",
    "=SUBTOTAL(9,E1:E3)",
    '=VLOOKUP("2.01",B1:E9,4,FALSE)',
    "=SUM(E:E)+SUM($2:3)",
    "=SUM({1,-2;3})",
    '=VALUE("3")&TEXT(A1,"0")',
]
NOT_UNDERSTOOD = [
    *(
        "=TODAY()",
        "=RAND()",
        "=OFFSET(A1,0,0,2)",
        '=TEXT(A1,"0,0")',
        '=VALUE("3,5")',
        "=SUM('Quý 1:Quý 4'!A1)+ROW()",
        '=INDIRECT("A1")',
        "=dang_vien",
        "=[1]A!B2",
        "=Table1[Cột]",
        "=A1#",
        "={1,A2}",
    ),
    *("=SUM(", "=1)", "=SUM(A:A1)", "=#REF!+1", "=SUM(A1:A2:A3)", "=" + "(" * 100 + "1" + ")" * 100, "=1" + "+1" * 5000),
    "=" + "1" * 5000 + "x",
]


@pytest.mark.parametrize("formula", UNDERSTOOD)
def test_arithmetic_is_understood(formula: str) -> None:
    assert is_understood(formula)


@pytest.mark.parametrize("formula", NOT_UNDERSTOOD)
def test_all_else_is_not(formula: str) -> None:
    assert not is_understood(formula)


def test_a_formula_names_cells_of_its_own_sheet_and_of_others() -> None:
    assert list(references("=SUM(E4:$E$6)+'Tổng ''1'''!B2&\"C3\"")) == [
        (None, range(3, 6), range(4, 5)),
        ("Tổng '1'", range(1, 2), range(1, 2)),
    ]


def test_a_shared_formula_moves_what_is_relative() -> None:
    assert shifted('=A1+$B$1+SUM(C$2:D2)&"A1"', 2, 1) == '=B3+$B$1+SUM(D$2:E4)&"A1"'


def test_whole_columns_and_rows_are_areas_and_move() -> None:
    assert references('=SUM(B:C)+SUM(2:$3)&"D:D"') == (
        (None, range(1_048_576), range(1, 3)),
        (None, range(1, 3), range(16_384)),
    )
    assert shifted("=SUM(B:B)+SUM('x'!$C:$C)", 3, 1) == "=SUM(C$1:C$1048576)+SUM('x'!$C$1:$C$1048576)"


@pytest.mark.parametrize(
    "formula",
    ["=SUM(E1:E2)", "=100+5", "=E1*E2", "=SUM((E1:E2>3)*F1:F2)", '=SUM(IF(E1:E2="x",F1:F2,0))', '=COUNTIF(E:E,"x")'],
)
def test_an_array_formula_that_comes_out_as_a_plain_one_is_read_as_such(formula: str) -> None:
    assert array_formula(formula) == formula


@pytest.mark.parametrize(
    "formula", ["=E1:E2*2", "=SUM(ABS(E1:E2))", "=E1*{1,2}", "=IF(E1:E2>1,1)", "=SUM(COUNTIF(E1:E2,F1:F2))"]
)
def test_any_other_array_formula_is_not_understood(formula: str) -> None:
    assert array_formula(formula) == f"{{{formula}}}"
    assert not is_understood(f"{{{formula}}}")


def test_an_array_fills_all_its_cells() -> None:
    xml = b'<c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>0</v></c>'
    assert read_formulas(xml) == {(0, 0): "{=B1:B2*2}", (1, 0): "{=B1:B2*2}"}


def test_an_array_of_xls_is_named_by_its_first_cell() -> None:
    formulas = BiffFormulas(8)
    for row in (3, 4):
        formulas.take((row, 4), struct.pack("<BHH", 1, 3, 4))
        if row == 3:
            formulas.share_array(struct.pack("<BHHHH", 0x25, 3, 5, 5, 5) + b"\x1e\2\0\x05")
    assert formulas.by_cell() == {(3, 4): "{=F4:F6*2}", (4, 4): "{=F4:F6*2}"}


def test_an_array_of_ods_fills_all_its_cells() -> None:
    scan = _SheetScan(OdsLooks(), ())
    spans = {"table:number-matrix-rows-spanned": "2", "table:number-matrix-columns-spanned": "1"}
    scan.cell({"table:formula": "of:=SUM([.B1:.B2])", "office:value-type": "float", "office:value": "0", **spans}, "")
    scan.finish("x.ods")
    assert scan.marks.formulas == {(0, 0): "=SUM(B1:B2)", (1, 0): "=SUM(B1:B2)"}


def test_what_counts_or_adds_cells_is_blind_to_the_texts_in_them() -> None:
    assert is_blind_to_texts('=IF(COUNTA(E1,E2)=0,"",N(E1)+N(E2))')
    assert not is_blind_to_texts("=SUM(E1:E2)+E3")


def cell_of_xls(row: int, column: int, token: int = 0x24) -> bytes:
    return struct.pack("<BHH", token, row, column)


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (b"\x1e\3\0\x1e\2\0\x03", "=3+2"),
        (cell_of_xls(3, 0xC004) + b"\x13" + b"\x14", "=-E4%"),
        (cell_of_xls(3, 4) + b"\x1f" + struct.pack("<d", 0.1) + b"\x05", "=E4*0.1"),
        (
            cell_of_xls(3, 4)
            + b"\x19\x02\0\0"
            + b"\x17\1\0x"
            + b"\x19\x08\0\0"
            + b"\x1e\1\0"
            + b"\x19\x08\3\0"
            + b"\x22\3\1\0",
            '=IF(E4,"x",1)',
        ),
        (struct.pack("<BHHHH", 0x25, 3, 5, 4, 4) + b"\x19\x10\0\0", "=SUM(E4:E6)"),
        (b"\x23\1\0\0\0" + cell_of_xls(3, 4) + b"\x1e\0\0" + b"\x42\3\xff\0", "=IFERROR(E4,0)"),
        (b"\x1d\1" + b"\x21\x26\0", "=NOT(TRUE)"),
        (b"\x1e\7\0" + b"\x17\1\0\x30" + b"\x21\x30\0", '=TEXT(7,"0")'),
        (b"\x1e\x09\0" + struct.pack("<BHHHH", 0x25, 3, 5, 4, 4) + b"\x42\2\x58\1", "=SUBTOTAL(9,E4:E6)"),
    ],
)
def test_a_formula_of_xls_reads_as_it_was_written(tokens: bytes, text: str) -> None:
    assert formula_text(tokens, 8, ["_xlfn.IFERROR"]) == text


@pytest.mark.parametrize("tokens", [b"\x39\0\0\1\0\0\0", b"\x22\1\xdd\0", b"\x03", b"", b"\x23\5\0\0\0"])
def test_what_reaches_elsewhere_or_is_damaged_gives_no_formula(tokens: bytes) -> None:
    assert formula_text(tokens, 8) is None


ELSEWHERE = ["'Quý 1'!", "'Quý 1:Quý 4'!", ""]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (struct.pack("<BHHH", 0x5A, 0, 3, 4), "='Quý 1'!E4"),
        (struct.pack("<BHHHHH", 0x3B, 1, 3, 5, 4, 4) + b"\x19\x10\0\0", "=SUM('Quý 1:Quý 4'!E4:E6)"),
        (struct.pack("<BHHH", 0x5A, 2, 3, 4), "=?"),
        (b"\x1e\1\0" + b"\x19\x04\1\0\0\0\0\0" + cell_of_xls(3, 4) + b"\x42\2\x64\0", "=CHOOSE(1,E4)"),
        (cell_of_xls(3, 4) + b"\x42\1\x08\0", "=ROW(E4)"),
        (cell_of_xls(3, 4) + cell_of_xls(4, 4) + b"\x41\xdc\0", "=?220(E4,E5)"),
        (b"\x42\0\xdd\0", "=?221()"),
    ],
)
def test_a_formula_of_xls_tells_which_cells_it_draws_on_elsewhere_and_in_functions_that_are_not_known(
    tokens: bytes, text: str
) -> None:
    assert formula_text(tokens, 8, links=ELSEWHERE) == text


def test_cells_of_other_sheets_read_so_in_xlsb_and_in_excel_5() -> None:
    assert formula_text(struct.pack("<BHIH", 0x3A, 0, 3, 4), 12, links=ELSEWHERE) == "='Quý 1'!E4"
    assert formula_text(struct.pack("<Bh8xhhHB", 0x3A, -1, 0, 1, 3, 4), 5, links=["A", "B"]) == "='A:B'!E4"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("of:=SUM([$'Quý 1'.E5:$'Quý 4'.E5])", "=SUM('Quý 1:Quý 4'!E5)"),
        ("of:=SUM([$A.E5:$B.E6];[.E7])", "=SUM('A:B'!E5:E6,E7)"),
        ("of:=[$'Quý 1'.E5]+[$A.E5:.E6]", "='Quý 1'!E5+A!E5:E6"),
    ],
)
def test_a_formula_of_ods_over_several_sheets_names_them(written: str, shown: str) -> None:
    assert _formula(written) == shown


def test_cells_of_xls_that_share_a_formula_have_it_relative_to_themselves() -> None:
    formulas = BiffFormulas(8)
    first = struct.pack("<BHH", 0x01, 5, 4)
    assert formulas.take((5, 4), first) is None
    formulas.share(cell_of_xls(0xFFFE, 0xC0FF, 0x4C) + b"\x1e\1\0\x03")  # two rows up, one column to the left
    assert formulas.take((6, 4), first) is None
    assert formulas.by_cell() == {(5, 4): "=D4+1", (6, 4): "=D5+1"}


def test_cells_of_xlsb_that_share_a_formula_have_it_relative_to_themselves() -> None:
    formulas = BiffFormulas(12)
    first = struct.pack("<BI", 0x01, 5)
    formulas.take((5, 4), first)
    formulas.share(struct.pack("<BIH", 0x4C, 0xFFFFE, 0xC000) + b"\x1e\1\0\x03")
    formulas.take((7, 4), first)
    assert formulas.by_cell() == {(5, 4): "=E4+1", (7, 4): "=E6+1"}


def test_cells_of_xlsx_that_share_a_formula_have_it_relative_to_themselves() -> None:
    xml = (
        b'<c r="A1"><f t="shared" ref="A1:A2" si="0">B1&amp;"x"</f><v>0</v></c><c r="A2"><f t="shared" si="0"/><v>0</v></c>'
        b'<c r="A3"><f t="array" ref="A3">SUM(B1:B2*2)</f><v>0</v></c><c><f>1</f></c><c r="A4"><v>1</v></c>'
    )
    assert read_formulas(xml) == {(0, 0): '=B1&"x"', (1, 0): '=B2&"x"', (2, 0): "=SUM(B1:B2*2)"}


def results(*column: Value, name: str = "A", more: Sheet | None = None) -> list[Value | None]:
    """What the formulas in column A come out as."""
    formulas = {(row, 0): value for row, value in enumerate(column) if isinstance(value, str) and value.startswith("=")}
    sheet = Sheet(name, [[0.0 if (row, 0) in formulas else value] for row, value in enumerate(column)], formulas=formulas)
    recalculation = Recalculation([sheet, more] if more else [sheet])
    return [recalculation.result(sheet, at) for at in formulas]


def test_formulas_are_computed_through_one_another() -> None:
    assert results(2.0, "=A1*3", "=A2+A4", "", '=IF(A4="","",1)', "=A1/A4") == [6.0, 6.0, "", "#DIV/0!"]


@pytest.mark.parametrize(
    "column",
    [["=A1+1"], ["=A2", "=A1+1"], [1.0, "=SUM(A1:A2)"], [1.0, "=SUBTOTAL(9,A:A)"], ["=OFFSET(B1,A1,0)"], ["=TODAY()+A1"]],
)
def test_a_formula_that_draws_on_itself_is_circular(column: list[Value]) -> None:
    assert set(results(*column)) == {CIRCULAR}


def test_what_draws_on_a_circle_is_circular_too_and_what_only_names_itself_is_not() -> None:
    assert results("=A1", "=A1*0+5", "=3+2") == [CIRCULAR, CIRCULAR, 5.0]
    assert results(2.0, 3.0, "=SUM(A1:OFFSET(A3,-1,0))", "=ROW(A4)", "=A2+A2") == [None, None, 6.0]
    assert results("=TỔNG!A1", more=Sheet("TỔNG", [[0.0]], formulas={(0, 0): "=A!A1"})) == [CIRCULAR]


def test_the_usual_functions_of_totals_and_look_ups_are_computed() -> None:
    column: list[Value] = [
        "2.01",
        "2.02",
        4.0,
        5.0,
        "=SUBTOTAL(9,A3:A4)",
        "=SUBTOTAL(9,A3:A5)",
        '=VLOOKUP("2.02",A1:A4,1,FALSE)',
    ]
    assert results(*column) == [9.0, 9.0, "2.02"]
    assert results(4.0, 5.0, "=INDEX(A1:A2,2)", '=SUMIFS(A1:A2,A1:A2,">4")', "=IFS(A1>4,1,TRUE,8)", "=CHOOSE(2,1,A1)") == [
        5,
        5,
        8,
        4,
    ]
    assert results(4.0, 5.0, "=MEDIAN(A1:A2)", '=VALUE("3")', '=TEXT(7,"0")', "=QUOTIENT(7,2)", '=A1&""') == [
        4.5,
        3,
        "7",
        3,
        "4",
    ]
    assert results("=SUM(B:B)+COUNT(1:1)") == [CIRCULAR]


def test_a_subtotal_over_filtered_rows_is_not_judged() -> None:
    hidden = Sheet("TỔNG", [[4.0], [5.0]], hidden_rows=frozenset({1}))
    assert results("=SUBTOTAL(9,TỔNG!A1:A2)", "=SUBTOTAL(9,TỔNG!A1)", "=SUM(TỔNG!A1:A2)", more=hidden) == [None, 4.0, 9.0]


def test_whether_a_formula_that_is_not_computed_names_figures() -> None:
    sheets = [
        Sheet("Quý 1", [["", 0.0, 4.0]]),
        Sheet("Quý 2", [[0.0]]),
        Sheet("Năm", [[0.0], ["x"]], formulas={(row, 0): "" for row in range(2)}),
    ]
    recalculation = Recalculation(sheets)
    for formula, does in {
        "=OFFSET('Quý 1'!A1:C1,0,0)": True,
        "=OFFSET('Quý 1'!A1:B1,0,0)": False,
        "=SUM('Quý 1:Quý 2'!C1)": True,
        "=SUM('Quý 1:Quý 2'!A1)": False,
        "=OFFSET(A1,0,0)": False,
        "=OFFSET(A2,0,0)": True,
        "='[2]Quý 1'!C1": False,
    }.items():
        sheets[2].formulas = {(0, 0): formula}
        assert recalculation.draws_on_figures(sheets[2], (0, 0)) is does, formula


def test_what_depends_on_an_unknown_sheet_or_a_language_is_not_judged() -> None:
    assert results("=B!A1", "=IFERROR(B!A1,0)") == [None, None]
    assert results("1,5", "=A1*2", "=IFERROR(A1*2,0)", "=SUM(A1)") == [None, None, 0.0]
    assert results("=TODAY()", "=A1*0+5") == [None, 5.0]


def test_another_sheet_is_drawn_on_and_one_with_a_name_too_long_is_not_judged() -> None:
    assert results("=TỔNG!A1+1", more=Sheet("TỔNG", [[4.0]])) == [5.0]
    assert results(f"='{'x' * 60}'!A1+1", more=Sheet("x" * 60, [[4.0]])) == [None]


def test_long_chains_and_wide_areas_are_bounded() -> None:
    chain = [f"=A{row + 2}+1" for row in range(3000)]
    assert results(*chain, 1.0)[0] == 3001.0
    assert results(*([1.0] * 30_000), "=SUM(A1:A30000)") == [None]


@pytest.mark.parametrize(
    ("stored", "computed", "same"),
    [(0.0, 5.0, False), (0.3, 0.30000000000000004, True), (66.666667, 200 / 3, True), (0.0, "", False), ("", 5.0, False),
     ("không áp dụng", "Không áp dụng", True), ("", "x", False), (128.0, "128", True), (True, True, True), (0.0, False, False),
     (0.0, "#DIV/0!", False), (1e12, 1e12 + 1, False), (1e12 + 0.001, 1e12, True)],
)  # fmt: skip
def test_a_result_is_the_same_but_for_the_last_digits(stored: Value, computed: Value, same: bool) -> None:
    assert is_same(stored, computed) is same
