"""How English names periods."""

from pipelines.language.months import HALF, MONTH, NINE, QUARTER, YEAR
from pipelines.language.period_words import NUMBERED, Part, PeriodWords

_NAMES = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?", "sept?(?:ember)?",
    "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_ORDINALS = (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"))
_QUARTER, _HALF = "(?:quarter|qtr)", "(?:half(?: year)?)"
_TO = "(?:up to|to|until|by|at|of|on)(?: and including)?(?: the)? "

ENGLISH = PeriodWords(
    parts=(
        *(Part(rf"\b(?:{'|'.join(names)}) {_HALF}", HALF, place) for place, names in enumerate(_ORDINALS[:2], start=1)),
        *(Part(rf"\b(?:{'|'.join(names)}) {_QUARTER}", QUARTER, place) for place, names in enumerate(_ORDINALS, start=1)),
        Part(rf"\b(?:h|half(?: year)?) ?{NUMBERED}", HALF),
        Part(rf"\b(?:q|{_QUARTER}) ?{NUMBERED}", QUARTER),
        Part(r"\b(?:first )?(?:6|six) months", HALF, 1),
        Part(r"\b(?:first )?(?:9|nine) months", NINE, 1),
        Part(r"\bmonth (?P<n>0?[1-9]|1[0-2])", MONTH),
        *(Part(rf"(?<!\b\d )(?<!\b\d\d )\b{name}", MONTH, place, name != "may") for place, name in enumerate(_NAMES, start=1)),
    ),
    year_behind=r"(?:(?:of|in|the|year) )*(?P<year>20\d\d)\b",
    year_before=r"\b(?P<year>20\d\d) ",
    whole_year=r"^ (?:(?:whole|full|calendar) )?year (?P<year>20\d\d) $",
    closing_year=r"(?<!plan for )(?<!budget )\byear (?P<year>20\d\d) $",
    so_far=r"\b(?P<n>[2-9]|1[01]) months (?:(?:of|in|the|year) )*(?P<year>20\d\d)\b",
    year_completed=r"\b(?:whole|full|calendar|and(?: the)?) year (?P<year>20\d\d)\b",
    term=r"\bterm (?:of office )?(?P<first>20\d\d) (?:to )?(?P<last>20\d\d)\b",
    written_days=tuple(
        (pattern, numbers)
        for place, name in enumerate(_NAMES, start=1)
        for pattern, numbers in (
            (rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{name} (20\d\d)\b", rf"\1 {place} \2"),
            (rf"\b{name} (\d{{1,2}})(?:st|nd|rd|th)? (20\d\d)\b", rf"\1 {place} \2"),
            (rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{name} (?=to\b)", rf"\1 {place} "),
        )
    ),
    day_and_month=rf"\d{{1,2}} (?:\d{{1,2}}|{'|'.join(_NAMES)})",
    without_first_year=r"\bfrom (\d{1,2}) (\d{1,2}) to (\d{1,2}) (\d{1,2}) (20\d\d)\b",
    up_to=_TO,
    as_of=rf"(?:as|counted|data|figures|stock)\b(?: [^\W\d]+){{0,4}} {_TO}",
    ended=tuple(
        (rf"{words} (?:ended|ending|to)(?: on)?", months)
        for words, months in (
            ("(?<!half )year", YEAR),
            ("(?:half year|six months|6 months)", HALF),
            ("(?:nine|9) months", NINE),
            ("(?:quarter|three months|3 months)", QUARTER),
            ("month", MONTH),
        )
    ),
    plans=r"\b(?:outlook|directions|(?<!against )(?:plans?|targets) for)\b",
    directions="outlook|directions",
    quarter=("quarter", "qtr", "q"),
    quarters=("1", "2", "3", "4"),
)
