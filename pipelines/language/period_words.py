"""How a language names periods: one table of words each, and the reading that all of them share."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipelines.language.months import HALF, MONTH, NO_MONTHS, QUARTER, YEAR, Months, months_of_days, part_of_year, term
from pipelines.language.vietnamese.text import match_key

_NOT_WORDS = re.compile(r"[\W_]+")
_YEAR = re.compile(r"\b20\d\d\b")
_DAY = r"(\d{1,2}) (\d{1,2}) (20\d\d)\b"
_DATES = re.compile(rf"\b{_DAY}\D{{1,16}}?{_DAY}")
ROMAN = {
    numeral: number
    for number, numeral in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)
}
"""Numeral of a month or quarter, as keys have it → its number."""
NUMBERED = r"(?P<n>0?[1-4]|iv|i{1,3})"
"""Number of a half-year or quarter."""
QUARTER_NUMBER = "{quarter}"
"""What stands for the number of a return's quarter in a text that a form prints."""
_BOX = re.compile(r"([☑☒✓✔✅■◉●]|[\[(][xXvV][\])])|([☐□◯○]|\[\s*\]|\(\s*\))")
"""A tick box that is ticked, or that is not."""


_LONGEST_PART = 40
"""Characters of a part of a year that is all of a text."""


class Part(NamedTuple):
    """Words for one part of a year: with its place in the year, or with its number in group 'n'."""

    pattern: str
    months: int
    place: int = 0
    is_bare: bool = True
    """Whether it may stand without a year of its own."""


@dataclass(frozen=True)
class PeriodWords:
    """The words of one language, as patterns over what `words_of` makes of a text."""

    parts: tuple[Part, ...]
    year_behind: str
    """What stands between a part and its year, and the year: a group 'year'."""
    year_before: str
    """A year over what follows it, with the same group."""
    whole_year: str
    """A year that is a period by itself, where nothing else is said."""
    closing_year: str
    """A year that is one at the end of a text that says more, likewise."""
    so_far: str
    """What counts from January on with its year, '8 tháng năm 2025': groups 'n', its months, and 'year'."""
    year_completed: str
    """A whole year beside a part of it that completes it, 'và cả năm 2025': a group 'year'."""
    term: str
    """A term of office: groups 'first' and 'last'."""
    written_days: tuple[tuple[str, str], ...]
    """Pattern of a day in words → the same as '31 12 2024'."""
    day_and_month: str
    """A day without its year."""
    without_first_year: str
    """Two days of one year, said with the second alone: five groups of digits."""
    up_to: str
    """What stands before the day up to which is counted."""
    as_of: str
    """What says that figures are counted up to the day that follows."""
    ended: tuple[tuple[str, int], ...]
    """Words before the last day of a period → its months."""
    plans: str
    """What comes after these is still to be done."""
    directions: str
    """Those among them that are never about what was done."""
    quarter: tuple[str, ...]
    """The word before the number of a quarter, the usual spelling first."""
    quarters: tuple[str, str, str, str]
    """How that number is printed."""

    @cached_property
    def _dated(self) -> list[tuple[re.Pattern[str], Part]]:
        return [(re.compile(rf"{part.pattern} {self.year_behind}"), part) for part in self.parts]

    @cached_property
    def _bare(self) -> list[tuple[re.Pattern[str], Part]]:
        no_year = rf"\b(?! {self.year_behind.replace('(?P<year>', '(?:')})"
        return [(re.compile(part.pattern + no_year), part) for part in self.parts if part.is_bare]

    @cached_property
    def alone(self) -> list[tuple[re.Pattern[str], Part]]:
        """Months, and quarters by their number, that are all of a text, with or without a year."""
        parts = (part for part in self.parts if part.months == MONTH or (part.months == QUARTER and not part.place))
        return [(re.compile(rf"{part.pattern}(?: {self.year_behind})?"), part) for part in parts]

    @cached_property
    def _counted_to(self) -> re.Pattern[str]:
        """'(có đến ngày 31 tháng 12)': says up to when, and no period of its own."""
        return re.compile(rf"\b(?:{self.as_of}|{self.up_to})(?:{_DAY}|{self.day_and_month}\b(?! 20))")

    @cached_property
    def _any_part(self) -> re.Pattern[str]:
        return re.compile("|".join(rf"{part.pattern.replace('(?P<n>', '(?:')}\b" for part in self.parts if part.is_bare))

    @cached_property
    def _numbered_quarter(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(self.quarter)}) ?(?:{NUMBERED}|{re.escape(QUARTER_NUMBER)})(?!\w)")

    @cached_property
    def _printed_quarter(self) -> re.Pattern[str]:
        return re.compile(rf"(\b(?:{'|'.join(self.quarter)}) ?){re.escape(QUARTER_NUMBER)}", re.IGNORECASE)

    @cached_property
    def _told_quarter(self) -> re.Pattern[str]:
        return re.compile(rf"(\b(?:{'|'.join(self.quarter)}) ?){NUMBERED}(?!\w)", re.IGNORECASE)

    def one_spelling(self, key: str) -> str:
        """A key (`match_key`) with each quarter in one spelling, its number in digits: 'quí iv/2024' → 'quý 4/2024'."""
        return self._numbered_quarter.sub(
            lambda found: f"{self.quarter[0]} {_number(found['n']) if found['n'] else QUARTER_NUMBER}", key
        )

    def with_quarter(self, text: str, number: int) -> str:
        """A printed text with a quarter's number, as this language prints it, behind the word: 'Quý {quarter}' → 'Quý IV'."""
        return self._printed_quarter.sub(rf"\g<1>{self.quarters[number - 1]}", text)

    def without_quarter(self, text: str, number: int) -> str:
        """The same the other way: 'Quý IV' → 'Quý {quarter}' where it is the fourth."""
        return self._told_quarter.sub(
            lambda found: f"{found[1]}{QUARTER_NUMBER}" if _number(found["n"].casefold()) == number else found[0], text
        )

    def words_of(self, text: str) -> str:
        """A text as words with a blank around each, days among them as '31 12 2024'."""
        words = f" {_NOT_WORDS.sub(' ', match_key(text)).strip()} "
        for pattern, numbers in self.written_days:
            words = re.sub(pattern, numbers, words)
        return words

    def read(self, text: str, months: Collection[int], *, is_so_far: bool = False) -> "Named":
        """The runs of months that one statement names.

        A part of a year without a year of its own is of the next year that is said, else of the only one said before it. Words
        and days that do not agree name several. Of tick boxes the one that is ticked counts; where not exactly one is, all that
        stands beside them.

        Args:
            text: the statement.
            months: how long the parts of a year are that are looked for; days say any.
            is_so_far: whether so many months are those from January on; 'six months' alone may also be the last ones.
        """
        words = rest = self.words_of(self._ticked(text))
        found: set[Months] = set()
        for said_part, run in (*self._parts_in(words, months, is_so_far), *(self._so_far_in(words) if is_so_far else ())):
            found.add(run)
            rest = rest.replace(said_part, " ")
        for said in re.finditer(self.term, words):
            found.add(term(int(said["first"]), int(said["last"])))
            rest = rest.replace(said[0], " ")
        is_closed = YEAR in months and not found and not self._any_part.search(words)
        plain = f" {' '.join(self._counted_to.sub(' ', words).split())} "
        if whole := re.search(self.whole_year, plain) or (is_closed and re.search(self.closing_year, plain)):
            found.add(part_of_year(int(whole["year"]), YEAR))
            rest = rest.replace(whole[0].rstrip(), " ")
        found |= self._without_year(words, months, is_certain=bool(found))
        found |= self._ended(words)
        words, rest = (re.sub(self.without_first_year, r" \1 \2 \5 - \3 \4 \5", text) for text in (words, rest))
        for days in _DATES.finditer(words):
            first, last = date_at(days, 1), date_at(days, 4)
            if first and last and first <= last:
                found |= months_of_days(first, last) or {NO_MONTHS}
            rest = rest.replace(days[0], " ")
        return Named(frozenset(found), rest)

    def _so_far_in(self, words: str) -> Iterator[tuple[str, Months]]:
        for said in re.finditer(self.so_far, words):
            first = part_of_year(int(said["year"]), MONTH).first
            yield said[0], Months(first, first + int(said["n"]) - 1)
        for said in re.finditer(self.year_completed, words):
            yield said[0], part_of_year(int(said["year"]), YEAR)

    def _parts_in(self, words: str, months: Collection[int], is_so_far: bool) -> Iterator[tuple[str, Months]]:
        for pattern, part in self._dated:
            is_meant = part.months in months and not (is_so_far and part.place > 1 and not part.is_bare and part.months == HALF)
            for said in pattern.finditer(words) if is_meant else ():
                if run := _run(part, said, int(said["year"])):
                    yield said[0], run
        if alone := re.fullmatch(r" (?P<n>0?[1-9]|1[0-2]) (?P<year>20\d\d) ", words):
            # '01/2024' is a month, or where there are quarters perhaps one of them: so it is both.
            for length in {MONTH, QUARTER} & set(months) if MONTH in months else ():
                if run := _run(Part("", length), alone, int(alone["year"])):
                    yield words, run

    def _without_year(self, words: str, months: Collection[int], *, is_certain: bool) -> set[Months]:
        found: set[Months] = set()
        years = set(_YEAR.findall(words))
        for pattern, part in self._bare:
            for said in pattern.finditer(words) if part.months in months else ():
                behind = _YEAR.search(words, said.end()) if is_certain else None
                before = re.search(self.year_before, words[: said.start() + 1]) if len(years) == 1 else None
                year = behind[0] if behind else before["year"] if before else None
                if year and (run := _run(part, said, int(year))):
                    found.add(run)
        return found

    def _ended(self, words: str) -> set[Months]:
        """Runs told by their last day: 'year ended 31 July 2025'."""
        found: set[Months] = set()
        for pattern, months in self.ended:
            for said in re.finditer(rf"\b{pattern} {_DAY}", words):
                if day := date_at(said, 1):
                    last = YEAR * day.year + day.month - 1
                    found.add(Months(last - months + 1, last) if (day + dt.timedelta(days=1)).day == 1 else NO_MONTHS)
        return found

    def days_up_to(self, text: str) -> list[dt.date]:
        """Days up to which a text says that it counts: 'Số liệu (tính đến 30/6/2020)'."""
        return [day for said in re.finditer(rf"\b{self.up_to}{_DAY}", self.words_of(text)) if (day := date_at(said, 1))]

    def days_as_of(self, text: str) -> list[dt.date]:
        """Days up to which a text says that figures are counted."""
        found = re.finditer(rf"\b{self.as_of}{_DAY}", self.words_of(text)) if "20" in text else ()
        return [day for said in found if (day := date_at(said, 1))]

    def is_part_alone(self, text: str) -> bool:
        """Whether a text is a part of a year without its year, and nothing else: 'Quý I', '6 tháng đầu năm'."""
        words = f"{self.words_of(text).rstrip()} 2000" if len(text) <= _LONGEST_PART else ""
        return any(pattern.fullmatch(words, 1) for pattern, _ in self._dated)

    def names_part(self, text: str) -> bool:
        """Whether a text has the words for a part of a year, with its year or without."""
        return self._any_part.search(self.words_of(text)) is not None

    def without_plans(self, text: str, shown: str) -> str:
        """What a title says of the past: 'Kết quả 6 tháng đầu năm; phương hướng 6 tháng cuối năm' is about the former.

        `shown` is the text cleaned of what nobody sees.
        """
        for found in re.finditer(self.plans, shown.casefold()):
            before, after = shown[: found.start()], shown[found.end() :]
            is_plan = re.fullmatch(self.directions, found[0]) or self.names_part(before) or not before.strip("-+*. ")
            if after.strip() and is_plan:
                return before + self._year_of_plans(before, after)
        return text

    def _year_of_plans(self, before: str, after: str) -> str:
        """The year that stands behind the plans alone, where they are for a later part of the same one."""
        year = _YEAR.search(after)
        if not year or _YEAR.search(before):
            return ""
        done, planned = (self._bare_parts(some) for some in (before, f"{after[: year.start()]} "))
        is_later = bool(done) and len(planned) == 1 and min(planned).first > max(run.last for run in done)
        return f" {year[0]}" if is_later else ""

    def _bare_parts(self, text: str) -> set[Months]:
        words = self.words_of(text)
        found = {_run(part, said, 0) for pattern, part in self._bare if (said := pattern.search(words))}
        return {run for run in found if run}

    def _ticked(self, text: str) -> str:
        """A text without what stands at boxes that are not ticked; all of it where they do not tell."""
        boxes = list(_BOX.finditer(text))
        ticked = [place for place, box in enumerate(boxes) if box[1]]
        if len(boxes) < 2 or len(ticked) != 1 or self.names_part(text[: boxes[0].start()]):
            return text
        ends = [*(box.start() for box in boxes[1:]), len(text)]
        chosen = text[boxes[ticked[0]].end() : ends[ticked[0]]]
        years = set(_YEAR.findall(text))
        year = f" {years.pop()}" if len(years) == 1 and not _YEAR.search(chosen) else ""
        return f"{text[: boxes[0].start()]} {chosen}{year}"


class Named(NamedTuple):
    """What a text says of periods."""

    runs: frozenset[Months]
    rest: str
    """Its other words, as match_key has them."""


def _run(part: Part, said: re.Match[str], year: int) -> Months | None:
    number = said.groupdict().get("n") if not part.place else None
    place = part.place or _number(number or "0")
    return part_of_year(year, part.months, place) if 1 <= place <= YEAR // part.months else None


def _number(text: str) -> int:
    return ROMAN.get(text) or int(text)


def date_at(found: re.Match[str], group: int) -> dt.date | None:
    """The day whose day, month and year stand in three groups."""
    try:
        return dt.date(int(found[group + 2]), int(found[group + 1]), int(found[group]))
    except ValueError:
        return None
