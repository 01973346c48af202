"""One pydantic model per register: what a line of each CSV in raw/reference means."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from pipelines.reference.fields import LINE_CODE, Aliases, Id, Members, PeriodId, Register, Text, Words

PeriodType = Literal["month", "quarter", "half_year", "nine_months", "year", "term"]
"""How long a period is, from short to long."""
Bound = Annotated[Decimal, Field(ge=-(10**15), le=10**15)]
"""A figure of one unit and period; a thousand such are still less than what the database adds up exactly."""
Frequencies = Annotated[tuple[PeriodType, ...], BeforeValidator(lambda value: tuple((value or "").split()))]
"""Several types of period in one field, separated by spaces."""
Aggregation = Literal["sum", "last", "rate", "worst", "none"]


class Term(Register):
    """A congress term: the periods that an evaluation spans."""

    term_id: Id
    """Term, e.g. '2020_2025'."""
    label_vi: Text
    """Name of the term as printed."""
    first_period_id: PeriodId
    """First period of the term."""
    mid_term_period_id: PeriodId
    """Last period that the mid-term evaluation covers."""
    last_period_id: PeriodId
    """Last period of the term: the cut-off of the end-of-term evaluation."""


class Period(Register):
    """A reporting period (kỳ báo cáo): a month, quarter, half-year, nine months, year or term, by its own days."""

    period_id: PeriodId
    """Period, of any pattern: '2020H2', '2025-09', '2025M01-M09', '2024/25'. Its days alone tell the order of time."""
    label_vi: Text
    """Name of the period as a clerk writes it, e.g. '6 tháng cuối năm 2020'."""
    period_type: PeriodType
    """How long it is: month, quarter, half_year, nine_months (from January), year or term."""
    starts_on: date
    """First day."""
    ends_on: date
    """Last day; a unit that exists on it owes a return."""
    due_on: date
    """Day by which returns are due."""
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    """Year that it is counted to; empty: that of the year of the register that holds it, else that in which its middle lies."""


class Unit(Register):
    """A reporting unit (đơn vị báo cáo) as it was during a span of days. A unit that changes has several lines."""

    unit_id: Id
    """Code of the unit; it keeps it for as long as it exists."""
    name_vi: Text
    """Official name during the span."""
    kind: Id
    """Kind of unit, from code list 'unit_kind'."""
    sector: Id
    """Sector, from code list 'sector'."""
    valid_from_on: date
    """First day on which this line holds."""
    valid_to_on: date | None = None
    """Last day on which this line holds; empty: still holds."""
    paused_until_on: date | None = None
    """Last day of a pause after which another line of the unit begins; empty: the next line begins on the day after."""
    successor_id: Id | None = None
    """Unit that takes over as a whole after a merger or dissolution; empty where unit_event says it."""
    parent_id: Id | None = None
    """Unit that it is part of during the span, if any: the area or district of a commune; units of one name differ in it."""

    @property
    def key(self) -> tuple[str, date]:
        """What tells the line from others: unit and first day."""
        return self.unit_id, self.valid_from_on


class UnitAlias(Register):
    """Another spelling of a unit's name, as clerks write it."""

    unit_id: Id
    """Unit meant."""
    alias_vi: Text
    """Spelling met in returns."""


class Code(Register):
    """One entry of a code list: ratings, kinds, sectors, domains, units of measure."""

    list_id: Id
    """Code list."""
    code: Id
    """Code, as stored."""
    rank: int
    """Order within the list; for ratings, higher is better."""
    label_vi: Text
    """Label as printed."""
    aliases: Aliases = ()
    """Other spellings, separated by '|'."""
    valid_from_on: date
    """First day on which the code may be used."""
    valid_to_on: date | None = None
    """Last day on which the code may be used; empty: no end."""
    restated_on: date | None = None
    """Day on which it was decided that its rank, wrong so far, is another also for all that came; empty: it never was."""
    motto_vi: Aliases = ()
    """Of a kind of unit, what stands at the top right of its forms, in lines separated by '|': 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT
    NAM|Độc lập - Tự do - Hạnh phúc' of a commune; empty: 'motto' of list 'form_word', the office's own."""


class Form(Register):
    """A form (biểu): one sheet of a workbook."""

    form_id: Id
    """Form."""
    code: Text
    """Form code as printed at the top left, e.g. '01-TCĐ' or '05/NN-Q'."""
    title_vi: Text
    """Title as printed."""
    reported_by: Words
    """Unit kinds and unit ids that report this form."""
    valid_from_on: date
    """First day on which the form is in use."""
    valid_to_on: date | None = None
    """Last day on which the form is in use; empty: no end."""
    frequency: Frequencies = ()
    """Types of period for which it is reported, separated by spaces; empty: as often as its most frequent indicator."""

    @property
    def sheet_name(self) -> str:
        """Its code as the name of a sheet, which takes fewer signs: '05-NN-Q'."""
        return re.sub(r"[\[\]:*?/\\]|^'|'$", "-", self.code)

    def is_reported_by(self, unit: Unit) -> bool:
        """Whether it asks this unit, by its kind or by its id; on which days is another question."""
        return unit.kind in self.reported_by or unit.unit_id in self.reported_by


class FormLine(Register):
    """One line of a form: where a unit writes one indicator."""

    form_id: Id
    """Form that the line belongs to."""
    line_code: Annotated[str, StringConstraints(pattern=LINE_CODE)]
    """Its code as printed in column 'Mã số', e.g. '3.07', 'R-101', 'I.2'; where none is printed, a name of ours: '_total'."""
    section_vi: Text
    """Heading of the section that the line stands under."""
    label_vi: Text
    """Label as printed in column 'Nội dung'."""
    indicator_id: Id
    """Indicator that the line asks for."""
    formula: Text | None = None
    """For a computed line: line codes and arithmetic, e.g. '3.08 + 3.09'."""
    valid_from_on: date | None = None
    """First day of the periods in which the line is due; empty: as long as its form."""
    valid_to_on: date | None = None
    """Last day of the periods in which the line is due; empty: as long as its form."""

    @property
    def printed_code(self) -> str:
        """What is printed as its code; '' where nothing is."""
        return "" if self.line_code.startswith("_") else self.line_code

    @property
    def shown(self) -> str:
        """Its code and label, as a person is told them."""
        return f"{self.printed_code} {self.label_vi}".strip()


class Indicator(Register):
    """An indicator (chỉ tiêu thống kê): what is counted."""

    indicator_id: Id
    """Indicator."""
    label_vi: Text
    """Name as printed."""
    label_en: Text
    """Name in English."""
    domain: Id
    """Field of work, from code list 'domain'."""
    unit_of_measure: Id
    """From code list 'unit_of_measure'; 'rating' values are ranks of code list 'rating'."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """Digits after the decimal mark that its figures have; 0: whole things are counted."""
    aggregation: Aggregation
    """Over units and time: sum (flow), last (stock at the end), rate (share, in percent), worst (rating), none."""
    frequency: PeriodType
    """How often units report it. Where its form is reported more often, it is due in the period that ends its own: a yearly one
    in the second half-year."""
    stock_point: Literal["opening", "closing"] | None = None
    """For a stock: whether it opens or closes a period; over a span, the first or the last one. Empty: closing."""
    numerator_ids: Words = ()
    """For a rate: indicators whose sum is the numerator."""
    denominator_ids: Words = ()
    """For a rate: indicators whose sum is the denominator."""
    derived_from_id: Id | None = None
    """Rating from which this 0-or-1 indicator is derived, unit by unit."""
    derived_at_least: Id | None = None
    """Rating from which on the derived indicator is 1."""
    part_of_id: Id | None = None
    """Indicator of which it is the part that has `members`: it stands on no form, and is what cells of described forms say."""
    members: Members = ()
    """Members of breakdowns that it has, 'sex=female', separated by spaces."""
    is_higher_better: bool | None = None
    """Whether a larger value is the better one; decides which year is the worst. Empty: neither."""
    valid_min: Bound
    """Smallest value that one unit can report for one period."""
    valid_max: Bound
    """Largest value that one unit can report for one period; also bounds what a missing return may hold."""
    restated_on: date | None = None
    """Day on which it was decided that how it is counted, wrong so far, is another also for all that came; empty: never."""


class Target(Register):
    """A target (chỉ tiêu nghị quyết) in one dated version."""

    target_id: Id
    """Target, e.g. 'T4'."""
    version: Id
    """congress; rest_of_term, set at mid-term; or another one that list 'version' of wording names."""
    label_vi: Text
    """What the congress asked for."""
    indicator_id: Id | None = None
    """Indicator that measures it; empty: it counts other targets."""
    members: Members = ()
    """Members of breakdowns, 'sex=female': the part of the indicator that has them is measured. Empty: all of it."""
    kind: Id
    """Its kind: how it is judged (pipelines/reference/target_kinds.py, docs/targets.md)."""
    direction: Literal["at_least", "below", "at_most"]
    """Which side of the target is good; what only equals it is not below it."""
    target_value: Text
    """Number in the indicator's unit of measure, a rating code, percent of a base, or how many of other targets."""
    once_value: Text | None = None
    """Also asked for in at least one year: a rating code."""
    first_period_id: PeriodId
    """First period that counts."""
    last_period_id: PeriodId
    """Last period that counts."""
    decided_on: date
    """Day from which this version is in effect."""
    clause: Text
    """Source: resolution or report, and clause."""
    base_indicator_id: Id | None = None
    """Indicator that it is a share of, or has grown from; empty: its own."""
    base_period_id: PeriodId | None = None
    """Period of which the base is taken; empty: the first that counts."""
    base_value: Bound | None = None
    """The base itself, where no return of this office tells it."""
    part_ids: Words = ()
    """Targets of the same version of which so many are to be reached."""
    milestones: Words = ()
    """What is to be reached by periods before the last, in its unit of measure: '2021H2=100 2023H1=240'."""
    profile_pct: Words = ()
    """Percent of the target that is to be reached by periods before the last, if not that of the time elapsed: '2021H2=20'."""
    restated_on: date | None = None
    """Day on which it was decided that how it is judged, wrong so far, is another also for all that came; empty: never."""


class MissingBound(Register):
    """How much a figure that is missing may be, where that is less than all that its indicator allows."""

    indicator_id: Id
    """Indicator, added up over units or taken at the end."""
    kind: Id | None = None
    """Kind of unit that it is about; empty: every kind that has no line of its own."""
    minimum: Bound | None = None
    """Least that a unit's missing figure may be; empty: nothing says so."""
    maximum: Bound | None = None
    """Most that it may be; empty: what the indicator allows."""
    least_share_pct: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    """Least that it may be, percent of the last figure (of a unit that came of others: of theirs together, as shares of events
    tell), once for each period since, of what is told yearly for each year; it says nothing where that is zero or none."""
    most_share_pct: Annotated[Decimal, Field(ge=100, le=10**6)] | None = None
    """Most that it may be, percent of the unit's last figure before, likewise."""
    most_change: Annotated[Decimal, Field(ge=0, le=10**15)] | None = None
    """By how much it may be less or more than that figure, likewise, in the indicator's unit of measure."""
    reason_vi: Text
    """Why it may be taken so."""
