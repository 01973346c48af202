"""Judges what a heading of figures says beside its own word: 'Số liệu (người)' is the period's, 'Số liệu (lũy kế)' is not.

Only what is known to change nothing is harmless: the measure, the period, a mark, how to fill in. Of all else nobody can tell.
"""

import re
from functools import lru_cache

from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import clean, match_key
from pipelines.language.vietnamese import measures as language
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import match_keys

_WORDS = """
trong kỳ|kỳ này|kỳ báo cáo|trong kỳ báo cáo|của kỳ báo cáo|trong kỳ này|thực hiện|thực hiện trong kỳ|thực hiện kỳ này
|kết quả|kết quả thực hiện|số liệu|số lượng|số liệu trong kỳ|số
|giá trị|tổng số|số báo cáo|ghi bằng số|bằng số|ghi số|chỉ ghi số|nhập số
|điền số|bắt buộc|nếu có|không ghi chữ|không ghi đơn vị|không ghi đơn vị tính|có ghi chú|xem ghi chú
"""
_HARMLESS = frozenset(match_key(word) for word in _WORDS.split("|"))
_BESIDE_PERIODS = frozenset(
    match_key("của kỳ này trong báo cáo số liệu thực hiện kết quả từ đến hết ngày tính thời điểm tháng năm").split()
)
"""Words beside a period's that leave it a period."""
_MARK = re.compile(r"[*\W]*|\(?(?:[A-ZĐ]|-?\d{1,2})\)?(?:\s*=[\d\s+:/x*()-]+)?|[a-e]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
"""A note's, or the number of a column: '(*)', '(1)', '(3 = 1 + 2)'."""
_PARTS = re.compile(r"\s*[,;:–—\n]\s*|\s+-\s+")


@lru_cache(maxsize=4096)
def is_harmless(remark: str, forms: Forms) -> bool:
    """Whether a remark leaves the figures below it the period's own; a period that it names is judged as that."""
    text = clean(in_force(remark))
    if _is_plain(text, forms):
        return True
    if forms.are_one(forms.periods_of_column(text)):
        return all(word in _BESIDE_PERIODS or word.isdigit() for word in forms.besides_periods(text))
    parts = [part for part in _PARTS.split(text) if part]
    return len(parts) > 1 and all(_is_plain(part, forms) for part in parts)


def _is_plain(text: str, forms: Forms) -> bool:
    bare = text.strip("()[] ")
    bare = text if "(" in bare else bare
    if language.says_nothing(bare) or any(key in _HARMLESS for key in match_keys(bare)) or _MARK.fullmatch(bare):
        return True
    split = language.split_statement(bare)
    if split.stated and not split.rest:  # 'ĐVT: …' is judged with the figures, 'đơn vị: Chi bộ 1' is no measure
        return (split.is_marked and "(" not in split.stated) or _is_measure(split.stated, forms)
    return _is_measure(bare, forms)


def _is_measure(text: str, forms: Forms) -> bool:
    """Whether a text is a measure that the register has, a multiple of one, a list of them, or money of another country."""
    return all(
        language.is_foreign_money(part) or any(not one.thing or one.thing in forms.measures for one in language.readings(part))
        for part in ((text,) if _is_one(text, forms) else language.listed(text))
    )


def _is_one(text: str, forms: Forms) -> bool:
    return any(one.thing in forms.measures for one in language.readings(text))
