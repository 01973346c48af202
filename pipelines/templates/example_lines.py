"""Proposes what the rows of an example are: sections, lines, totals, parts, units or the rows of a list."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.language.example_words import begins, said
from pipelines.language.letters import CAPITALS, SMALL
from pipelines.language.months import Months
from pipelines.language.vietnamese import clean, match_key
from pipelines.language.words import keys_of, say
from pipelines.returns.layout import Forms
from pipelines.returns.printed_words import head_text
from pipelines.templates.example_arithmetic import most_say
from pipelines.templates.example_columns import ExampleColumn
from pipelines.templates.example_members import Member
from pipelines.templates.example_rows import is_printed, is_ratio, row_codes
from pipelines.templates.example_tables import ExampleTable, is_figure
from pipelines.workbooks.grid import Place, as_text

_RATIO = re.compile(r"\(\s*([\w.]+\s*/\s*[\w.]+)\s*\)")
DASHED = re.compile(r"^\s*[-–+*•]\s*(?=\D)")
"""A dash before a label."""
_CROSSES = ("x", "×", "✕")
_CODE = re.compile(rf"[-–+*•]|[IVXLC]+|[{CAPITALS}{SMALL}]|\S*\d\S*")
_SHARE = 0.5
_NAME_WORDS = 4
"""Words of a head such as 'Tên xã, phường'; longer ones speak of units and name something else."""


@dataclass
class ExampleRow:
    """One row of an example, and what is proposed for it."""

    page: ExampleTable
    at: int
    printed: str
    label: str
    code: str = ""
    role: str = ""
    formula: str = ""
    of_which: str = ""
    measure: str = ""
    is_total: bool = False
    run: Months | None = None
    period: str = ""
    value_kind: str = ""
    is_kind: bool = False
    """Whether it is the plan, the result or the like of what the columns count."""
    members: list[Member] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    figures: dict[str, Decimal] = field(default_factory=dict)
    """Code of a column → its figure there, where that is plain."""
    adds: list["ExampleRow"] = field(default_factory=list)
    """Rows of a list that its own formulas add up."""
    is_item: bool = False
    """Whether it is one of the things that a list lists."""

    @property
    def is_counted(self) -> bool:
        """Whether others may add it up."""
        return not (self.role or is_ratio(self.formula))

    @property
    def is_split(self) -> bool:
        """Whether it is a part, a period or a kind of figures of what the columns count."""
        return bool(self.members or self.run or self.is_kind)


def rows_of(table: ExampleTable, columns: list[ExampleColumn]) -> list[ExampleRow]:
    """The rows of a table, from the top."""
    at = {column.role: column.at for column in reversed(columns) if column.role}
    found = []
    for row in range(table.first_row, table.end_row):
        code, measure = (clean(as_text(table.at(row, at[role]))) if role in at else "" for role in ("code", "measure"))
        label = clean(head_text(table.at(row, at["label"]))) if "label" in at else ""
        if not label and not _CODE.fullmatch(code):  # a heading that stands in the first column
            code, label = "", code
        if label or code:
            found.append(ExampleRow(table, row, code, label or code, measure=measure))
    for line, slot_code in zip(found, row_codes([(line.printed, line.label) for line in found]), strict=True):
        line.code = slot_code
        if not is_printed(slot_code, line.printed):
            line.asks.append(say("number {number} comes twice: below which row (slot_code)?", number=line.printed))
    _find_formulas(table, columns, found)
    _find_headings(table, columns, found)
    _find_parts(found)
    _ask_of_dashed(found)
    _find_closed(table, columns, found)
    return found


def kind_of_rows(columns: list[ExampleColumn], rows: list[ExampleRow], forms: Forms) -> tuple[str, str]:
    """What stands on the rows of a table, and what is to be asked about it."""
    of_items = say("a list (row_kind = item): each row is an item, as many as there are; is that right?")
    if any(column.role in ("key", "key_attribute", "attribute") for column in columns):
        return "item", of_items
    named = [row for row in rows if forms.units_named(row.label) or (row.printed and forms.units_named(row.printed))]
    heads = match_key(" ".join(text for column in columns if column.role == "label" for text in column.heads))
    is_headed = heads.startswith(keys_of("example", "unit")) or (
        len(heads.split()) <= _NAME_WORDS and said("unit").search(heads) is not None
    )
    called = [row for row in rows if begins("unit").match(row.label)]
    if is_headed or max(len(named), len(called)) > _SHARE * len(rows):
        return "unit", (
            say("each row is a unit (row_kind = unit): units, areas and total rows must be in unit.csv, linked by parent_id")
        )
    # 'Mã dự án' counts nothing: where such a column is blank throughout, nothing but its head tells a list.
    coded = [
        match_key(" ".join(column.heads)).startswith(keys_of("example", "code")) for column in columns if column.has_figures
    ]
    return "slot", of_items if any(coded) else ""


def _find_formulas(table: ExampleTable, columns: list[ExampleColumn], rows: list[ExampleRow]) -> None:
    codes = {row.at: row.code for row in rows}
    figures = [column.at for column in columns if column.has_figures]
    for row in rows:
        cells = [(row.at, column) for column in figures]

        def code_of(cell: Place, other: Place) -> str | None:
            return codes.get(other[0]) if other[1] == cell[1] and other != cell else None

        row.formula = most_say(table.sheet.formulas, cells, code_of)
        ratio = _RATIO.search(row.label)
        if not row.formula and ratio and {part.strip() for part in ratio[1].split("/")} <= set(codes.values()):
            row.formula = ratio[1].replace(" ", "")
            row.asks.append(say("the formula is taken from the label"))


def _find_headings(table: ExampleTable, columns: list[ExampleColumn], rows: list[ExampleRow]) -> None:
    """Rows without figures where others have some; in an empty form, those that are merged over the figures."""
    figures = [column.at for column in columns if column.has_figures]

    def is_filled(row: ExampleRow) -> bool:
        return not all(table.is_blank(row.at, column) for column in figures)

    has_figures = any(is_figure(table.at(row.at, column)) for row in rows for column in figures)
    own = range(table.headings[0].column, table.headings[-1].column + 1)
    covering = [(top, bottom) for top, bottom in table.sheet.covering if top[1] in own]
    spanning = {top[0] for top, bottom in covering if bottom[1] - top[1] > 1 and top[0] == bottom[0]}
    for row in rows:
        if row.formula:
            continue
        if row.at in spanning or (has_figures and not is_filled(row)):
            row.role = "heading"
            if row.at not in spanning:
                row.asks.append(say("a row without numbers: is it a heading (role = heading), or left blank?"))
        elif not has_figures and any(other.code.startswith(f"{row.code}/") for other in rows):
            row.asks.append(say("the form is empty: does this row have numbers, or is it a heading (role = heading)?"))


def _find_parts(rows: list[ExampleRow]) -> None:
    for place, row in enumerate(rows):
        if not begins("of_which").match(row.label):
            continue
        above = [other for other in rows[:place] if not begins("of_which").match(other.label) and other.role != "heading"]
        if DASHED.match(row.label):  # others with a dash stand beside it
            above = [other for other in above if not DASHED.match(other.label)]
        section = next((other for other in reversed(above) if row.code.startswith(f"{other.code}/")), None)
        whole = section or next(iter(reversed(above)), None)
        if whole:
            row.of_which = whole.code
        if section is None and whole is not rows[place - 1]:
            row.asks.append(say("of which row is it a part (of_which)?"))


def _ask_of_dashed(rows: list[ExampleRow]) -> None:
    """Rows with a dash before their label, as '- Lao động nữ' has, may be parts of the one above them."""
    whole: ExampleRow | None = None
    for row in rows:
        if not DASHED.match(row.label) or row.printed:
            whole = row if row.role != "heading" else None
        elif whole and not (row.role or row.of_which):
            row.asks.append(
                say("a part of row {whole}: a breakdown of it (members), or an indicator of its own?", whole=whole.code)
            )


def _find_closed(table: ExampleTable, columns: list[ExampleColumn], rows: list[ExampleRow]) -> None:
    """Cells with a cross are closed, and so, it seems, are shaded ones; where none is shaded, blanks beside figures may be."""
    figures = [column for column in columns if column.has_figures and not column.is_unit]
    shaded = _shaded(table, figures, rows)
    for row in rows:
        held = {column.code: table.at(row.at, column.at) for column in figures}
        barred = [code for code, value in held.items() if isinstance(value, str) and value.strip().casefold() in _CROSSES]
        grey = [column.code for column in figures if (row.at, column.at) in shaded]
        row.closed = [code for code in held if code in (*barred, *grey)]
        blank = [code for code, value in held.items() if value == ""]
        if blank and not shaded and any(is_figure(value) for value in held.values()):
            row.asks.append(
                say("blank in columns {columns}: if they are grey, write these codes into closed", columns=" ".join(blank))
            )
        if grey:
            row.asks.append(say("shaded in columns {columns}: is there never a figure (closed)?", columns=" ".join(grey)))
        if barred:
            row.asks.append(say("barred in columns {columns}: always, or in this period alone?", columns=" ".join(barred)))


def _shaded(table: ExampleTable, figures: list[ExampleColumn], rows: list[ExampleRow]) -> set[Place]:
    """Cells for figures that are shaded and hold nothing, in rows and columns that are not shaded throughout, as totals are."""
    lines = [row.at for row in rows if row.role != "heading"]
    grey = {
        (row, column.at)
        for row in lines
        for column in figures
        if (row, column.at) in table.shaded and table.is_blank(row, column.at)
    }
    rows_throughout = {row for row in lines if all((row, column.at) in table.shaded for column in figures)}
    columns_throughout = {column.at for column in figures if all((row, column.at) in table.shaded for row in lines)}
    return {place for place in grey if place[0] not in rows_throughout and place[1] not in columns_throughout}
