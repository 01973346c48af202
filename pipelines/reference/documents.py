"""What an office prints: the figures of its report, how its documents look on paper, what stands at their head and foot."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipelines.reference.fields import Aliases, Id, PeriodId, Register, Text, naming

Points = Annotated[Decimal, Field(ge=4, le=72)]
_WIDTH_MM, _HEIGHT_MM, _LEAST_MM = 210, 297, 100
"""A4, and how much of it text takes at least, each way."""
Millimetres = Annotated[Decimal, Field(ge=0, le=150)]

DOCUMENT_TEMPLATE = "evaluation.docx"
"""File beside the registers from which every evaluation document is made: the office edits it in Word."""
LETTER_TEMPLATE, LIST_TEMPLATE = "reminder_letter.docx", "reminder_list.docx"
"""Those from which letters to late units and the list for the leaders are made."""
TEMPLATES = (DOCUMENT_TEMPLATE, LETTER_TEMPLATE, LIST_TEMPLATE)


class PrintedFigure(Register):
    """A figure that the report prints, and how it is taken from an indicator."""

    figure_id: Id
    """Figure, e.g. 'F007'."""
    section: Text
    """Clause of the report."""
    label_vi: Text
    """Label as printed."""
    indicator_id: Id
    """Indicator it is taken from."""
    taken_over: Literal["worst_year", "worst_period", "cumulative", "at_cutoff", "year"]
    """Over the worst year or period, the whole span up to the cut-off, at the cut-off, or in one year."""
    year: int | None = None
    """The year, where taken_over is 'year'."""
    printed_vi: Text | None = None
    """What the report that was handed in says of it, as printed: 'trên 96 %'; empty: it is not known, or not said."""
    printed_period_id: PeriodId | None = None
    """Last period that this report was about; empty where printed_vi is."""


class LayoutProfile(Register):
    """How an office's documents look on paper (A4), by what prescribes it."""

    profile_id: Id
    """Profile, e.g. 'nd30_2020'."""
    label_vi: Text
    """What prescribes it."""
    margin_top_mm: Millimetres
    """Margin above, mm."""
    margin_bottom_mm: Millimetres
    """Margin below, mm."""
    margin_left_mm: Millimetres
    """Margin at the left, mm."""
    margin_right_mm: Millimetres
    """Margin at the right, mm."""
    font: Text
    """Font of all text."""
    body_pt: Points
    """Size of the text, points."""
    line_pt: Points | None = None
    """Lines stand exactly so far apart, points; empty: line_multiple says it."""
    line_multiple: Annotated[Decimal, Field(ge=1, le=3)] | None = None
    """Lines stand so many times the height of a line apart; empty: line_pt says it."""
    first_line_mm: Millimetres
    """Indent of a paragraph's first line, mm."""
    gap_pt: Annotated[Decimal, Field(ge=0, le=72)]
    """Room between paragraphs, points."""
    motto_vi: Aliases
    """Lines at the right of the head, parted by '|'."""
    motto_pt: Points
    """Size of the first of them, points."""
    motto_below_pt: Points
    """Size of the others, points."""
    motto_rule_mm: Millimetres
    """Length of the line below them, mm."""
    issuer_pt: Points
    """Size of who issues the document, at the left of the head, points."""
    issuer_rule_mm: Millimetres | None = None
    """Length of the line below that, mm; empty: none."""
    issuer_mark: Text | None = None
    """What stands there instead of a line, e.g. '*'."""
    number_form_vi: Annotated[Text, naming("number", "symbol", known_to="a document")]
    """The document's number: '{number}' and '{symbol}' stand for what register document has."""
    number_pt: Points
    """Its size, points."""
    place_pt: Points
    """Size of place and day, points."""
    title_pt: Points
    """Size of title and subject, points."""
    title_rule_mm: Millimetres | None = None
    """Length of the line below the subject, mm; empty: none."""
    title_mark: Text | None = None
    """What stands there instead of a line, e.g. '-----'."""
    signed_for_form_vi: Annotated[Text, naming("body", known_to="a document")]
    """For whom it is signed: '{body}' stands for what register document has."""
    signer_pt: Points
    """Size of who signs, points."""
    receivers_head_vi: Text
    """Words above those who receive it."""
    receivers_look: Literal["bold_italic", "underline"]
    """How these words look."""
    receivers_head_pt: Points
    """Their size, points."""
    receivers_pt: Points
    """Size of those who receive it, points."""
    kept_form_vi: Annotated[Text, naming("office", known_to="a document")]
    """Last of them, where it is kept: '{office}' stands for what register document has."""
    page_number_pt: Points
    """Size of the page's number, in the middle above all pages but the first, points."""

    @model_validator(mode="after")
    def _fits_a_page(self) -> Self:
        for one, other, page in (("left", "right", _WIDTH_MM), ("top", "bottom", _HEIGHT_MM)):
            margins = [f"margin_{side}_mm" for side in (one, other)]
            left = page - sum(getattr(self, margin) for margin in margins)
            if left < _LEAST_MM:
                what = f"{' and '.join(margins)} leave {left} mm of a page's {page}; leave at least {_LEAST_MM}"
                raise ValueError(what)
        if (self.line_pt is None) == (self.line_multiple is None):
            both = "both are filled in" if self.line_pt else "neither is filled in"
            raise ValueError(f"line_pt and line_multiple: {both}; fill in one, how far apart lines stand")
        return self


class Document(Register):
    """An evaluation that the office hands upward as a document, with what stands at its head and foot. Without a line: none."""

    document_id: Literal["mid_term", "end_of_term", "any_cutoff"]
    """At mid-term, at the end of the term, or at any other period on request."""
    profile_id: Id
    """How it looks on paper."""
    title_vi: Text
    """Kind of document, e.g. 'Báo cáo'."""
    subject_vi: Annotated[Text, naming("term", "period", known_to="a document")]
    """What it is about; '{term}' and '{period}' stand for names of the term and of the last period."""
    issuer_above_vi: Text | None = None
    """Body above the one that issues it; empty: none."""
    issuer_vi: Text
    """Body that issues it."""
    number: Text | None = None
    """Number of the document; empty: room to write it in."""
    symbol_vi: Text
    """Abbreviation of the body in that number."""
    place_vi: Text
    """Where it is issued."""
    signed_on: date | None = None
    """Day on which it is signed; empty: room to write it in."""
    signed_for_vi: Text
    """Body for which it is signed."""
    signer_title_vi: Text
    """Office of who signs."""
    receivers_vi: Aliases
    """Who receives it, parted by '|'."""
    kept_vi: Text
    """Where it is kept."""


def templates_in(folder: Path) -> dict[str, bytes]:
    """The templates that lie beside the registers, by their files' names. They are archived as registers are."""
    return {name: (folder / name).read_bytes() for name in TEMPLATES if (folder / name).is_file()}


def registers_in(folder: Path) -> list[Path]:
    """Files of a folder that are registers, and the templates that it has."""
    return [*folder.glob("*.csv"), *(path for name in TEMPLATES for path in folder.glob(name))]
