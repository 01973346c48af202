"""What a document looks like on paper: a layout profile laid over the styles of the template, and footnotes set into its text.

The template names what each paragraph is by its style; how that looks is the profile's. Other styles are the office's own.
"""

import copy
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, Twips
from docx.text.paragraph import Paragraph
from lxml import etree

from pipelines.reference.documents import LayoutProfile
from pipelines.reports.document_words import MARK, language

A4_MM = (210, 297)
BODY = "Body Text"
REPEATED = "TableColumn"
"""Id of the style of heads of columns that come again, as many as there are years or totals."""
SIGNER = "Signer"
"""Id of the style of who signs."""
_SIZES = {
    "Normal": "body_pt",
    BODY: "body_pt",
    "Heading 1": "body_pt",
    "Heading 2": "body_pt",
    "Issuer above": "issuer_pt",
    "Issuer": "issuer_pt",
    "Issuer mark": "issuer_pt",
    "Number": "number_pt",
    "Motto": "motto_pt",
    "Motto below": "motto_below_pt",
    "Place": "place_pt",
    "Title": "title_pt",
    "Subject": "title_pt",
    "Title mark": "title_pt",
    "Signer": "signer_pt",
    "Receivers head": "receivers_head_pt",
    "Receivers": "receivers_pt",
    "Header": "page_number_pt",
}
"""Style of the template → column of the profile that has its size."""
_RULES = {"Issuer rule": "issuer_rule_mm", "Motto rule": "motto_rule_mm", "Title rule": "title_rule_mm"}
"""Style of an empty paragraph with a line below it → column of the profile that has the length of that line."""


def lay_out(document: WordDocument, profile: LayoutProfile) -> None:
    """Lay a profile over a document: paper, fonts, sizes, spacing, lines below, and the look of those who receive it."""
    drawn = _text_width(document)
    for section in document.sections:
        section.page_width, section.page_height = (Mm(side) for side in A4_MM)
        section.top_margin, section.bottom_margin = Mm(float(profile.margin_top_mm)), Mm(float(profile.margin_bottom_mm))
        section.left_margin, section.right_margin = Mm(float(profile.margin_left_mm)), Mm(float(profile.margin_right_mm))
    styles = {style.name: style for style in document.styles}
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), profile.font)
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language())
    for name, column in _SIZES.items():
        if name in styles:
            styles[name].font.size = Pt(float(getattr(profile, column)))
    if BODY in styles:
        shape = styles[BODY].paragraph_format
        shape.first_line_indent, shape.space_after = Mm(float(profile.first_line_mm)), Pt(float(profile.gap_pt))
        shape.line_spacing = Pt(float(profile.line_pt)) if profile.line_pt else float(profile.line_multiple or 1)
        if profile.line_pt:
            shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    if "Receivers head" in styles:
        look, is_underlined = styles["Receivers head"].font, profile.receivers_look == "underline"
        look.underline, look.bold, look.italic = is_underlined, not is_underlined, not is_underlined
    page = A4_MM[0] - float(profile.margin_left_mm + profile.margin_right_mm)
    for table in document.element.body.iter(qn("w:tbl")):
        _widen(table, _text_width(document) / drawn)
        _share_columns(table, page)
        if any(style.get(qn("w:val")) == SIGNER for style in table.iter(qn("w:pStyle"))):
            _keep_with_text(document, table)
    _lay_rules(document, profile, page)


def _text_width(document: WordDocument) -> int:
    """How wide the text is on the first page."""
    section = document.sections[0]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def _widen(table: Any, times: float) -> None:
    """Make a table so many times as wide as the template has it: there it fits between other margins."""
    for width in (*table.iter(qn("w:gridCol")), *table.iter(qn("w:tcW")), *table.iter(qn("w:tblW"))):
        if width.get(qn("w:type"), "dxa") == "dxa":
            width.set(qn("w:w"), str(round(int(width.get(qn("w:w"))) * times)))


def _keep_with_text(document: WordDocument, table: Any) -> None:
    """Keep who signs and who receives it on one page with the last paragraph of the text, all of it."""
    for line in table.itersiblings(preceding=True):
        if line.tag != qn("w:p"):
            return
        paragraph = Paragraph(line, document)
        paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True
        if paragraph.text.strip():
            return


def _lay_rules(document: WordDocument, profile: LayoutProfile, page: float) -> None:
    """Give each line below a text its length: its paragraph is indented on both sides by what is left of its column."""
    in_cells = [
        (paragraph, cell.width.mm) for table in document.tables for cell in _cells(table) for paragraph in cell.paragraphs
    ]
    for paragraph, width in [*in_cells, *((paragraph, page) for paragraph in document.paragraphs)]:
        column = _RULES.get(paragraph.style.name or "")
        length: Decimal | None = getattr(profile, column) if column else None
        if length is not None:
            left = max(0.0, (width - float(length)) / 2)
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(left)


def _cells(table: Any) -> Iterator[Any]:
    return (cell for row in table.rows for cell in row.cells if cell.width)


def _share_columns(table: Any, page: float) -> None:
    """Let the columns of a table that come again, whose heads have a style of their own, share what the others leave."""
    head = next(table.iter(qn("w:tr")), None)
    cells = [] if head is None else head.findall(qn("w:tc"))
    repeated = [any(style.get(qn("w:val")) == REPEATED for style in cell.iter(qn("w:pStyle"))) for cell in cells]
    if not any(repeated):
        return
    widths = [int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) for cell in cells]
    left = Mm(page).twips - sum(width for width, again in zip(widths, repeated, strict=True) if not again)
    widths = [left // sum(repeated) if again else width for width, again in zip(widths, repeated, strict=True)]
    grid = table.find(qn("w:tblGrid"))
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        grid.append(column)
    for row in table.iter(qn("w:tr")):
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=False):
            cell.get_or_add_tcPr().width = Twips(width)


def set_notes(document: WordDocument, texts: Sequence[str]) -> None:
    """Put a footnote where each mark of `document_words.Notes` stands; the template has the part that holds them."""
    if not texts:
        return
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    notes = parse_xml(part.blob)
    first = 1 + max(int(note.get(qn("w:id"))) for note in notes.iter(qn("w:footnote")))
    for number, text in enumerate(texts):
        notes.append(_note(first + number, text))
    part._blob = etree.tostring(notes, xml_declaration=True, encoding="UTF-8", standalone=True)
    for run in list(document.element.body.iter(qn("w:r"))):
        if MARK.search("".join(text.text or "" for text in run.iter(qn("w:t")))):
            _split(run, first)


def _note(number: int, text: str) -> Any:
    note = parse_xml(
        f'<w:footnote {nsdecls("w")} w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        '<w:r><w:t xml:space="preserve"></w:t></w:r></w:p></w:footnote>'
    )
    next(note.iter(qn("w:t"))).text = f" {text}"
    return note


def _split(run: Any, first: int) -> None:
    """Replace a run by its pieces, with a reference where each mark stood; line breaks within it stay where they are."""
    pieces = []
    for child in run:
        if child.tag == qn("w:rPr"):
            continue
        parts = MARK.split(child.text or "") if child.tag == qn("w:t") else None
        if parts is None:
            pieces.append(_like(run, copy.deepcopy(child)))
            continue
        for place, part in enumerate(parts):
            if place % 2:
                if place > 1 and not parts[place - 1]:  # else two numbers side by side are one
                    pieces.append(_raised(","))
                pieces.append(_reference(first + int(part) - 1))
            elif part:
                text = OxmlElement("w:t")
                text.text = part
                text.set(qn("xml:space"), "preserve")
                pieces.append(_like(run, text))
    for piece in pieces:
        run.addprevious(piece)
    run.getparent().remove(run)


def _like(run: Any, child: Any) -> Any:
    """A run that looks like another one, with one child."""
    piece = OxmlElement("w:r")
    if run.rPr is not None:
        piece.append(copy.deepcopy(run.rPr))
    piece.append(child)
    return piece


def _raised(text: str) -> Any:
    return parse_xml(
        f'<w:r {nsdecls("w")}><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def _reference(number: int) -> Any:
    return parse_xml(
        f'<w:r {nsdecls("w")}><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
    )
