"""What a line of a form may hold, as the reader needs it of the line's indicator."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form, with what its indicator allows."""

    form_id: str
    line_code: str
    label_vi: str
    label_key: str
    """`label_vi` as match_key compares it."""
    unit_of_measure: str
    decimals: int
    """Digits after the decimal mark that its figures have; 0: whole things are counted."""
    valid_min: Decimal
    valid_max: Decimal
    has_own_measure: bool = False
    """Its form prints a measure for it alone: what stands over its column or table is about others."""
    printed_measure: str = ""
    """The measure that its form prints for it, nearest first: 'triệu đồng'; '' where it prints none."""
    is_flow: bool = True
    """It counts what happens in a period: where nothing does, it is 0. A stock, a share or a rating is not."""
    is_ratio: bool = False
    """It is worked out from other figures: no multiple that a sheet states is about it."""

    @property
    def shown(self) -> str:
        """Its code, where one is printed, and label, as a person is told them."""
        return self.label_vi if self.line_code.startswith("_") else f"{self.line_code} {self.label_vi}"

    @property
    def is_rating(self) -> bool:
        """Whether the line takes a rating from the code list instead of a number."""
        return self.unit_of_measure == "rating"

    @property
    def is_percent(self) -> bool:
        """Whether the line's numbers are percentages."""
        return self.unit_of_measure == "percent"
