"""Rules that a workbook checks by itself while it is filled in, from the register: kind of rule → spreadsheet expression.

An expression is made once, as the spreadsheet writes it and with what it comes out as now: so a stored result is never stale.
The meaning is that of the rules evaluated after receipt: a part that is not applicable adds nothing, where the subject or the
whole is not applicable or anything is blank or no plain number nothing is judged, and 'không phát sinh' is 0.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter

from pipelines.pages import format_number
from pipelines.quality.wording import SEVERITIES_VI, STATES_VI, fill, format_span
from pipelines.reference import Indicator, Period, Reference, Rule
from pipelines.reference.rules import NOT_COUNTS

NONE_OCCURRED_VI, NOT_APPLICABLE_VI = STATES_VI["none_occurred"], STATES_VI["not_applicable"]
BLANK_VI = "Chưa ghi"
"""What stands beside a cell that waits for its figure."""
NEEDED_VI = f"{BLANK_VI} (bắt buộc)"
"""The same where a return without the figure is rejected."""

Number = int | float | Decimal
Content = Number | str | None
"""What a cell holds; None when it is blank."""
_DECIMALS = 6
"""Places to which differences are compared, as in the warehouse."""
_LITERAL = 250
"""Characters of one text in a formula; a spreadsheet takes 255."""


@dataclass(frozen=True)
class Expression:
    """A spreadsheet's expression, and what it comes out as with the cells as they are written."""

    formula: str
    result: float | bool | str


@dataclass(frozen=True)
class Cell:
    """The figure cell of a line."""

    address: str
    """As a formula on the sheet of the rule's message names it: 'E12', or "'04-TCĐ'!E12" on another sheet."""
    content: Content
    is_computed: bool = False
    """Whether a formula fills it: then it waits for other cells, which say so themselves."""


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
) -> dict[str, Expression]:
    """What stands beside each of some lines: messages of the rules that its figure breaks, or that it waits for its figure.

    Args:
        reference: the registers.
        period: the period reported on.
        cells: figure cell of every line of the workbook, by indicator id, with addresses as seen from the lines' own sheet.
        previous: figures of the period before, by indicator id, where known.
        indicator_ids: the lines.

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
    subjects = {rule.rule_id: rule.subject for rule in reference.rule}
    said = {}
    for indicator_id in indicator_ids:
        texts = []
        for case, judgement in (judged[key] for key in judged if key[1] == indicator_id):
            # A rule about every figure must hold for this one, another one for the return.
            before = [
                (rule_id, indicator_id if subjects.get(rule_id) == "*" else subjects.get(rule_id, ""))
                for rule_id in case.rule.prerequisite
            ]
            holds = [
                _not(_all(found.is_judged, found.is_broken)) for key in before if key in judged for found in judged[key][1:]
            ]
            texts.append(_when(_all(*holds, judgement.is_judged), _when(judgement.is_broken, _message(case, judgement))))
        if (waiting := _waiting(cases[indicator_id])) and not cells[indicator_id].is_computed:
            texts.append(_when(_is_blank(cells[indicator_id]), _text(waiting)))
        if texts:
            said[indicator_id] = _joined(texts)
    return said


def kinds() -> frozenset[str]:
    """Kinds of rule that a workbook checks by itself, besides 'required', which is said softly."""
    return frozenset(_KINDS)


def opening_stocks(reference: Reference, period: Period) -> dict[str, str]:
    """Indicator that opens a period → the one that closed the period before, from the rules of kind 'continuity' in force."""
    return {rule.subject: rule.whole for rule in reference.rules_on(period.ends_on) if rule.kind == "continuity" and rule.whole}


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
    found = []
    for rule in in_force:
        # As in quality: '*' leaves out indicators that a rule of the same kind names.
        is_meant = rule.subject == indicator_id or (rule.subject == "*" and rule.kind not in own_kinds)
        if is_meant and rule.kind in {*_KINDS, "required"}:
            is_known = rule.kind == "continuity" or set(rule.named) - {"*"} <= cells.keys()
            if is_known:
                found.append(Case(rule, reference, period, reference.indicators[indicator_id], cells, previous))
    found.sort(key=lambda case: tuple(SEVERITIES_VI).index(case.rule.severity))
    return found


def _waiting(cases: Sequence[Case]) -> str:
    """What is said of a blank cell, by the strictest rule that asks for it."""
    severities = [case.rule.severity for case in cases if case.rule.kind == "required"]
    return NEEDED_VI if "error" in severities else BLANK_VI if severities else ""


def _judge_part_of_whole(case: Case) -> Judgement:
    ((_, part), *_), whole = case.parts, case.whole
    limit = _sum([(1, _amount(whole)), (1, _constant(case.tolerance))])
    return Judgement(
        _all(_is_quantity(part), _is_quantity(whole)), _compared(_amount(part), ">", limit), _shown(_amount(whole))
    )


def _judge_sum_of_parts(case: Case) -> Judgement:
    expected = _sum([(sign, _amount(part)) for sign, part in case.parts])
    known = [_is_quantity(case.subject), *(_is_part(part) for _, part in case.parts)]
    return Judgement(_all(*known), _is_far(_amount(case.subject), expected, case.tolerance), _shown(expected))


def _judge_reported_share(case: Case) -> Judgement:
    parts = _sum([(sign, _amount(part)) for sign, part in case.parts])
    whole = _amount(case.whole)
    share = Expression(f"100*{parts.formula}/{whole.formula}", 100 * float(parts.result) / (float(whole.result) or 1))
    known = [_is_quantity(case.subject), _is_quantity(case.whole), *(_is_part(part) for _, part in case.parts)]
    return Judgement(
        _all(*known, _compared(whole, ">", _constant(0))),
        _is_far(_amount(case.subject), share, case.tolerance),
        _shown(share),
    )


def _judge_ratio(case: Case) -> Judgement:
    """As many times the sum of the parts as the rule's minimum and maximum say, give or take the tolerance."""
    parts = _sum([(sign, _amount(part)) for sign, part in case.parts])
    subject, tolerance = _amount(case.subject), _constant(case.tolerance)
    broken, ends = [], []
    if case.rule.minimum is not None:
        least = _times(case.rule.minimum, parts)
        broken.append(_compared(_sum([(1, subject), (1, tolerance)]), "<", least))
        ends.append(_shown(least))
    if case.rule.maximum is not None:
        most = _times(case.rule.maximum, parts)
        broken.append(_compared(subject, ">", _sum([(1, most), (1, tolerance)])))
        ends.append(_shown(most))
    known = [_is_quantity(case.subject), *(_is_part(part) for _, part in case.parts)]
    expected = ends[0] if len(ends) == 1 else _concatenated([_text("từ "), ends[0], _text(" đến "), ends[1]])
    return Judgement(_all(*known), _any(*broken), expected)


def _judge_continuity(case: Case) -> Judgement | None:
    before = case.previous.get(case.rule.whole or "")
    if not isinstance(before, Number):
        return None
    is_broken = _is_far(_amount(case.subject), _constant(before), case.tolerance)
    return Judgement(_is_quantity(case.subject), is_broken, format_number(before))


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
    amount = _amount(case.subject)
    is_broken = _any(_compared(amount, "<", _constant(least)), _compared(amount, ">", _constant(most)))
    return Judgement(_is_quantity(case.subject), is_broken, format_span(float(least), float(most)))


def _judge_integer(case: Case) -> Judgement | None:
    if case.indicator.unit_of_measure in NOT_COUNTS or case.indicator.decimals:
        return None
    amount = _amount(case.subject)
    whole_number = Expression(f"INT({amount.formula})", float(amount.result) // 1)
    return Judgement(_is_quantity(case.subject), _compared(amount, "<>", whole_number))


def _judge_in_code_list(case: Case) -> Judgement:
    codes = case.reference.codes(case.indicator.unit_of_measure, case.period.ends_on)
    texts = dict.fromkeys(text for code in codes for text in (code.label_vi, *code.aliases, code.code))
    known = [*texts, NONE_OCCURRED_VI, NOT_APPLICABLE_VI]
    cell = case.subject
    listed = ",".join(_quoted(text) for text in known)
    is_strange = _trimmed(cell.content) not in {_trimmed(text) for text in known}
    return Judgement(_not(_is_blank(cell)), Expression(f"ISNA(MATCH(TRIM({cell.address}),{{{listed}}},0))", is_strange))


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
    rule = case.rule
    known: dict[str, str | None] = {"label": case.indicator.label_vi, "period": case.period.label_vi}
    computed = {"received": _shown_cell(case.subject)}
    if isinstance(judgement.expected, Expression):
        computed["expected"] = judgement.expected
    else:
        known["expected"] = judgement.expected
    texts = [_text(f"{SEVERITIES_VI[rule.severity]} {rule.rule_id}: ")]
    for text, name, _, _ in Formatter().parse(rule.message_vi):
        # The first word is what the summary counts by: in a message it must not stand a second time.
        texts.append(_text(text.replace(f"{SEVERITIES_VI['error']} ", f"{SEVERITIES_VI['error']}\N{NO-BREAK SPACE}")))
        if name in computed:
            texts.append(computed[name])
        elif name:
            texts.append(_text(fill(rule, f"{{{name}}}", known)))
    texts.append(_text(" " if rule.message_vi.rstrip().endswith((".", "!", "?")) else ". "))
    return _concatenated(texts)


def _constant(value: Number) -> Expression:
    return Expression(f"{Decimal(str(value)):f}", float(value))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> Expression:
    pieces = [text[start : start + _LITERAL] for start in range(0, len(text), _LITERAL)] or [""]
    return Expression("&".join(map(_quoted, pieces)), text)


def _amount(cell: Cell) -> Expression:
    """A cell as a number; a text is 0."""
    return Expression(f"N({cell.address})", float(cell.content) if isinstance(cell.content, Number) else 0.0)


def _sum(terms: Sequence[tuple[int, Expression]]) -> Expression:
    formula = "".join(("-" if sign < 0 else "+") + term.formula for sign, term in terms).removeprefix("+")
    return Expression(f"({formula})", sum(sign * float(term.result) for sign, term in terms))


def _times(factor: Decimal, amount: Expression) -> Expression:
    result = round(float(factor) * float(amount.result), _DECIMALS)
    return Expression(f"ROUND({_constant(factor).formula}*{amount.formula},{_DECIMALS})", result)


def _compared(left: Expression, operator: str, right: Expression) -> Expression:
    first, second = float(left.result), float(right.result)
    results = {">": first > second, "<": first < second, "<>": first != second}
    return Expression(f"{left.formula}{operator}{right.formula}", results[operator])


def _is_far(received: Expression, expected: Expression, tolerance: Decimal) -> Expression:
    gap = round(abs(float(received.result) - float(expected.result)), _DECIMALS)
    formula = f"ROUND(ABS({received.formula}-{expected.formula}),{_DECIMALS})"
    return _compared(Expression(formula, gap), ">", _constant(tolerance))


def _is_quantity(cell: Cell) -> Expression:
    """Whether a cell says a number: a plain one, or 'không phát sinh'."""
    return _any(_is_number(cell), _says(cell, NONE_OCCURRED_VI))


def _is_part(cell: Cell) -> Expression:
    """Whether a cell can be added up: as above, or 'không áp dụng'."""
    return _any(_is_number(cell), _says(cell, NONE_OCCURRED_VI), _says(cell, NOT_APPLICABLE_VI))


def _is_number(cell: Cell) -> Expression:
    return Expression(f"ISNUMBER({cell.address})", isinstance(cell.content, Number))


def _says(cell: Cell, text: str) -> Expression:
    return Expression(f"TRIM({cell.address})={_quoted(text)}", _trimmed(cell.content) == _trimmed(text))


def _is_blank(cell: Cell) -> Expression:
    return Expression(f'TRIM({cell.address})=""', not _trimmed(cell.content))


def _trimmed(content: Content) -> str:
    """A cell's text as a spreadsheet compares it."""
    return "" if content is None else " ".join(str(content).split()).casefold()


def _all(*conditions: Expression) -> Expression:
    return Expression(f"AND({_listed(conditions)})", all(condition.result for condition in conditions))


def _any(*conditions: Expression) -> Expression:
    return Expression(f"OR({_listed(conditions)})", any(condition.result for condition in conditions))


def _not(condition: Expression) -> Expression:
    return Expression(f"NOT({condition.formula})", not condition.result)


def _listed(expressions: Iterable[Expression]) -> str:
    return ",".join(expression.formula for expression in expressions)


def _when(condition: Expression, text: Expression) -> Expression:
    return Expression(f'IF({condition.formula},{text.formula},"")', text.result if condition.result else "")


def _shown(amount: Expression) -> Expression:
    """A number in a message: at most two decimals, no separators of thousands, which differ from computer to computer."""
    written = f"{float(amount.result):.2f}".rstrip("0").rstrip(".")
    return Expression(f'(ROUND({amount.formula},2)&"")', "0" if written == "-0" else written)


def _shown_cell(cell: Cell) -> Expression:
    """What a cell holds, in a message."""
    number = _shown(_amount(cell))
    result = number.result if isinstance(cell.content, Number) else str(cell.content or "")
    return Expression(f"IF(ISNUMBER({cell.address}),{number.formula},TRIM({cell.address}))", result)


def _concatenated(texts: Sequence[Expression]) -> Expression:
    kept = [text for text in texts if text.formula != '""']
    return Expression("&".join(text.formula for text in kept), "".join(str(text.result) for text in kept))


def _joined(texts: Sequence[Expression]) -> Expression:
    text = _concatenated(texts)
    return Expression(f"TRIM({text.formula})", re.sub(" +", " ", str(text.result)).strip(" "))
