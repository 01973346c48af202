"""What stands in a cell and nobody sees: letters of the colour of their ground, or a speck high; fields of web pages."""

from pathlib import Path

from pipelines.language.text_marks import Run
from tests.corpus.case import Case
from tests.corpus.families.looks import E16, SMALL, WORKBOOKS, in_formats
from tests.corpus.making import Change, Writer, coloured, edited, line, looking, page
from tests.unit.workbooks import VALUE, Draft

WEB16 = "Bảng 1!E16"
WHITE: tuple[Run, ...] = (("5", "plain"), ("8", "hidden"))
ALL = (*WORKBOOKS, "html")


def _crossed(kind: int) -> Change:
    """Line 1.05 under one diagonal line, or under both (3)."""

    def change(draft: Draft) -> None:
        draft.formats[line(draft, SMALL)[1], VALUE] = {"diag_type": kind, "diag_border": 1}

    return change


def on_page(content: str, css: str = "", around: str = "{}") -> Writer:
    """A web page on which line 1.05 says 'MARK' in a cell, in place of which `content` stands."""

    def write(draft: Draft, path: Path) -> Path:
        written = page()(draft, path)
        text = written.read_text(encoding="utf-8")
        assert "<td>MARK</td>" in text
        text = text.replace("<td>MARK</td>", content).replace("</style>", f"{css}</style>")
        written.write_text(around.format(text), encoding="utf-8")
        return written

    return write


def mark(draft: Draft) -> None:
    """Mark the cell of line 1.05 for `on_page`."""
    draft.put(SMALL, "MARK")


def web(what: str, content: str, said: str, *findings: str, css: str = "", because: str = "") -> Case:
    """A cell of a web page."""
    return Case(f"a web page: {what}", mark, {SMALL: said}, findings, on_page(content, css), because, format="html")


def unclear(what: str, content: str, css: str = "") -> Case:
    return web(what, content, "unreadable", f"unclear_marks {WEB16}", css=css)


def hidden(what: str, content: str, css: str = "") -> Case:
    return web(what, content, "8", f"hidden_figures {WEB16}", css=css)


def plain(what: str, content: str, said: str = "58", css: str = "") -> Case:
    return web(what, content, said, css=css)


def _tiny(book: object) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.workbook import Workbook

    assert isinstance(book, Workbook)
    parts = TextBlock(InlineFont(sz=1), "8"), TextBlock(InlineFont(), "5")
    book.worksheets[0]["E16"] = CellRichText(*parts)


def _themed(theme: int, tint: float, fill: str = "") -> Writer:
    def edit(book: object) -> None:
        from openpyxl.styles import Font, PatternFill
        from openpyxl.styles.colors import Color
        from openpyxl.workbook import Workbook

        assert isinstance(book, Workbook)
        cell = book.worksheets[0]["E16"]
        cell.font = Font(color=Color(theme=theme, tint=tint))
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)

    return edited(edit)


def same_colour(letters: str, fill: str, *formats: str) -> list[Case]:
    change: Change = coloured(SMALL, letters, fill)
    return in_formats(f"a figure in {letters} on {fill}", change, {}, (f"hidden_figures {E16}",), formats)


CASES = [
    *in_formats(
        "a white digit behind a black one",
        looking(SMALL, *WHITE),
        {SMALL: "unreadable"},
        (f"unclear_marks {E16}",),
        ALL,
        "bị ẩn",
    ),
    *in_formats("a white figure", coloured(SMALL, "#FFFFFF"), {}, (f"hidden_figures {E16}",), ALL, "định dạng"),
    *same_colour("#FF0000", "#FF0000", "xlsx", "xls", "ods", "html"),
    *same_colour("#FFFFFF", "#F2F2F2", "xlsx", "xls", "ods", "html"),
    *in_formats("a white figure on blue", coloured(SMALL, "#FFFFFF", "#1F4E79"), {}, (), ("xlsx", "xls", "ods", "html")),
    *in_formats("a red figure", coloured(SMALL, "#FF0000"), {}, (), ("xlsx", "xls", "ods", "html")),
    Case("a digit one point high", write=edited(_tiny), entries={SMALL: "unreadable"}, findings=(f"unclear_marks {E16}",)),
    Case("a figure in the paper's colour of the theme", write=_themed(0, 0.0), findings=(f"hidden_figures {E16}",)),
    Case("a figure in nearly the paper's colour", write=_themed(0, -0.05), findings=(f"hidden_figures {E16}",)),
    Case("a figure in the paper's colour on black", write=_themed(0, 0.0, "FF000000")),
    Case("a figure in half the paper's colour", write=_themed(0, -0.5)),
    Case(
        "a figure crossed out by both diagonals",
        _crossed(3),
        {SMALL: "unreadable"},
        (f"unclear_marks {E16}",),
    ),
    Case("a figure under one diagonal", _crossed(1)),
    # Web pages.
    unclear("a white digit", "<td>5<span style='color:white'>8</span></td>"),
    unclear("a digit in the ground's colour", "<td bgcolor='#ccc'>5<font color='#cccccc'>8</font></td>"),
    unclear("a digit of size nothing", "<td>5<span style='font-size:0'>8</span></td>"),
    unclear("a digit a pixel high", "<td>5<span style='font-size: 1px'>8</span></td>"),
    unclear("a digit that is invisible", "<td>5<span style='visibility:hidden'>8</span></td>"),
    unclear("a digit that lets all light through", "<td>5<span style='opacity:0'>8</span></td>"),
    *(unclear(f"a digit in <{tag}>", f"<td>5<{tag}>8</{tag}></td>") for tag in ("noscript", "template", "rt", "rp")),
    unclear("a digit in an <rt> that is not closed", "<td><ruby>5<rt>8</ruby></td>"),
    *(
        unclear(f"a digit under {style!r}", f"<td>5<span style='{style}'>8</span></td>")
        for style in (
            "position:absolute;left:-9999px",
            "position:absolute;clip:rect(0,0,0,0)",
            "position:absolute; clip: rect(1px 1px 1px 1px)",
            "clip-path:inset(50%)",
            "display:inline-block;text-indent:-999px",
            "display:inline-block;transform:scale(0)",
            "display:inline-block;transform:translateX(-9999px)",
            "margin-left:-100em",
        )
    ),
    unclear(
        "a digit for readers aloud alone",
        "<td>5<span class=sr-only>8</span></td>",
        css=".sr-only {position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip:rect(0, 0, 0, 0);border:0}",
    ),
    plain(
        "a digit moved a little",
        "<td>5<span style='position:relative;left:-2px;top:0;text-indent:0;transform:scale(0.9)'>8</span></td>",
    ),
    unclear("a transparent digit", "<td>5<span style='color:transparent'>8</span></td>"),
    unclear("a digit of no opacity", "<td>5<span style='color:rgba(0, 0, 0, 0)'>8</span></td>"),
    unclear("a cell struck out by its id", "<td id=x>58</td>", css="#x {text-decoration: line-through red}"),
    unclear(
        "a cell struck out by what it stands in", "<td class=a><b>58</b></td>", css="tr td.a b {text-decoration:line-through}"
    ),
    unclear(
        "a cell struck out by its place", "<td class=a>58</td>", css="tr > td.a:nth-child(5) {text-decoration:line-through}"
    ),
    unclear("a digit hidden by two classes", "<td>5<i class='a b'>8</i></td>", css=".a.b {display:none}"),
    unclear("a digit hidden by an attribute", "<td>5<i data-x=1>8</i></td>", css="[data-x='1'] {display:none}"),
    hidden("a white cell", "<td style='color:#FFF'>8</td>"),
    hidden("a cell of white letters by its class", "<td class=w>8</td>", css=".w {color: white}"),
    plain("white letters on a dark ground", "<td style='color:#fff;background:#000'>58</td>"),
    plain("white letters in a dark mark", "<td><span style='background-color:navy;color:white'>58</span></td>"),
    plain("letters that are made visible again", "<td style='color:#fff'><b style='color:black'>58</b></td>"),
    plain("a rule for another place", "<td>5<i>8</i></td>", css="ul li i {display:none} .z > td {color:white}"),
    plain("a rule for a mouse above it", "<td>5<i>8</i></td>", css="i:hover {text-decoration:line-through}"),
    plain("letters of a colour with a name", "<td style='color:salmon'>58</td>"),
    unclear("letters of the colour of their ground, by name", "<td bgcolor=orange>5<i style='color:orange'>8</i></td>"),
    plain("letters of usual size", "<td style='font-size:9.0pt;opacity:1'>5<font size=1>8</font></td>"),
    # Fields.
    plain("a field", "<td><input value='58'></td>"),
    plain("a field of numbers with its unit", "<td><input type=number value=58> người</td>"),
    plain("a field that nobody sees beside the figure", "<td><input type=hidden value=7>58</td>"),
    plain("a choice", "<td><select><option>1<option selected>58<option>9</select></td>"),
    plain("a choice that nobody made", "<td><select><option>58</option><option>9</option></select></td>"),
    plain("a field of several lines", "<td><textarea>58</textarea></td>"),
    plain("an empty field", "<td><input type=text></td>", "blank"),
    # Numbers that a cell says it holds.
    web("another number than is shown", "<td sdval='8' sdnum='1033;'>5</td>", "unreadable", f"shown_otherwise {WEB16}"),
    web("another number of Excel's", "<td x:num='58000'>58</td>", "unreadable", f"shown_otherwise {WEB16}", because="58000"),
    web("a number that is not shown", "<td x:num='8'></td>", "unreadable", f"shown_otherwise {WEB16}"),
    plain("the number that is shown", "<td sdval='58' sdnum='1033;0;#,##0'>58</td>"),
    plain("the number that is shown, rounded", "<td x:num='57.6'>58</td>"),
    plain("no number of its own", "<td x:num>58</td>"),
    plain("nothing shown as a dash", "<td x:num='0'>-</td>", "none_occurred"),
]
