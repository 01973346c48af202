"""Line codes that a spreadsheet program took for numbers: 1.10 became 1.1."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipelines.reference.cells import FULL_WIDTH, Record

_CODE, _TWO = re.compile(r"(\d+)[.,](\d\d?)"), re.compile(r"\d+[.,]\d\d")
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?\d{1,2})"
"""As spreadsheets write it in English and in Vietnamese; 'DTC-01' is a code."""
_DAY = re.compile(
    rf"\d{{1,2}}-{_MONTH}(?:-\d{{2,4}})?|{_MONTH}-\d{{2}}|\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{4}}"
)
AS_TEXT = "the spreadsheet changed the line code; format this column as text and write the code again"


def with_line_codes(file: str, records: Sequence[Record], faults: list[str]) -> list[Record]:
    """The lines of register form_line with the zeros that a number does not keep: '1.1' is 1.10, which is written so.

    Only in a form whose codes are all such numbers, some of which still have two digits: '1.1' stays in one that has '1.1.2' or
    '1.2'. A code that could be another line's of the same form is a fault, and its line is left out. What is no code stays.
    """
    written = defaultdict(list)
    for record in records:
        written[record.fields.get("form_id")].append(record.fields.get("line_code", ""))
    of_two = {form_id for form_id, said in written.items() if all(map(_restored, said)) and any(map(_TWO.fullmatch, said))}
    codes = [
        _restored(record.fields.get("line_code", "")) if record.fields.get("form_id") in of_two else "" for record in records
    ]
    count = Counter((record.fields.get("form_id"), code) for record, code in zip(records, codes, strict=True))
    known = {code for code in codes if code}
    kept = []
    for record, code in zip(records, codes, strict=True):
        line_code = record.fields.get("line_code", "")
        if _DAY.fullmatch(line_code):
            faults.append(f"{file}:{record.line}: line_code: '{line_code}' is a day ({AS_TEXT})")
            continue
        if code and code != line_code and count[record.fields.get("form_id"), code] > 1:
            faults.append(
                f"{file}:{record.line}: line_code: the spreadsheet made '{line_code}' of '{code}' (format the column as text), "
                f"but another line of the form is {code} already"
            )
            continue
        fields = {**record.fields, **({"line_code": code} if code else {})}
        formula = _restored(fields.get("formula", ""))
        if code and formula in known:
            fields["formula"] = formula
        kept.append(Record(record.line, fields))
    return kept


def _restored(text: str) -> str:
    """'1.1' and '1,10' as 1.10; '' where the text is no number of a line."""
    found = _CODE.fullmatch(text.translate(FULL_WIDTH))
    return f"{found[1]}.{found[2]:0<2}" if found else ""
