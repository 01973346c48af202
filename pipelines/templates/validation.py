"""What the figure cells of a template accept, and what they say when they are chosen or filled in wrongly."""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.reference import Code, FormLine, Indicator
from pipelines.templates.expressions import none_occurred, not_applicable
from pipelines.templates.form_sheet import TemplateError


def validation_of(
    line: FormLine, indicator: Indicator, ratings: Sequence[Code], address: str, *, is_prefilled: bool
) -> dict[str, object]:
    """What the cell accepts and says, as xlsxwriter's data validation."""
    if line.formula:
        return {
            "validate": "any",
            "input_title": f"Dòng {line.line_code}",
            "input_message": f"Ô này tự tính: {line.formula}. Không ghi đè.",
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
            "input_title": f"Dòng {line.line_code}",
            "input_message": "Chọn một mức xếp loại trong danh sách.",
            "error_title": "Mức xếp loại chưa đúng",
            "error_message": "Chọn một mức trong danh sách; không ghi mức khác.",
        }
    kind, whole = ("số", "") if indicator.decimals else ("số nguyên", f"{address}=INT({address}),")
    span = f"từ {shown_number(indicator.valid_min)} đến {shown_number(indicator.valid_max)}"
    return {
        # A plain 'whole number' validation would refuse the two texts that mean none and not applicable.
        "validate": "custom",
        "value": (
            f"=IF(ISNUMBER({address}),AND({whole}{address}>={indicator.valid_min},{address}<={indicator.valid_max}),"
            f'OR(TRIM({address})="{none_occurred()}",TRIM({address})="{not_applicable()}"))'
        ),
        "input_title": f"Dòng {line.line_code}",
        "input_message": f"Ghi một {kind} {span}; không có thì ghi 0, '{none_occurred()}' hoặc '{not_applicable()}'."
        + (" Số ghi sẵn lấy từ kỳ trước, sửa nếu chưa đúng." if is_prefilled else ""),
        "error_title": "Số liệu chưa đúng",
        "error_message": (
            f"Dòng {line.line_code} chỉ nhận {kind} {span}, '{none_occurred()}' hoặc '{not_applicable()}'. "
            "Không ghi kèm đơn vị tính hay dấu chấm phân cách."
        ),
    }


def shown_number(number: Decimal) -> str:
    """A bound as printed in Vietnamese: '6.000', '0,5'."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))
