"""Expressions as a spreadsheet writes them, each with what it comes out as now: so a stored result is never stale."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter

from pipelines.language.words import label, say, words

Number = int | float | Decimal
Content = Number | str | None
"""What a cell holds; None when it is blank."""
_DECIMALS = 6
"""Places to which differences are compared, as in the warehouse."""
_DIGITS, _SEPARATORS = re.compile(r"[-+]?\d+%?"), re.compile("[., \N{NO-BREAK SPACE}]")
_LITERAL = 250
"""Characters of one text in a formula; a spreadsheet takes 255."""


def blank_said() -> str:
    """What stands beside a cell that waits for its figure."""
    return say("Blank")


def needed_said() -> str:
    """The same where a return without the figure is rejected."""
    return say("{blank} (required)", blank=blank_said())


def number_as_text_said() -> str:
    """What is said of a figure that a spreadsheet holds as text."""
    return say("{error} the cell holds text, no number; please type the number again.", error=label("severity", "error")) + " "


def spoken(text: str, /, *, after: str = "", **values: "Expression | str") -> "Expression":
    """A sentence with expressions among its values, and what comes after it, as one text."""
    found, literal = [], ""
    for before, name, _, _ in Formatter().parse(words().unfilled(text)):
        value = values[name] if name else ""
        literal += before
        if isinstance(value, Expression):
            found += [text_of(literal), value]
            literal = ""
        else:
            literal += value
    return concatenated([*found, text_of(literal + after)])


def begins(text: str) -> str:
    """What a sentence in the words in force says before its first value."""
    return next(iter(Formatter().parse(words().unfilled(text))))[0]


def none_occurred() -> str:
    """What a cell says where nothing of the kind occurred."""
    return label("cell_state", "none_occurred")


def not_applicable() -> str:
    """What a cell says where its line does not apply."""
    return label("cell_state", "not_applicable")


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


def constant(value: Number) -> Expression:
    """A number written out."""
    return Expression(f"{Decimal(str(value)):f}", float(value))


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def text_of(text: str) -> Expression:
    """A text written out, in pieces that a spreadsheet takes."""
    pieces = [text[start : start + _LITERAL] for start in range(0, len(text), _LITERAL)] or [""]
    return Expression("&".join(map(quoted, pieces)), text)


def number_of(cell: Cell) -> Expression:
    """A cell as a number; a text is 0."""
    return Expression(f"N({cell.address})", float(cell.content) if isinstance(cell.content, Number) else 0.0)


def sum_of(terms: Sequence[tuple[int, Expression]]) -> Expression:
    """Terms added, each with its sign."""
    formula = "".join(("-" if sign < 0 else "+") + term.formula for sign, term in terms).removeprefix("+")
    return Expression(f"({formula})", sum(sign * float(term.result) for sign, term in terms))


def times(factor: Decimal, amount: Expression) -> Expression:
    """A multiple of an amount."""
    result = round(float(factor) * float(amount.result), _DECIMALS)
    return Expression(f"ROUND({constant(factor).formula}*{amount.formula},{_DECIMALS})", result)


def compared(left: Expression, operator: str, right: Expression) -> Expression:
    """Whether one amount is above, below or other than another one."""
    first, second = float(left.result), float(right.result)
    results = {">": first > second, "<": first < second, "<>": first != second}
    return Expression(f"{left.formula}{operator}{right.formula}", results[operator])


def is_far(received: Expression, expected: Expression, tolerance: Decimal) -> Expression:
    """Whether two amounts differ by more than the tolerance."""
    gap = round(abs(float(received.result) - float(expected.result)), _DECIMALS)
    formula = f"ROUND(ABS({received.formula}-{expected.formula}),{_DECIMALS})"
    return compared(Expression(formula, gap), ">", constant(tolerance))


def is_quantity(cell: Cell) -> Expression:
    """Whether a cell says a number: a plain one, or 'không phát sinh'."""
    return any_of(is_number(cell), says(cell, none_occurred()))


def is_part(cell: Cell) -> Expression:
    """Whether a cell can be added up: as above, or 'không áp dụng'."""
    return any_of(is_number(cell), says(cell, none_occurred()), says(cell, not_applicable()))


def is_number(cell: Cell) -> Expression:
    """Whether a cell says a plain number."""
    return Expression(f"ISNUMBER({cell.address})", isinstance(cell.content, Number))


def retyped(cell: Cell) -> Expression:
    """What is said of a number that was typed as text ('12 ', '1.200'), else of blanks around one: totals count neither."""
    formula = f"AND(ISTEXT({cell.address}),ISNUMBER({number_from_text(cell.address)}))"
    typed, padded = Expression(formula, is_typed_number(cell.content)), when(is_padded(cell), text_of(padded_said()))
    said = text_of(number_as_text_said())
    return Expression(f"IF({formula},{said.formula},{padded.formula})", said.result if typed.result else padded.result)


def is_padded(cell: Cell) -> Expression:
    """Whether a text has blanks before or behind it: '- ' is no '-' to a formula that counts, and ' ' is not blank."""
    content = cell.content
    formula = f"AND(ISTEXT({cell.address}),LEN({cell.address})<>LEN(TRIM({cell.address})))"
    return Expression(formula, isinstance(content, str) and content != " ".join(content.split()))


def padded_said() -> str:
    """What is said of such a text."""
    return say("{error} a cell has blanks before or behind what it says; delete them.", error=label("severity", "error")) + " "


def number_from_text(area: str) -> str:
    """What a spreadsheet makes of the text of a cell or area, read as a number without separators."""
    digits = f"TRIM({area})"
    for sign in (".", ",", " ", "\N{NO-BREAK SPACE}"):
        digits = f'SUBSTITUTE({digits},"{sign}","")'
    return f"VALUE({digits})"


def is_typed_number(content: Content) -> bool:
    """Whether a text is a number."""
    return isinstance(content, str) and _DIGITS.fullmatch(_SEPARATORS.sub("", content)) is not None


def is_empty(content: Content) -> bool:
    """Whether a spreadsheet counts a cell as blank."""
    return content is None or content == ""


def says(cell: Cell, text: str) -> Expression:
    """Whether a cell says these words."""
    return Expression(f"TRIM({cell.address})={quoted(text)}", trimmed(cell.content) == trimmed(text))


def is_blank(cell: Cell) -> Expression:
    """Whether a cell says nothing."""
    return Expression(f'TRIM({cell.address})=""', not trimmed(cell.content))


def trimmed(content: Content) -> str:
    """A cell's text as a spreadsheet compares it."""
    return "" if content is None else " ".join(str(content).split()).casefold()


def all_of(*conditions: Expression) -> Expression:
    """Whether all conditions hold."""
    return Expression(f"AND({listed(conditions)})", all(condition.result for condition in conditions))


def any_of(*conditions: Expression) -> Expression:
    """Whether one condition holds."""
    return Expression(f"OR({listed(conditions)})", any(condition.result for condition in conditions))


def negated(condition: Expression) -> Expression:
    """Whether a condition does not hold."""
    return Expression(f"NOT({condition.formula})", not condition.result)


def listed(expressions: Iterable[Expression]) -> str:
    """Expressions as arguments."""
    return ",".join(expression.formula for expression in expressions)


def when(condition: Expression, text: Expression) -> Expression:
    """A text where a condition holds, else nothing."""
    return Expression(f'IF({condition.formula},{text.formula},"")', text.result if condition.result else "")


def shown(amount: Expression) -> Expression:
    """A number in a message: at most two decimals, no separators of thousands, which differ from computer to computer."""
    written = f"{float(amount.result):.2f}".rstrip("0").rstrip(".")
    return Expression(f'(ROUND({amount.formula},2)&"")', "0" if written == "-0" else written)


def shown_cell(cell: Cell) -> Expression:
    """What a cell holds, in a message."""
    number = shown(number_of(cell))
    result = number.result if isinstance(cell.content, Number) else str(cell.content or "")
    return Expression(f"IF(ISNUMBER({cell.address}),{number.formula},TRIM({cell.address}))", result)


def concatenated(texts: Sequence[Expression]) -> Expression:
    """Texts one after the other."""
    kept = [text for text in texts if text.formula != '""']
    return Expression("&".join(text.formula for text in kept), "".join(str(text.result) for text in kept))


def joined(texts: Sequence[Expression]) -> Expression:
    """Texts one after the other, with single blanks between them."""
    text = concatenated(texts)
    return Expression(f"TRIM({text.formula})", re.sub(" +", " ", str(text.result)).strip(" "))
