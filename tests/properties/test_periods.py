"""A period written in any way that clerks write it is read as itself, or asked about: never as another one."""

import datetime as dt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.language.calendars import Calendar, KnownPeriod
from pipelines.language.languages import PERIOD_WORDS
from pipelines.language.months import PARTS, Months, calendar_days, months_of_days, part_of_year
from pipelines.language.relative_periods import relative_period
from tests.properties.batches import examples

OFTEN = settings(derandomize=True, deadline=None, max_examples=examples(50))
ROMAN = ("", "I", "II", "III", "IV")
MONTHS_EN = tuple(f"{dt.date(2020, month, 1):%B}" for month in range(1, 13))
years = st.integers(2001, 2098)
spaces = st.sampled_from((" ", "  ", "\u00a0"))
TYPES = {1: "month", 3: "quarter", 6: "half_year", 9: "nine_months", 12: "year"}


@st.composite
def parts(draw: st.DrawFn) -> Months:
    """A month, quarter, half-year, nine months or year."""
    months = draw(st.sampled_from(sorted(PARTS)))
    places = 1 if months == 9 else 12 // months
    return part_of_year(draw(years), months, draw(st.integers(1, places)))


def vietnamese(run: Months) -> list[str]:
    """How clerks write it."""
    year, place = run.first // 12, run.first % 12 // run.length + 1
    return {
        1: [f"Tháng {place}/{year}", f"tháng {place:02} năm {year}", f"T{place}/{year}", f"T.{place} năm {year}"],
        3: [
            f"Quý {ROMAN[place % 5]} năm {year}",
            f"quý {place}/{year}",
            f"Q{place}/{year}",
            f"Năm {year}: Quý {ROMAN[place % 5]}",
        ],
        6: [
            f"6 tháng {('đầu', 'cuối')[place % 3 - 1]} năm {year}",
            f"Kỳ {place}/{year}",
            f"6T {('đầu', 'cuối')[place % 3 - 1]} {year}",
        ],
        9: [f"9 tháng năm {year}", f"9 tháng đầu năm {year}", f"Chín tháng đầu năm {year}"],
        12: [f"Năm {year}", f"cả năm {year}", f"12 tháng năm {year}", f"Năm {year} (có đến ngày 31/12/{year})"],
    }[run.length]


def english(run: Months) -> list[str]:
    """The same in English."""
    year, place = run.first // 12, run.first % 12 // run.length + 1
    last = calendar_days(run)[1]
    ended = {1: "Month", 3: "Quarter", 6: "Half-year", 9: "Nine months", 12: "Year"}[run.length]
    return [
        f"{ended} ended {last.day} {last:%B} {last.year}",
        {
            1: f"{MONTHS_EN[place - 1]} {year}",
            3: f"Q{place} {year}",
            6: f"H{place} {year}",
            9: f"first nine months of {year}",
            12: f"Year {year}",
        }[run.length],
    ]


@OFTEN
@given(parts(), st.data())
def test_what_clerks_write_is_read_as_it_is_meant(run: Months, data: st.DataObject) -> None:
    for language, spellings in (("vi", vietnamese(run)), ("en", english(run))):
        text = data.draw(st.sampled_from(spellings)).replace(" ", data.draw(spaces))
        lead = data.draw(st.sampled_from(("", "Kỳ báo cáo: ", "BÁO CÁO "))) if language == "vi" and run.length != 12 else ""
        assert PERIOD_WORDS[language].read(lead + text, PARTS).runs == {run}


@OFTEN
@given(parts())
def test_days_name_what_they_cover(run: Months) -> None:
    first, last = calendar_days(run)
    for text in (f"{first:%d/%m/%Y} - {last:%d/%m/%Y}", f"từ ngày {first:%-d/%-m/%Y} đến hết ngày {last:%-d/%-m/%Y}"):
        assert PERIOD_WORDS["vi"].read(text, PARTS).runs == {run}


@OFTEN
@given(parts(), st.integers(-16, 16))
def test_books_that_close_within_a_month_are_never_more_than_half_a_month_off(run: Months, shift: int) -> None:
    first, last = (day + dt.timedelta(days=shift) for day in calendar_days(run))
    meant = months_of_days(first, last)
    assert len(meant) <= 2
    for found in meant:
        assert found.length == run.length
        begins = calendar_days(found)[0]
        assert abs((begins - first).days) <= 18


@OFTEN
@given(parts(), parts())
def test_two_periods_in_one_text_are_never_one(one: Months, other: Months) -> None:
    assume(one != other)
    text = f"{vietnamese(one)[0]} và {vietnamese(other)[0]}"
    runs = PERIOD_WORDS["vi"].read(text, PARTS).runs
    # A year that stands with a part of itself, or behind another one's words, may go unnamed; what is named was said.
    assert runs <= {one, other} | {part_of_year(other.first // 12, one.length, one.first % 12 // one.length + 1)}


@OFTEN
@given(years, st.sampled_from((0, 14, 15)))
def test_what_is_relative_to_a_period_lies_where_its_word_says(year: int, back: int) -> None:
    """Over a register of months, quarters, half-years, nine months and years, also where each closes `back` days early."""
    runs = [
        part_of_year(year + after, months, place)
        for after in (0, 1)
        for months in TYPES
        for place in range(1, 12 // months + 1)
    ]
    known = []
    for run in runs:
        first, last = (day - dt.timedelta(days=back) for day in calendar_days(run))
        known.append(KnownPeriod(str(run), vietnamese(run)[0], TYPES[run.length], first, last))
    calendar = Calendar(tuple(known))
    for run in runs[len(runs) // 2 :]:
        own = calendar.runs[str(run)]
        assert own == run
        before = relative_period(calendar, str(run), "year_before").period
        assert before
        assert calendar.runs[before.period_id] == Months(run.first - 12, run.last - 12)
        so_far = relative_period(calendar, str(run), "from_january")
        whole = relative_period(calendar, str(run), "year")
        assert whole.period
        assert whole.period.period_type == "year"
        assert (so_far.first, so_far.last) == (whole.first, next(one.ends_on for one in known if one.period_id == str(run)))
