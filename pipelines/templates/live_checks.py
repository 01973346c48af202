"""Rules that a workbook checks by itself while it is filled in, from the register: kind of rule → spreadsheet expression.

The meaning is that of the rules judged after receipt: a part that is not applicable adds nothing, where the subject or the
whole is not applicable or anything is blank or no plain number nothing is judged, and 'không phát sinh' is 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter

from pipelines.language.notation import format_number
from pipelines.language.wording import format_bounds
from pipelines.language.words import label, labels
from pipelines.quality.wording import fill
from pipelines.reference import Indicator, Period, Reference, Rule
from pipelines.reference.rules import NOT_COUNTS
from pipelines.templates.expressions import (
    Cell,
    Content,
    Expression,
    Number,
    all_of,
    any_of,
    blank_said,
    compared,
    concatenated,
    constant,
    is_blank,
    is_far,
    is_part,
    is_quantity,
    joined,
    needed_said,
    negated,
    none_occurred,
    not_applicable,
    number_of,
    quoted,
    retyped,
    shown,
    shown_cell,
    spoken,
    sum_of,
    text_of,
    times,
    trimmed,
    when,
)


@dataclass(frozen=True)
class Case:
    """What a rule looks at in one workbook."""

    rule: Rule
    reference: Reference
    period: Period
    indicator: Indicator
    """Of the cell that the rule is judged at."""
    cells: Mapping[str, Cell]
    """Figure cell of every line due, by indicator id."""
    previous: Mapping[str, Content]
    """Figures of the period before, by indicator id, where known."""

    @property
    def subject(self) -> Cell:
        """The cell that the rule is judged at."""
        return self.cells[self.indicator.indicator_id]

    @property
    def whole(self) -> Cell:
        """Cell of the rule's whole."""
        return self.cells[self.rule.whole or ""]

    @property
    def parts(self) -> list[tuple[int, Cell]]:
        """Cells of the rule's parts, each with its sign."""
        return [(-1 if part.startswith("-") else 1, self.cells[part.lstrip("-")]) for part in self.rule.parts]

    @property
    def tolerance(self) -> Decimal:
        """Difference that is still accepted."""
        return self.rule.tolerance or Decimal(0)


@dataclass(frozen=True)
class Judgement:
    """How a rule is judged in a spreadsheet."""

    is_judged: Expression
    """Whether everything that is compared is known."""
    is_broken: Expression
    """Whether the rule is broken, once that holds."""
    expected: Expression | str | None = None
    """What would have been accepted."""


def messages(
    reference: Reference,
    period: Period,
    cells: Mapping[str, Cell],
    previous: Mapping[str, Content],
    indicator_ids: Iterable[str],
    *,
    says_blanks: bool = True,
) -> dict[str, Expression]:
    """What stands beside each of some lines: messages of the rules that its figure breaks, or that it waits.

    Args:
        reference: the registers.
        period: the period reported on.
        cells: figure cells of the workbook, by indicator id, with addresses as seen from the lines' own sheet.
        previous: figures of the period before, by indicator id, where known.
        indicator_ids: the lines.
        says_blanks: whether it is said that a cell is blank, or holds a number as text.

    Returns:
        Indicator id → text expression; empty text when nothing is to be said. Errors come before warnings.
    """
    in_force = reference.rules_on(period.ends_on)
    cases = {name: _cases(in_force, reference, period, cells, previous, name) for name in cells}
    judged = {
        (case.rule.rule_id, name): (case, judgement)
        for name, found in cases.items()
        for case in found
        if (judge := _KINDS.get(case.rule.kind)) and (judgement := judge(case))
    }
    said = {}
    for indicator_id in indicator_ids:
        is_rating = reference.indicators[indicator_id].unit_of_measure == "rating"
        texts = [retyped(cells[indicator_id])] if not is_rating and says_blanks else []
        for case, judgement in (judged[key] for key in judged if key[1] == indicator_id):
            # A rule about every figure must hold for this one, another one for the return.
            before = [
                (rule.rule_id, indicator_id if rule.subject == "*" else rule.subject)
                for rule in in_force
                if rule.rule_id in case.rule.prerequisite
            ]
            holds = [
                negated(all_of(found.is_judged, found.is_broken))
                for key in before
                if key in judged
                for found in judged[key][1:]
            ]
            texts.append(when(all_of(*holds, judgement.is_judged), when(judgement.is_broken, _message(case, judgement))))
        if says_blanks and (waiting := _waiting(cases[indicator_id])) and not cells[indicator_id].is_computed:
            texts.append(when(is_blank(cells[indicator_id]), text_of(waiting)))
        if texts:
            said[indicator_id] = joined(texts)
    return said


def kinds() -> frozenset[str]:
    """Kinds of rule that a workbook checks by itself, besides 'required', which is said softly."""
    return frozenset(_KINDS)


def _cases(
    in_force: Sequence[Rule],
    reference: Reference,
    period: Period,
    cells: Mapping[str, Cell],
    previous: Mapping[str, Content],
    indicator_id: str,
) -> list[Case]:
    """Rules of kinds known here that are judged at an indicator's cell and name only what the workbook holds."""
    own_kinds = {rule.kind for rule in in_force if rule.subject == indicator_id}
    # As in quality: '*' leaves out indicators that a rule of the same kind names.
    meant = (rule for rule in in_force if rule.subject == indicator_id or (rule.subject == "*" and rule.kind not in own_kinds))
    found = [
        Case(rule, reference, period, reference.indicators[indicator_id], cells, previous)
        for rule in meant
        if rule.kind in (*_KINDS, "required") and (rule.kind == "continuity" or set(rule.named) - {"*"} <= cells.keys())
    ]
    return sorted(found, key=lambda case: tuple(labels("severity")).index(case.rule.severity))


def _waiting(cases: Sequence[Case]) -> str:
    """What is said of a blank cell, by the strictest rule that asks for it."""
    severities = [case.rule.severity for case in cases if case.rule.kind == "required"]
    return needed_said() if "error" in severities else blank_said() if severities else ""


def _judge_part_of_whole(case: Case) -> Judgement:
    ((_, part), *_), whole = case.parts, case.whole
    limit = sum_of([(1, number_of(whole)), (1, constant(case.tolerance))])
    return Judgement(
        all_of(is_quantity(part), is_quantity(whole)), compared(number_of(part), ">", limit), shown(number_of(whole))
    )


def _judge_sum_of_parts(case: Case) -> Judgement:
    expected = sum_of([(sign, number_of(part)) for sign, part in case.parts])
    known = [is_quantity(case.subject), *(is_part(part) for _, part in case.parts)]
    return Judgement(all_of(*known), is_far(number_of(case.subject), expected, case.tolerance), shown(expected))


def _judge_reported_share(case: Case) -> Judgement:
    parts = sum_of([(sign, number_of(part)) for sign, part in case.parts])
    whole = number_of(case.whole)
    share = Expression(f"100*{parts.formula}/{whole.formula}", 100 * float(parts.result) / (float(whole.result) or 1))
    known = [is_quantity(case.subject), is_quantity(case.whole), *(is_part(part) for _, part in case.parts)]
    return Judgement(
        all_of(*known, compared(whole, ">", constant(0))),
        is_far(number_of(case.subject), share, case.tolerance),
        shown(share),
    )


def _judge_ratio(case: Case) -> Judgement:
    """As many times the sum of the parts as the rule's minimum and maximum say, give or take the tolerance."""
    parts = sum_of([(sign, number_of(part)) for sign, part in case.parts])
    subject, tolerance = number_of(case.subject), constant(case.tolerance)
    broken, ends = [], []
    if case.rule.minimum is not None:
        least = times(case.rule.minimum, parts)
        broken.append(compared(sum_of([(1, subject), (1, tolerance)]), "<", least))
        ends.append(shown(least))
    if case.rule.maximum is not None:
        most = times(case.rule.maximum, parts)
        broken.append(compared(subject, ">", sum_of([(1, most), (1, tolerance)])))
        ends.append(shown(most))
    known = [is_quantity(case.subject), *(is_part(part) for _, part in case.parts)]
    expected = ends[0] if len(ends) == 1 else spoken("from {least} to {most}", least=ends[0], most=ends[1])
    return Judgement(all_of(*known), any_of(*broken), expected)


def _judge_continuity(case: Case) -> Judgement | None:
    before = case.previous.get(case.rule.whole or "")
    if not isinstance(before, Number):
        return None
    is_broken = is_far(number_of(case.subject), constant(before), case.tolerance)
    return Judgement(is_quantity(case.subject), is_broken, format_number(before))


def _judge_range(case: Case) -> Judgement | None:
    if case.indicator.unit_of_measure == "rating":
        return None
    least, most = (
        bound if own is None else own
        for own, bound in (
            (case.rule.minimum, case.indicator.valid_min),
            (case.rule.maximum, case.indicator.valid_max),
        )
    )
    amount = number_of(case.subject)
    is_broken = any_of(compared(amount, "<", constant(least)), compared(amount, ">", constant(most)))
    return Judgement(is_quantity(case.subject), is_broken, format_bounds(float(least), float(most)))


def _judge_integer(case: Case) -> Judgement | None:
    if case.indicator.unit_of_measure in NOT_COUNTS or case.indicator.decimals:
        return None
    amount = number_of(case.subject)
    whole_number = Expression(f"INT({amount.formula})", float(amount.result) // 1)
    return Judgement(is_quantity(case.subject), compared(amount, "<>", whole_number))


def _judge_in_code_list(case: Case) -> Judgement:
    codes = case.reference.codes(case.indicator.unit_of_measure, case.period.ends_on)
    texts = dict.fromkeys(text for code in codes for text in (code.label_vi, *code.aliases, code.code))
    known = [*texts, none_occurred(), not_applicable()]
    listed = ",".join(map(quoted, known))
    is_strange = trimmed(case.subject.content) not in {trimmed(text) for text in known}
    strange = Expression(f"ISNA(MATCH(TRIM({case.subject.address}),{{{listed}}},0))", is_strange)
    return Judgement(negated(is_blank(case.subject)), strange)


_KINDS: dict[str, Callable[[Case], Judgement | None]] = {
    "part_of_whole": _judge_part_of_whole,
    "sum_of_parts": _judge_sum_of_parts,
    "reported_share": _judge_reported_share,
    "ratio": _judge_ratio,
    "continuity": _judge_continuity,
    "range": _judge_range,
    "integer": _judge_integer,
    "in_code_list": _judge_in_code_list,
}
"""Kind of rule → how it is judged in a spreadsheet; None when there is nothing to judge."""


def _message(case: Case, judgement: Judgement) -> Expression:
    """'Lỗi SUM-02: …', with what the cells hold in the place of the placeholders."""
    rule, counted = case.rule, label("severity", "error")
    known: dict[str, str | None] = {"label": case.indicator.label_vi, "period": case.period.label_vi}
    computed, expected = {"received": shown_cell(case.subject)}, judgement.expected
    if isinstance(expected, Expression):
        computed["expected"] = expected
    known["expected"] = None if isinstance(expected, Expression) else expected
    texts = [text_of(f"{label('severity', rule.severity)} {rule.rule_id}: ")]
    for text, name, _, _ in Formatter().parse(rule.message_vi):
        # The first word is what the summary counts by: in a message it must not stand a second time.
        texts.append(text_of(text.replace(f"{counted} ", f"{counted}\N{NO-BREAK SPACE}")))
        if name in computed:
            texts.append(computed[name])
        elif name:
            texts.append(text_of(fill(rule, f"{{{name}}}", known)))
    texts.append(text_of(" " if rule.message_vi.rstrip().endswith((".", "!", "?")) else ". "))
    return concatenated(texts)
