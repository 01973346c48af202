"""What the figure cells of a template accept, and what they say when they are chosen or filled in wrongly."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from textwrap import shorten

from pipelines.language.notation import with_marks
from pipelines.language.words import say
from pipelines.reference import Code, FormLine, Indicator
from pipelines.templates.expressions import none_occurred, not_applicable
from pipelines.templates.form_sheet import TemplateError

_TITLE, _LABEL, _FORMULA = 24, 90, 180
"""Characters of a label in the title of a message and in it, and of a formula: Excel takes 32 and 255 of all, or none."""


def validation_of(
    line: FormLine,
    indicator: Indicator,
    ratings: Sequence[Code],
    address: str,
    *,
    is_prefilled: bool,
    labels_vi: Mapping[str, str],
) -> dict[str, object]:
    """What the cell accepts and says, as xlsxwriter's data validation.

    `labels_vi`: labels of the lines of the form that have no printed code, by which a formula names them.
    """
    if line.formula:
        terms = (f"'{labels_vi[term]}'" if term in labels_vi else term for term in line.formula.split())
        return {
            "validate": "any",
            "input_title": _title(line),
            "input_message": say(
                "This cell works itself out: {formula}. Do not write over it.", formula=_begun(" ".join(terms), _FORMULA)
            ),
        }
    if indicator.unit_of_measure == "rating":
        labels = [*(code.label_vi for code in ratings), not_applicable().capitalize()]
        if len(",".join(labels)) > 255 or any("," in label for label in labels):
            raise TemplateError(
                "the labels of code list 'rating' do not fit in a drop-down list",
                where="raw/reference/code.csv",
                remedy="keep them under 255 characters in all, without commas",
            )
        return {
            "validate": "list",
            "source": labels,
            "input_title": _title(line),
            "input_message": say("Choose a rating from the list."),
            "error_title": say("The rating is not right"),
            "error_message": say("Choose one from the list, no other."),
        }
    kind, whole = (say("a number"), "") if indicator.decimals else (say("a whole number"), f"{address}=INT({address}),")
    span = say("from {least} to {most}", least=shown_number(indicator.valid_min), most=shown_number(indicator.valid_max))
    return {
        # A plain 'whole number' validation would refuse the two texts that mean none and not applicable.
        "validate": "custom",
        "value": (
            f"=IF(ISNUMBER({address}),AND({whole}{address}>={indicator.valid_min},{address}<={indicator.valid_max}),"
            f'OR(TRIM({address})="{none_occurred()}",TRIM({address})="{not_applicable()}"))'
        ),
        "input_title": _title(line),
        "input_message": say(
            "Write {kind} {span}; where there is none write 0, '{none}' or '{inapplicable}'.",
            kind=kind,
            span=span,
            none=none_occurred(),
            inapplicable=not_applicable(),
        )
        + (" " + say("The number given is that of the period before; correct it where it is wrong.") if is_prefilled else ""),
        "error_title": say("The figure is not right"),
        "error_message": (
            say(
                "Line {line} takes {kind} {span}, '{none}' or '{inapplicable}' only, without unit of measure or separators.",
                line=line.printed_code or _begun(line.label_vi, _LABEL),
                kind=kind,
                span=span,
                none=none_occurred(),
                inapplicable=not_applicable(),
            )
        ),
    }


def shown_number(number: Decimal) -> str:
    """A bound as printed: '6.000', '0,5'."""
    return with_marks(f"{number:,}")


def _title(line: FormLine) -> str:
    return say("Line {line}", line=line.printed_code or _begun(line.label_vi, _TITLE))


def _begun(text: str, length: int) -> str:
    """A text by as many of its first words as there is room for."""
    return shorten(text, length, placeholder="…")
