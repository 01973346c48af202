"""What a text names is a run of months, in Vietnamese or English; what may be two is both, and what is none is nothing."""

import dataclasses

import pytest

from pipelines.language.calendars import Calendar, KnownPeriod
from pipelines.language.languages import PERIOD_WORDS
from pipelines.language.months import HALF, MONTH, NO_MONTHS, PARTS, QUARTER, YEAR, Months, calendar_days


def named(text: str, language: str = "vi", lengths: frozenset[int] = PARTS) -> list[str]:
    runs = PERIOD_WORDS[language].read(text, lengths).runs
    return sorted("days" if run == NO_MONTHS else f"term {run}" if run.is_term else str(run) for run in runs)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Tháng 9/2025", ["2025M09"]),
        ("T9/2025", ["2025M09"]),
        ("T1/2024", ["2024M01"]),
        ("tháng 09 năm 2025", ["2025M09"]),
        ("07/2024", ["2024M07"]),
        ("01/2024", ["2024M01", "2024M01-M03"]),
        ("Quý III năm 2025", ["2025M07-M09"]),
        ("Quý 3/2025", ["2025M07-M09"]),
        ("Q.IV/2025", ["2025M10-M12"]),
        ("Năm 2024 / Quý I", ["2024M01-M03"]),
        ("Quý I, Quý II năm 2025", ["2025M01-M03", "2025M04-M06"]),
        ("3 tháng đầu năm 2025", ["2025M01-M03"]),
        ("6 tháng đầu năm 2025", ["2025M01-M06"]),
        ("6 tháng năm 2025", ["2025M01-M06", "2025M07-M12"]),
        ("9 tháng năm 2025", ["2025M01-M09"]),
        ("lũy kế 9 tháng đầu năm 2025", ["2025M01-M09"]),
        ("Tháng 9 và 9 tháng năm 2025", ["2025M01-M09", "2025M09"]),
        ("12 tháng năm 2024", ["2024M01-M12"]),
        ("Năm 2024", ["2024M01-M12"]),
        ("cả năm 2024", ["2024M01-M12"]),
        ("Báo cáo tổng kết năm 2024", ["2024M01-M12"]),
        ("Năm 2024 (có đến ngày 31 tháng 12)", ["2024M01-M12"]),
        ("Năm 2024 (số liệu đến hết ngày 31/12/2024)", ["2024M01-M12"]),
        ("nhiệm kỳ 2020–2025", ["term 2020M01-2025M12"]),
        ("Nhiệm kỳ XIX (2020 - 2025)", ["term 2020M01-2025M12"]),
        ("☑ Quý I ☐ Quý II năm 2025", ["2025M01-M03"]),
        ("từ ngày 01 tháng 7 năm 2020 đến ngày 31 tháng 12 năm 2020", ["2020M07-M12"]),
        ("01/08/2024 - 31/07/2025", ["2024M08-2025M07"]),
        ("15/12/2024 - 14/3/2025", ["2025M01-M03"]),
        ("21/12/2024 - 20/1/2025", ["2025M01"]),
        ("15/12/2024 - 14/1/2025", ["2024M12", "2025M01"]),
        ("15/7/2020 - 31/12/2020", ["days"]),
        # no period: a day, one that is still to be written, another one's, a plan, a part without a year
        ("Hà Nội, ngày 05 tháng 7 năm 2021", []),
        ("ngày … tháng 7 năm 2021", []),
        ("Quý I", []),
        ("9 tháng đầu năm", []),
        ("cùng kỳ năm trước", []),
        ("Kế hoạch năm 2025", []),
        ("Nghị quyết năm 2020", []),
        ("đến hết ngày 31/12/2024", []),
        ("có đến ngày 31 tháng 12", []),
        ("tháng 13/2025", []),
        ("Quý V/2025", []),
    ],
)
def test_vietnamese(text: str, runs: list[str]) -> None:
    assert named(text) == runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Reporting month: March 2025", ["2025M03"]),
        ("Sept 2025", ["2025M09"]),
        ("May 2025", ["2025M05"]),
        ("Q3 2025", ["2025M07-M09"]),
        ("2025 Q3", ["2025M07-M09"]),
        ("third quarter of 2025", ["2025M07-M09"]),
        ("H1 2025", ["2025M01-M06"]),
        ("Second half of 2025", ["2025M07-M12"]),
        ("First nine months of 2025", ["2025M01-M09"]),
        ("Year 2025", ["2025M01-M12"]),
        ("Report for the year 2025", ["2025M01-M12"]),
        ("Year ended 31 July 2025", ["2024M08-2025M07"]),
        ("Quarter ended September 30, 2025", ["2025M07-M09"]),
        ("Half-year ended 30 June 2025", ["2025M01-M06"]),
        ("Month ending 30th of April 2025", ["2025M04"]),
        ("Year ended 14 July 2025", ["days"]),
        ("from 1 July to 31 December 2025", ["2025M07-M12"]),
        ("term 2020-2025", ["term 2020M01-2025M12"]),
        ("31 July 2025", []),
        ("Staff may join", []),
        ("as at 31 December 2024", []),
        ("March", []),
    ],
)
def test_english(text: str, runs: list[str]) -> None:
    assert named(text, "en") == runs


def test_parts_of_a_year_that_an_office_does_not_have_are_no_periods_of_a_head() -> None:
    halves = frozenset({HALF})
    assert named("Hà Nội, tháng 7 năm 2021", lengths=halves) == []
    assert named("Báo cáo tổng kết năm 2021", lengths=halves) == []
    assert named("01/2021", lengths=halves) == named("01/2021", lengths=halves | {QUARTER}) == []
    assert named("01/2021", lengths=halves | {MONTH}) == ["2021M01"]


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("Kết quả tháng 9; phương hướng tháng 10 năm 2025", "Kết quả tháng 9;  2025"),
        ("Kết quả quý I năm 2025 và kế hoạch quý II", "Kết quả quý I năm 2025 và "),
        ("Kết quả thực hiện kế hoạch tháng 9 năm 2025", "Kết quả thực hiện kế hoạch tháng 9 năm 2025"),
        ("Kết quả tháng 12; kế hoạch tháng 1 năm 2026", "Kết quả tháng 12; "),
    ],
)
def test_a_title_is_about_what_was_done(title: str, about: str) -> None:
    assert PERIOD_WORDS["vi"].without_plans(title, title) == about


def test_a_period_and_the_months_that_it_completes_are_both_read_whatever_the_register_has() -> None:
    months = [_month(number) for number in range(1, 10)]
    quarters = [_quarter(number) for number in range(1, 4)]
    for text, registered, runs in (
        ("Tháng 9 và 9 tháng năm 2025", months, ["2025M01-M09", "2025M09"]),
        ("BÁO CÁO THÁNG 8 VÀ 8 THÁNG ĐẦU NĂM 2025", months, ["2025M01-M08", "2025M08"]),
        ("Tháng 6 và 6 tháng năm 2025", months, ["2025M01-M06", "2025M06"]),
        ("9 tháng và tháng 9 năm 2025", months, ["2025M01-M09", "2025M09"]),
        ("Quý III và 9 tháng năm 2025", quarters, ["2025M01-M09", "2025M07-M09"]),
        ("6 tháng đầu năm và quý II năm 2025", quarters, ["2025M01-M06", "2025M04-M06"]),
        ("Tháng 9 và 8 tháng năm 2025", months, []),  # they do not end together
        ("Quý III và 9 tháng năm 2025", months, []),
    ):
        assert sorted(map(str, Calendar(tuple(registered)).read(text).runs)) == runs, text
    english = Calendar((dataclasses.replace(_month(9), label_vi="September 2025"),), "en")
    assert sorted(map(str, english.read("September and first nine months of 2025").runs)) == ["2025M01-M09", "2025M09"]


def _month(number: int) -> KnownPeriod:
    return _known("month", f"Tháng {number} năm 2025", Months(2025 * YEAR + number - 1, 2025 * YEAR + number - 1))


def _quarter(number: int) -> KnownPeriod:
    last = 2025 * YEAR + 3 * number - 1
    return _known("quarter", f"Quý {'I' * number} năm 2025", Months(last - 2, last))


def _known(period_type: str, label: str, run: Months) -> KnownPeriod:
    return KnownPeriod(str(run), label, period_type, *calendar_days(run))
