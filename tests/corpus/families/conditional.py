"""Formats that hold under a condition: what they may strike out, scale or hide is asked about, unless they do not hold."""

from typing import Any, Literal

from openpyxl.formatting.rule import ColorScaleRule, DataBarRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook import Workbook

from tests.corpus.case import Case
from tests.corpus.families.looks import COUNT, E16, E23, SMALL
from tests.corpus.making import FIRST, LibreOffice, Writer, edited

STRUCK, WHITE = Font(strike=True), Font(color="FFFFFFFF")


def rule(
    kind: Literal["cellIs", "expression"], *formula: str, font: Font | None = None, code: str = "", fill: str = "", **more: Any
) -> Rule:
    """A rule with a font, a number format or a fill."""
    number_format = NumberFormat(numFmtId=170, formatCode=code) if code else None
    ground = PatternFill(bgColor=fill) if fill else None
    return Rule(kind, dxf=DifferentialStyle(font=font, numFmt=number_format, fill=ground), formula=list(formula), **more)


def on(cells: str, one: Rule) -> Writer:
    """A workbook with the rule on cells of the first sheet."""

    def edit(book: Workbook) -> None:
        book.worksheets[0].conditional_formatting.add(cells, one)

    return edited(edit)


def in_formats(
    what: str, cells: str, one: Rule, entries: dict[str, str], findings: tuple[str, ...], formats: str = "xlsx xls ods"
) -> list[Case]:
    """One rule in several formats."""
    source = on(cells, one)
    return [
        Case(
            f"{what} in {name}",
            entries=entries,
            findings=findings,
            write=source if name == "xlsx" else LibreOffice(name, source=source),
            format=name,
        )
        for name in formats.split()
    ]


def silent(what: str, one: Rule, formats: str = "xlsx xls ods") -> list[Case]:
    return in_formats(what, "E11:E28", one, {}, (), formats)


BAR: Rule = DataBarRule("min", 0, "max", 0, "FF0000")  # type: ignore[no-untyped-call]
BAR_ALONE: Rule = DataBarRule("min", 0, "max", 0, "FF0000", False)  # type: ignore[no-untyped-call]
SCALE: Rule = ColorScaleRule("min", None, "FFFF0000", "max", None, "FF00FF00")  # type: ignore[no-untyped-call]
DOUBTED = {SMALL: "unreadable"}, (f"shown_otherwise {E16}",)
HIDDEN = (f"hidden_figures {E16}",)
CASES = [
    *in_formats("struck out always", "E16", rule("expression", "TRUE", font=STRUCK), *DOUBTED),
    *in_formats("struck out for another cell", "E16", rule("expression", "$H$1>3", font=STRUCK), *DOUBTED),
    *in_formats(
        "struck out above a limit",
        "E16:E23",
        rule("cellIs", "700", font=STRUCK, operator="greaterThan"),
        {COUNT: "unreadable"},
        (f"shown_otherwise {E23}",),
    ),
    *in_formats("white below a limit", "E16", rule("cellIs", "50", font=WHITE, operator="lessThan"), {}, HIDDEN),
    *in_formats("scaled", "E16", rule("expression", "E16>1", code="0,"), *DOUBTED, "xlsx ods"),
    *in_formats("hidden by a number format", "E16", rule("expression", "E16>1", code=";;;"), {}, HIDDEN, "xlsx ods"),
    *in_formats("a bar in the figure's place", "E16", BAR_ALONE, {}, HIDDEN, "xlsx ods"),
    *silent("struck out between limits where none is", rule("cellIs", "8", "11", font=STRUCK, operator="between")),
    *silent("white where it is an error", rule("expression", "ISERROR(E11)", font=WHITE)),
    *silent("white where it is blank", rule("expression", 'E11=""', font=WHITE), "xlsx ods"),
    *silent("white on red", rule("cellIs", "5", font=WHITE, fill="FFFF0000", operator="greaterThan")),
    *silent("a fill and a colour", rule("expression", "E11>1", font=Font(color="FFFF0000", b=True), fill="FFFFFF00")),
    *silent("a bar", BAR),
    *silent("a scale of colours", SCALE),
    Case("struck out beside the figures", write=on("G1:H40", rule("expression", "TRUE", font=STRUCK))),
    Case(
        "zeros that are white",
        write=on("E11:E28", rule("cellIs", "0", font=WHITE, operator="equal")),
        findings=(f"hidden_figures {FIRST}!E13",),
    ),
]
