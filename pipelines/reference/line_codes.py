"""Line codes that a spreadsheet program took for numbers: 1.10 became 1.1."""

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.reference.cells import FULL_WIDTH, Record

_CODE = re.compile(r"(\d+)[.,](\d\d?)")
AS_TEXT = "the spreadsheet changed the line code; format this column as text and write the code again"


def with_line_codes(file: str, records: Sequence[Record], faults: list[str]) -> list[Record]:
    """The lines of register form_line with the zeros that a number does not keep: '1.1' is 1.10, which is written so.

    A code that could be another line's of the same form is a fault, and its line is left out. What is no code stays.
    """
    codes = [_restored(record.fields.get("line_code", "")) for record in records]
    count = Counter((record.fields.get("form_id"), code) for record, code in zip(records, codes, strict=True))
    known = {code for code in codes if code}
    kept = []
    for record, code in zip(records, codes, strict=True):
        written = record.fields.get("line_code", "")
        if code and code != written and count[record.fields.get("form_id"), code] > 1:
            faults.append(
                f"{file}:{record.line}: line_code: the spreadsheet made '{written}' of '{code}' (format the column as text), "
                f"but another line of the form is {code} already"
            )
            continue
        fields = {**record.fields, **({"line_code": code} if code else {})}
        formula = _restored(fields.get("formula", ""))
        if formula in known:
            fields["formula"] = formula
        kept.append(Record(record.line, fields))
    return kept


def _restored(text: str) -> str:
    """'1.1' and '1,10' as 1.10; '' where the text is no number of a line."""
    found = _CODE.fullmatch(text.translate(FULL_WIDTH))
    return f"{found[1]}.{found[2]:0<2}" if found else ""
