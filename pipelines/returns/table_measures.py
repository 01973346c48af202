"""Gathers what the cells of one table say of the measure of its figures, from top to bottom."""

from functools import lru_cache

from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import says_as_above, says_nothing
from pipelines.language.words import keys_of
from pipelines.returns.form_lines import Line
from pipelines.returns.form_tables import FormTable, cell
from pipelines.returns.layout import Forms
from pipelines.returns.measures import AS_REGISTERED, Measure, Stated, Statement, Where, describe, measure_of, statement_in
from pipelines.workbooks.grid import Place, Sheet, Value, as_text


class TableMeasures:
    """The statements that hold for each row of a table, as far as it has been read."""

    def __init__(self, sheet: Sheet, table: FormTable, forms: Forms) -> None:
        self._sheet = sheet
        self._forms = forms
        self._columns = columns = table.columns
        self._column = columns.measure
        # A column called 'Đơn vị' alone may hold names of units.
        heading = columns.headings.get(self._column, "") if self._column is not None else ""
        self._is_marked = match_key(heading) not in keys_of("phrase", "unit")
        stating = [
            number for number, role in columns.others.items() if role in ("measure", "note") and number in columns.measures
        ]
        self._shared = Stated(columns.measures[stating[0]], (columns.header_row, stating[0])) if stating else None
        self._notes = [number for number, role in columns.others.items() if role == "note"]
        self._merged = {
            (row, column): first
            for first, last in sheet.merged
            if self._column is not None and first[1] <= self._column <= last[1] and first[0] < last[0]
            for row in range(max(first[0], columns.first_row), min(last[0] + 1, table.end_row))
            for column in (self._column,)
        }
        self._head = table.head.measure
        self._section: Stated | None = None
        self._has_lines_alone = not (self._shared or columns.measures)

    def pass_row(self, row: int) -> None:
        """Note what a row that is no line says of those below it: 'ĐVT: triệu đồng' alone, or the heading of a section."""
        cells = self._sheet.rows[row]
        said: Stated | None = None
        for column, value in enumerate(cells):
            if value != "" and isinstance(value, str) and (found := statement_in(value, "section", self._forms)):
                said = said or Stated(found, (row, column))
        own = cell(cells, self._column)
        if said is None and own != "" and isinstance(own, str):
            said = Stated(Statement(own, "section", False), (row, self._column or 0))
        if said is None:
            if cell(cells, self._columns.label) != "":
                self._section = None
        elif (said.statement.is_marked and sum(value != "" for value in cells) == 1) or self._is_over_figures(said):
            self._head, self._section = Stated(said.statement._replace(where="head"), said.place), None
        else:
            self._section = said

    def _is_over_figures(self, said: Stated) -> bool:
        """Whether a cell in a column of figures is nothing but a measure: 'trđ' among the smaller headings."""
        row, column = said.place
        is_whole = said.statement.text == cell(self._sheet.rows[row], column)
        return is_whole and any(column == own for own, _ in self._columns.values)

    def of(self, row: int, column: int, line: Line) -> tuple[Measure, tuple[Stated, ...]]:
        """How a figure of a line is measured, and the statements that decide it, nearest first."""
        beside = self._beside(row)
        # Where the form prints a multiple, it matters that the measure stands there at all.
        is_plain = not line.printed_measure and self._has_lines_alone
        if beside is None and is_plain and self._section is self._head is None:
            cells = self._sheet.rows[row]
            texts = cell(cells, self._column), cell(cells, self._columns.label)
            if _is_as_registered(self._forms, line.unit_of_measure, line.label_key, *texts):
                return AS_REGISTERED, ()
        heading = self._columns.measures.get(column)
        near = (self._in_column(row), self._in_label(row, line), beside)
        over_column = Stated(heading, (self._columns.header_row, column)) if heading else None
        far = () if line.has_own_measure else (self._section, over_column, self._shared, self._head)
        stated = tuple(one for one in (*near, *far) if one)
        return measure_of(self._forms, line.unit_of_measure, tuple(one.statement for one in stated)), stated

    def fault_detail(self, measure: Measure, stated: tuple[Stated, ...], line: Line) -> str:
        """What is wrong with a measure, in the office's words."""
        return describe(measure, stated, self.registered(line))

    def registered(self, line: Line) -> str:
        """The registered measure of a line, as printed."""
        return self._forms.measure_labels.get(line.unit_of_measure, line.unit_of_measure)

    def _in_column(self, row: int) -> Stated | None:
        """What the column 'Đơn vị tính' says: its cell, the merged one over it, or, for 'nt', the one above."""
        if self._column is None:
            return None
        for above in range(row, self._columns.first_row - 1, -1):
            place: Place = (above, self._column)
            if (value := cell(self._sheet.rows[above], self._column)) == "" and place in self._merged:
                place = self._merged[place]
                value = cell(self._sheet.rows[place[0]], place[1])
            text = as_text(value)
            if not says_as_above(text):
                return None if says_nothing(text) else Stated(Statement(text, "line", self._is_marked), place)
        return None

    def _beside(self, row: int) -> Stated | None:
        """What a code ('10.05 (trđ)') or a note ('ĐVT: triệu đồng') says of the measure of its line."""
        cells = self._sheet.rows[row]
        for column in (self._columns.code, *self._notes):
            value = cell(cells, column)
            where: Where = "label" if column == self._columns.code else "note"
            says_more = isinstance(value, str) and any(letter.isalpha() for letter in value)  # '1,10' is a code alone
            if isinstance(value, str) and says_more and (found := statement_in(value, where, self._forms)):
                return Stated(found, (row, column or 0))
        return None

    def _in_label(self, row: int, line: Line) -> Stated | None:
        label = cell(self._sheet.rows[row], self._columns.label)
        statement = _label_statement(self._forms, line.unit_of_measure, line.label_key, label)
        return Stated(statement, (row, self._columns.label or 0)) if statement else None


@lru_cache(maxsize=1 << 14)
def _label_statement(forms: Forms, code: str, label_key: str, label: Value) -> Statement | None:
    """What a label says of the line's measure. A printed one that says another measure than the register's is not about it."""
    if not isinstance(label, str) or not (statement := statement_in(label, "label", forms)):
        return None
    is_printed = match_key(label) == label_key
    return None if is_printed and measure_of(forms, code, (statement,)).fault else statement


@lru_cache(maxsize=1 << 14)
def _is_as_registered(forms: Forms, code: str, label_key: str, measure: Value, label: Value) -> bool:
    """Whether the column 'Đơn vị tính' says the registered measure itself, and the label no other."""
    if not isinstance(measure, str) or says_nothing(measure) or says_as_above(measure):
        return False
    said = (Statement(measure, "line", True), _label_statement(forms, code, label_key, label))
    return measure_of(forms, code, tuple(one for one in said if one)) == AS_REGISTERED
