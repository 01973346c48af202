"""The registers of data-quality rules: what is tested, and further indicators that a rule is about."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pipelines.reference.examples import MISSING, read_example
from pipelines.reference.fields import Id, Register, Text, Words
from pipelines.reference.kinds import KINDS, READER, Scope

Severity = Literal["error", "warning", "note"]


def _known_kind(kind: str) -> str:
    if kind not in {READER, *KINDS}:
        raise ValueError(f"must be one of {', '.join((READER, *KINDS))}")
    return kind


def _readable(example: str | None) -> str | None:
    list(read_example(example or f"- -={MISSING}"))
    return example


class Rule(Register):
    """A data-quality rule with a stable id. Great Expectations judges all kinds but 'reader'."""

    rule_id: Id
    """Rule, e.g. 'SUM-01'; never used again for another rule."""
    kind: Annotated[str, AfterValidator(_known_kind)]
    """What is tested; 'reader' findings are made while a workbook is read."""
    scope: Scope
    """What one failing case is: a cell, a return, a unit's series, a period, or the whole bloc."""
    severity: Severity
    """error: the return is rejected; warning: it is accepted and asked about; note: for information."""
    is_blocking: bool
    """Whether a failure stops the release: only for faults of the warehouse itself."""
    subject: Text
    """Indicator (or '*': every reported one), table, or reader finding that the rule is about; further indicators stand in
    register rule_subject."""
    whole: Text | None = None
    """Indicator that bounds or totals the parts; for continuity, the closing stock of the period before; for required, what
    must be above zero for the line to apply, for inapplicable the same; for peers, what the figure is divided by."""
    parts: Words = ()
    """Indicators (in sum_of_parts and reported_share with '-' before one that is subtracted), or key columns."""
    minimum: Decimal | None = None
    """Smallest allowed value, where the rule states one; for completeness, the share of returns in percent; for repeated, the
    smallest figure that is judged."""
    maximum: Decimal | None = None
    """Largest allowed value, where the rule states one; for copied, the share of figures that may be alike."""
    tolerance: Decimal | None = None
    """Difference that is still accepted; for repeated, the share by which the whole must have changed."""
    minimum_history: Annotated[int, Field(ge=1)] | None = None
    """For outliers: fewest earlier periods, or peers, that a judgement needs; for copied, counts above zero."""
    prerequisite: Words = ()
    """Rules that must hold in the same return before this one is judged; of a rule about cells, only the cells that this
    one reads count."""
    message_vi: Text
    """What is wrong, with placeholders {received}, {expected}, {label}, {detail}, {period}."""
    remedy_vi: Text
    """What the reader of the finding should do."""
    owner: Text
    """Who answers for the rule."""
    reason: Text
    """Why the rule exists."""
    source: Text | None = None
    """Clause, form or standard behind it."""
    breaks_with: Annotated[Text | None, AfterValidator(_readable)] = None
    """Cells that break it where nothing else is wrong, e.g. 'TC01 2021H2 members_closing=blank; VP 2022H1=missing'."""
    valid_from_on: date
    """First day of the periods that the rule covers."""
    valid_to_on: date | None = None
    """Last day of the periods that the rule covers; empty: no end."""

    @property
    def named(self) -> tuple[str, ...]:
        """Subject, whole and parts without their signs, each once: indicators, but for kinds that are about something else."""
        return tuple(dict.fromkeys(name for name in (self.subject, self.whole, *map(_unsigned, self.parts)) if name))

    def about(self, further: "RuleSubject") -> "Rule":
        """The rule as it is judged about a further subject."""
        own = {column: getattr(further, column) for column in _OWN if getattr(further, column) is not None}
        return self.model_copy(update={"subject": further.indicator_id, **own})


class RuleSubject(Register):
    """A further indicator that a rule is about, with arguments of its own where it needs them."""

    rule_id: Id
    """Rule."""
    indicator_id: Id
    """Indicator."""
    whole: Text | None = None
    """In the place of the rule's own whole; empty: the same."""
    minimum: Decimal | None = None
    """In the place of the rule's own minimum; empty: the same."""
    maximum: Decimal | None = None
    """In the place of the rule's own maximum; empty: the same."""
    tolerance: Decimal | None = None
    """In the place of the rule's own tolerance; empty: the same."""
    minimum_history: Annotated[int, Field(ge=1)] | None = None
    """In the place of the rule's own minimum_history; empty: the same."""
    known_as: Id | None = None
    """Rule that was about this indicator alone before: its findings keep their key, and what names it means this one."""
    breaks_with: Annotated[Text | None, AfterValidator(_readable)] = None
    """Cells that break the rule about this indicator."""


_OWN = ("whole", "minimum", "maximum", "tolerance", "minimum_history", "breaks_with")
"""Arguments that a further subject may have for itself."""


def _unsigned(part: str) -> str:
    return part.lstrip("-")
