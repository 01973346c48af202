"""Proposes what periods an example is about: its own by what stands above its table, that of a column by its heads."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from pipelines.language.calendars import ends_together
from pipelines.language.example_words import following_month, month
from pipelines.language.months import HALF, MONTH, MONTHS, NO_MONTHS, PARTS, QUARTER, YEAR, Months
from pipelines.language.words import keys_of, say
from pipelines.returns.layout import Forms
from pipelines.templates.example_tables import ExampleTable
from pipelines.workbooks.grid import as_text

_YEAR_TEXT = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NUMBERED = re.compile(r"[\W_]*\d{1,2}[\W_]+20\d\d[\W_]*")
"""'1/2024', which is a month, or where there are quarters perhaps one of them."""
_NAMES = {MONTH: "month", QUARTER: "quarter", HALF: "half"}
_LISTED = 3
"""Parts of one year over columns from which on they stand there in every period: months 1 to 12, quarters I to IV."""
_ANY_YEAR = 2000


class Headed(Protocol):
    """A column with what is proposed for its period."""

    texts: tuple[str, ...]
    """Its heads as printed."""
    heads: tuple[str, ...]
    """The same with {year}, {month} and {quarter} where they follow the period."""
    undated: tuple[str, ...]
    """Those of them that name no period."""
    run: Months | None
    period: str
    asks: list[str]


def own_period(table: ExampleTable, forms: Forms) -> Months | None:
    """The one period that texts above a table name, September of 'Tháng 9 và 9 tháng năm 2025'; None if they name none."""
    cells = [as_text(value) for row in table.sheet.rows[: table.header_row] for value in row if isinstance(value, str)]
    named = [_runs(text, forms) for text in cells if "20" in text]
    runs: set[Months] = set()
    for said in named:
        own = [run for run in said if ends_together(run, said)]
        runs |= set(own) if len(own) == 1 else said
    return runs.pop() if len(runs) == 1 else None


def frequency_of(own: Months | None) -> str:
    """Type of period of the months that a form is about; '' where that is not known."""
    types = {length: name for name, length in MONTHS.items()}
    return "" if own is None else "term" if own.is_term else types.get(own.length, "")


def following_texts(table: ExampleTable, own: Months | None) -> dict[str, str]:
    """Texts of heads and labels that follow the period → what stands for them: '2025' → '{year}'."""
    above = " ".join(as_text(value) for row in table.sheet.rows[: table.header_row] for value in row if value != "")
    years = [own.last // YEAR] if own else [int(year) for year in _YEAR_TEXT.findall(above)]
    if not years:
        return {}
    months = [next(filter(None, found.groups())) for found in month().finditer(above)] if own is None else []
    if own and own.length not in (YEAR, HALF):  # '6 tháng đầu năm' is no count of months that goes on
        months = [str(own.last % YEAR + 1)]
    found = {str(years[0]): "{year}", str(years[0] - 1): "{year_before}"}
    return found | following_month(months[0]) if months else found


def find_periods(columns: Sequence[Headed], forms: Forms, own: Months | None, follows: Mapping[str, str]) -> None:
    """Propose of columns that name a period which it is, relative to the form's own (`FormSlot.period`), and their heads.

    Args:
        columns: columns of figures; what is found is written into them.
        forms: what is registered.
        own: months that the form is about.
        follows: texts that follow the period → what stands for them (`following_texts`).
    """
    runs = [_runs_of(column.texts, forms, own) for column in columns]
    for column, meant in zip(columns, runs, strict=True):
        column.run = next(iter(meant), None)
        if len(meant) > 1:
            length, is_sure = _length_of_numbered(runs, own)
            column.run = next((run for run in meant if run.length == length), None)
            column.asks += [] if is_sure else [say("is this a month or a quarter (period)?")]
    lengths = Counter(run.length for run in {column.run for column in columns} if run and _is_of_year(run, own))
    for column in columns:
        is_listed = column.run is not None and column.run.length < YEAR and lengths[column.run.length] >= _LISTED
        if column.run:
            said = _relative(column.run, own, is_listed=is_listed)
            column.period = said or ""
            if said is None or (not is_listed and is_fixed(column)):
                column.asks.append(say("figures of another period: is it right (period)?"))
        column.heads = tuple(_following(text, forms, own, follows, is_listed=is_listed) for text in column.texts)
        column.undated = tuple(
            head for head, text in zip(column.heads, column.texts, strict=True) if not _runs_of((text,), forms, own)
        )


def names_periods_alone(texts: Sequence[str], forms: Forms) -> bool:
    """Whether texts say nothing but periods, and that something adds up."""
    known = {*" ".join(keys_of("phrase", "total")).split(), *keys_of("phrase", "beside_period")}
    dated = [text if "20" in text else f"{text} {_ANY_YEAR}" for text in texts]
    # A year may stand at the end of anything: 'Số hộ cuối năm' says more than that.
    rest = " ".join(forms.calendar.words.read(text, PARTS - {YEAR}, is_so_far=True).rest for text in dated).split()
    return all(word in known or word.isdigit() for word in rest)


def is_fixed(column: Headed) -> bool:
    """Whether a column is of one part of each year: a month, a quarter, a half."""
    return column.period.startswith(tuple(f"{name}_" for name in _NAMES.values()))


def _following(text: str, forms: Forms, own: Months | None, follows: Mapping[str, str], *, is_listed: bool) -> str:
    for printed, name in follows.items():
        if not is_listed or printed.isdigit():
            text = re.sub(rf"(?<!\d){re.escape(printed)}(?!\d)", name, text)
    if own and own.length == QUARTER and not is_listed:
        text = forms.calendar.words.without_quarter(text, own.last % YEAR // QUARTER + 1)
    return text


def _length_of_numbered(runs: Sequence[set[Months]], own: Months | None) -> tuple[int, bool]:
    """Months of '1/2024' to '4/2024', which may be months or quarters, and whether that is sure: by what stands beside them."""
    beside = {run.length for meant in runs if len(meant) == 1 for run in meant} & {MONTH, QUARTER}
    either = [run for meant in runs if len(meant) > 1 for run in meant]
    fitting = {length for length in (MONTH, QUARTER) if own and all(own.holds(run) for run in either if run.length == length)}
    for known in (beside, fitting):
        if len(known) == 1:
            return known.pop(), True
    quarters = {run for run in either if run.length == QUARTER}
    return (QUARTER if own and len(quarters) * QUARTER == own.length else MONTH), False


def _runs_of(texts: Sequence[str], forms: Forms, own: Months | None) -> set[Months]:
    """The months that the heads over a column name, with the year of the form where they say none; a number's month or quarter.

    None where they name none, or several.
    """
    joined, year = " ".join(texts), (own.last // YEAR if own else _ANY_YEAR)
    runs = _runs(joined, forms) or (_runs(f"{joined} {year}", forms) if "20" not in joined else set())
    if len(texts) > 1 and len(runs) != 1:
        # 'Tháng 1' below 'Quý I': the part that lies within those above it, of '1/2024' below 'Quý I' the month.
        found = [said for text in texts if (said := _runs_of((text,), forms, own))]
        above = set().union(*found[:-1])
        runs = {run for said in found[-1:] for run in said if all(any(one.holds(run) for one in other) for other in found[:-1])}
        runs = runs - above or runs
    return runs if len(runs) == 1 or _NUMBERED.fullmatch(texts[-1]) else set()


def _runs(text: str, forms: Forms) -> set[Months]:
    return set(forms.calendar.words.read(text, PARTS, is_so_far=True).runs) - {NO_MONTHS}


def _is_of_year(run: Months, own: Months | None) -> bool:
    return own is None or run.last // YEAR == own.last // YEAR


def _relative(run: Months, own: Months | None, *, is_listed: bool) -> str | None:
    """What register form_slot calls some months; '' for the form's own, None for what it cannot say."""
    if own is not None and not is_listed:
        if run == own:
            return ""
        if run == _earlier(own):
            return "year_before"
    year = own.last // YEAR if own else run.last // YEAR
    before = "" if run.last // YEAR == year else "_year_before"
    here = _earlier(run, -1) if before else run
    if here.last // YEAR != year or run.is_term:
        return None
    january = year * YEAR
    if here.length == YEAR:
        return "last_year" if before else "year"
    if not is_listed and own and (here.first, here.last) == (january, own.last):
        return f"from_january{before}"
    if here.length not in _NAMES:
        return None
    return f"{_NAMES[here.length]}_{(here.first - january) // here.length + 1}{before}"


def _earlier(run: Months, years: int = 1) -> Months:
    return Months(run.first - YEAR * years, run.last - YEAR * years, run.is_term)
