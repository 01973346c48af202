"""How Vietnamese names periods."""

from pipelines.language.months import HALF, MONTH, NINE, QUARTER, YEAR
from pipelines.language.period_words import NUMBERED, Part, PeriodWords
from pipelines.language.vietnamese.text import match_key

_MONTH, _QUARTER, _DAY = match_key("tháng"), match_key("quý"), match_key("ngày")
_MONTHS = rf"(?:t|th|{_MONTH})"
_SIX = rf"(?:\b0?6|\b{match_key('sáu')}) ?{_MONTHS}"
_THREE = rf"(?:\b0?3|\b{match_key('ba')}) ?{_MONTHS}"
_NINE = rf"(?:\b0?9|\b{match_key('chín')}) ?{_MONTHS}"
_FIRST, _LAST, _YEAR = match_key("đầu"), match_key("cuối"), match_key("năm")
_NO_DAY = r"(?<!\b\d )(?<!\b\d\d )" + rf"(?<!{_DAY} )"
"""'ngày 30 tháng 6 năm 2021' is a day, and 'ngày … tháng 7 năm 2021' one that is still to be written."""
_DAY_WORDS = rf"(?:{match_key('hết')} )?(?:{_DAY} )?"
_TO = match_key("đến")
_COUNTED = "|".join(map(match_key, ("tính", "số liệu", "chốt", "thống kê", "có")))
_DONE = "(?<!thực hiện )(?<!kết quả )(?<!hoàn thành )(?<!triển khai )"

VIETNAMESE = PeriodWords(
    parts=(
        Part(rf"{_SIX} {_FIRST}", HALF, 1),
        Part(rf"{_SIX} {_LAST}", HALF, 2),
        Part(r"\bk[ỳì] (?:1|i)", HALF, 1),
        Part(r"\bk[ỳì] (?:2|ii)", HALF, 2),
        Part(rf"{_THREE} {_FIRST}", QUARTER, 1),
        Part(rf"{_THREE} {_LAST}", QUARTER, 4),
        Part(rf"\b(?:{_QUARTER}|{match_key('quí')}|q) ?{NUMBERED}", QUARTER),
        # Most are the first ones; the last ones are six as well.
        Part(_SIX, HALF, 1, is_bare=False),
        Part(_SIX, HALF, 2, is_bare=False),
        Part(rf"\b12 ?{_MONTHS}", YEAR, 1, is_bare=False),
        Part(rf"{_NINE}(?: {_FIRST})?", NINE, 1),
        Part(rf"{_NO_DAY}\b(?:{_MONTH}|thg|th|t) ?(?P<n>0?[1-9]|1[0-2])", MONTH),
    ),
    year_behind=rf"(?:{_YEAR} )*(?P<year>20\d\d)\b",
    year_before=rf"\b{_YEAR} (?P<year>20\d\d) ",
    whole_year=rf"^ (?:{match_key('cả')} )?{_YEAR} (?:{match_key('báo cáo')} )?(?P<year>20\d\d) $",
    closing_year=(
        rf"^(?!.*\b(?:{_MONTH}|{_QUARTER}|{_DAY})\b).*"
        rf"(?<!{match_key('kế hoạch')} )(?<!{match_key('nghị quyết')} )\b{_YEAR} (?P<year>20\d\d) $"
    ),
    so_far=rf"\b(?P<n>0?[2-9]|1[01]) ?{_MONTHS} (?:{_FIRST} )?(?:{_YEAR} )*(?P<year>20\d\d)\b",
    year_completed=rf"\b(?:{'|'.join(map(match_key, ('cả', 'trọn', 'và', 'lũy kế')))}) {_YEAR} (?P<year>20\d\d)\b",
    term=rf"\b{match_key('nhiệm kỳ')} (?:\w+ )??(?P<first>20\d\d) (?P<last>20\d\d)\b",
    written_days=((rf"\b(\d{{1,2}}) (?:{_MONTH} )?(\d{{1,2}}) (?:{_YEAR} )?(20\d\d)\b", r"\1 \2 \3"),),
    day_and_month=rf"\d{{1,2}} (?:{_MONTH} )?\d{{1,2}}",
    without_first_year=(
        rf"\b{match_key('từ')} {_DAY_WORDS}(\d{{1,2}}) (\d{{1,2}}) {_TO} {_DAY_WORDS}(\d{{1,2}}) (\d{{1,2}}) (20\d\d)\b"
    ),
    up_to=rf"{_TO} {_DAY_WORDS}",
    as_of=rf"(?:{_COUNTED})\b(?: [^\W\d]+){{0,4}} {_TO} {_DAY_WORDS}",
    ended=(),
    plans=rf"phương hướng|{_DONE}(?:nhiệm vụ|kế hoạch|mục tiêu|giải pháp)",
    directions="phương hướng",
    quarter=(_QUARTER, match_key("quí")),
    quarters=("I", "II", "III", "IV"),
)
