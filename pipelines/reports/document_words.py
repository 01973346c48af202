"""How a document says figures: counts, bounds, what held every year, and footnotes."""

import re
from decimal import ROUND_CEILING, Decimal
from typing import Any

from pipelines.language.notation import format_count, format_number
from pipelines.language.words import label, say, words
from pipelines.reference import Reference
from pipelines.reports.evaluation import Words

MARK = re.compile("\ue000(\\d+)\ue001")
"""Where a footnote stands in a text: its number from 1, between two characters that no text has."""
_PLACE = "…"
"""Where the number stands in the words of list 'comparator'."""

_OF_THE_WORST = ("worst_year", "worst_period")

_LONG = re.compile(r"([\d.,]{9,})\u00a0")
"""A number that with its unit is too wide for a narrow column."""
_LAST_WORD = re.compile(r"(?<=[^\W\d]) (?=[^\W\d]+$)")
"""Blank before a text's last word, which would look forlorn on a line of its own."""


class Notes:
    """Footnotes of one document, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def mark(self, text: str) -> str:
        """What stands in the text in place of a footnote's number; nothing for a footnote without words."""
        if not text:
            return ""
        self.texts.append(capital(text if text.endswith(".") else f"{text}."))
        return f"\ue000{len(self.texts)}\ue001"


class Brackets(Notes):
    """What would be a footnote, where the text is one itself: in brackets."""

    def mark(self, text: str) -> str:
        """The footnote's text."""
        return f" ({text})" if text else ""


class Figures:
    """Figures of marts in the words of a document."""

    def __init__(self, reference: Reference) -> None:
        self.words = Words(reference)
        units = {code.label_vi for code in reference.codes("unit_of_measure") if code.code != "percent"}
        named = "|".join(sorted(map(re.escape, units), key=len, reverse=True)) or "$."
        aliases = {code.label_vi: code.aliases for code in reference.codes("rating")}
        self._short = {rating: next(filter(str.isupper, others), rating) for rating, others in aliases.items()}
        self._used: dict[str, str] = {}
        self._counted = re.compile(rf"(?<![\d.,/])([1-9])[ \u00a0](?=({named})\b)")

    def counted(self, text: str | None) -> str:
        """Words of a mart with counts below ten as sentences have them: '3 lớp' → '03 lớp'; '—' where there are none."""
        whole = self.words.unbroken(text)
        return self._counted.sub(lambda found: f"{format_count(int(found[1]))}\u00a0", whole)

    def cell(self, text: str | None) -> str:
        """Words of a mart in a table, as `counted`; a line may end behind a long number, lest its unit breaks."""
        return whole_line(_LONG.sub(r"\1 ", self.counted(text)))

    def measure(self, row: dict[str, Any], column: str = "value") -> str:
        """A number of a row with its unit of measure, as `Words.measure`."""
        return self.counted(self.words.measure(row, column))

    def share(self, part: Decimal | None, whole: Decimal | None) -> str | None:
        """A percentage from its parts, rounded once, a half up, to one decimal; None where there is none."""
        return f"{format_number(100 * part / whole, 1)}\u00a0%" if part is not None and whole else None

    def in_a_year(self, row: dict[str, Any]) -> str:
        """What an indicator came to in a year: row of document_year; '—' where nothing is known."""
        if row["unit_of_measure"] == "percent":
            share = self.share(row["year_to_date_numerator"], row["year_to_date_denominator"])
            return share or (self._percent(row["year_to_date_rate_pct"]) if row["year_to_date_rate_pct"] is not None else "—")
        if rating := row["year_to_date_rating_vi"]:
            self._used.setdefault(rating, self._short.get(rating, rating))
            return self._used[rating]
        columns = ("year_to_date_value", "year_to_date_level_value", "closing_value")
        value = next((row[column] for column in columns if row[column] is not None), None)
        return "—" if value is None else format_count(value)

    def abbreviations(self) -> str:
        """What the abbreviations of ratings stand for that `in_a_year` gave: 'HTTNV: Hoàn thành tốt nhiệm vụ; …'."""
        return "; ".join(f"{short}: {uncapital(rating)}" for rating, short in self._used.items() if short != rating)

    def printed(self, row: dict[str, Any], notes: Notes) -> str | None:
        """What a printed figure came to, in words that hold whatever is still unknown; None where nothing can be said."""
        if row["figure_vi"] is None:
            return None
        exact = self.counted(row["figure_vi"])
        if between := self.words.between(row):
            known = say("{known} of {due} figures are known; it may be {bounds}", bounds=self.counted(between), **_counts(row))
            return self._of_what(row, exact) + notes.mark(known)
        if row["taken_over"] not in _OF_THE_WORST:
            return uncapital(exact) if row["rating_vi"] else exact
        bound = self._bound(row, exact)
        when = self._when(row)
        told = say("worst: {figure} ({when})", figure=uncapital(exact), when=when) if when else ""
        if not when and bound != exact:
            told = say("in each: {figure}", figure=uncapital(exact))
        is_yearly = row["taken_over"] == "worst_year"
        said = say("every year {figure}", figure=bound) if is_yearly else say("every period {figure}", figure=bound)
        return said + notes.mark(told)

    def _of_what(self, row: dict[str, Any], exact: str) -> str:
        """A figure of which some is unknown: where it is no total but the worst that is known, 'kỳ kém nhất 95,6 % (…)'."""
        if row["taken_over"] not in _OF_THE_WORST:
            return exact
        when = self._when(row)
        return f"{row['taken_over_vi']} {uncapital(exact)}{f' ({when})' if when else ''}"

    def _when(self, row: dict[str, Any]) -> str:
        return self.words.when(row["worst_when"]) if row["worst_when"] else ""

    def _bound(self, row: dict[str, Any], exact: str) -> str:
        """What all years or periods keep to: 'trên 96 %', 'dưới 0,5 %', 'từ 03 lớp trở lên'."""
        if row["rating_vi"]:
            rating = uncapital(exact)
            return say("{rating} or better", rating=rating) if row["worst_when"] else rating
        if row["is_higher_better"] is None or row["value"] is None:
            return exact
        better = row["is_higher_better"]
        if row["unit_of_measure"] != "percent":
            return compared(">=" if better else "<=", exact) if row["worst_when"] else exact
        step = self._step(row["value"], better=better)
        if step == row["value"]:
            return compared(">=" if better else "<=", self._percent(step)) if 0 < step < 100 else exact
        return compared(">" if better else "<", self._percent(step)) if step else exact

    def _step(self, value: Decimal, *, better: bool) -> Decimal:
        """The whole percent below, where more is better; else that above, or the half where that is less than one."""
        if better:
            return Decimal(int(value))
        unit = Decimal(1) if value > 1 else Decimal("0.5")
        return (value / unit).to_integral_value(ROUND_CEILING) * unit

    def _percent(self, value: Decimal) -> str:
        return f"{format_number(value, 1)}\u00a0%"


def whole_line(text: str) -> str:
    """A text of which no word stands alone on the last line of a narrow column."""
    return _LAST_WORD.sub("\u00a0", text)


def compared(comparator: str, figure: str) -> str:
    """A figure with a comparison in words: ('>', '96 %') → 'trên 96 %'."""
    return label("comparator", comparator).replace(_PLACE, figure)


def uncapital(text: str) -> str:
    """A text as it stands within a sentence; one that begins with an abbreviation stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def _counts(row: dict[str, Any]) -> dict[str, str]:
    return {"known": format_number(row["known_count"]), "due": format_number(row["due_count"])}


def language() -> str:
    """Language of the document, for readers aloud: 'vi-VN'."""
    return {"vi": "vi-VN", "en": "en-GB"}.get(words().language, words().language)
