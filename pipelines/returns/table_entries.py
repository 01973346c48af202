"""Reads the figures of one table, with what table and sheet say of them: measures, separators, merges, looks, formulas."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from pipelines.language.text_marks import has_marks, is_struck_out
from pipelines.language.words import say
from pipelines.returns.computed_entries import by_formula, text_behind_zero
from pipelines.returns.form_lines import Line
from pipelines.returns.form_tables import FormTable, cell
from pipelines.returns.layout import Forms
from pipelines.returns.marked_entries import as_seen, read_marked
from pipelines.returns.measures import AS_REGISTERED, Measure, Stated, Statement, measure_of, says_registered
from pipelines.returns.nil_statements import is_nil, none_occurred
from pipelines.returns.result import MAX_RECEIVED
from pipelines.returns.table_measures import TableMeasures
from pipelines.returns.unheard_measures import MONEY, Unheard, UnheardMeasures
from pipelines.returns.values import (
    BLANK,
    ONE,
    ColumnConvention,
    Entry,
    convention_of,
    may_be_two_numbers,
    plain_number,
    read_figure,
    split_number,
)
from pipelines.workbooks.grid import Place, Sheet, Value, address, as_text


class TableEntries:
    """Reads the figure cells of a table, row by row from the top."""

    def __init__(self, sheet: Sheet, table: FormTable, forms: Forms, others: Sequence[FormTable] = ()) -> None:
        """`others`: the other tables of the sheet, that one clerk filled in with the same keys."""
        self._sheet = sheet
        self._table = table
        self._others = others
        self._forms = forms
        self._measures = TableMeasures(sheet, table, forms)
        self._unheard = UnheardMeasures(sheet, table)
        self._conventions: dict[int, ColumnConvention] = {}
        is_of_one_kind = table.plain is not None and not (sheet.merged or sheet.is_comma_separated)
        self._plain = table.plain.setdefault(table.head.measure, {}) if table.plain is not None and is_of_one_kind else None
        self._marked: set[Place] = set().union(
            sheet.formulas, sheet.faults, sheet.percents, sheet.percent_signs, sheet.shown, sheet.worded, sheet.doubts
        )

    def pass_row(self, row: int) -> None:
        """Take note of a row between the lines that is none."""
        self._measures.pass_row(row)

    def _at(self, row: int, column: int | None) -> Value:
        return cell(self._sheet.rows[row], column)

    def read(self, row: int, column: int, value: Value, line: Line) -> tuple[Entry, str | None, Decimal]:
        """The figure in the register's measure; the sheet's measure and its multiple, where it was multiplied."""
        if (type(value) is float or value == "") and self._is_plain(row, column, line):
            return plain_number(value) if isinstance(value, float) else BLANK, None, ONE
        if line.is_rating or line.is_ratio:
            return self._figure(row, column, value, line, ONE), None, ONE
        if value == "":
            return self._figure(row, column, value, line, ONE), *self.measured(row, column, line)
        measure, stated = self._measures.of(row, column, line)
        figure = self._figure(row, column, value, line, measure.multiplier)
        if not measure.fault and (unheard := self._unheard_of(row, column, line, figure, measure.multiplier, stated)):
            registered = self._measures.registered(line)
            detail = say(
                "{where} says '{text}': is that the unit of measure of this number?", where=unheard.where, text=unheard.text
            )
            return (
                figure.doubted(
                    "unknown_measure",
                    say("{detail}; the form counts in '{measure}'", detail=detail, measure=registered),
                    registered,
                ),
                None,
                ONE,
            )
        if measure == AS_REGISTERED and line.printed_measure and self._lacks_measure(line, figure, stated):
            registered = self._measures.registered(line)
            detail = say(
                "the form prints the unit of measure '{measure}', but the file states none", measure=line.printed_measure
            )
            return figure.doubted("unknown_measure", detail, registered), None, ONE
        if figure.state not in ("value", "zero"):
            return figure, *_as_said(measure)
        if measure is AS_REGISTERED:
            return figure, None, ONE
        if measure.fault and not says_registered(figure.measure, line.unit_of_measure, self._forms):
            detail = self._measures.fault_detail(measure, stated, line)
            return figure.doubted(measure.fault, detail, self._measures.registered(line)), measure.text, ONE
        if measure.multiplier == ONE or figure.measure is not None:
            return figure, None, ONE
        return figure, measure.text, measure.multiplier

    def _is_plain(self, row: int, column: int, line: Line) -> bool:
        """Whether a number in a cell is the figure, and none is blank: nothing says anything of either. Remembered."""
        place = (row, column)
        if self._plain is None or place in self._marked:
            return False
        if (found := self._plain.get(place)) is None:
            label = self._at(row, self._table.columns.label)
            is_clear = not line.is_rating and not (isinstance(label, str) and is_struck_out(label))
            has_own = line.is_ratio or not (line.unit_of_measure == MONEY or line.printed_measure)
            is_registered = line.is_ratio or self._measures.of(row, column, line)[0] is AS_REGISTERED
            found = self._plain[place] = is_clear and has_own and is_registered
        return found

    def measured(self, row: int, column: int, line: Line) -> tuple[str | None, Decimal]:
        """The sheet's measure and its multiple of a cell that holds no number: what is put in its place is said in it."""
        if line.is_rating or line.is_ratio:
            return None, ONE
        return _as_said(self._measures.of(row, column, line)[0])

    def _lacks_measure(self, line: Line, figure: Entry, stated: Sequence[Stated]) -> bool:
        """Whether a number stands where the form prints a multiple and the sheet states nothing: it may be either."""
        if figure.state != "value" or figure.measure is not None:
            return False
        printed = measure_of(self._forms, line.unit_of_measure, (Statement(line.printed_measure, "head", True),))
        return printed.multiplier != ONE and not any(
            says_registered(one.statement.text, line.unit_of_measure, self._forms) for one in stated
        )

    def _unheard_of(
        self, row: int, column: int, line: Line, figure: Entry, multiplier: Decimal, stated: Sequence[Stated]
    ) -> Unheard | None:
        """A text that may say of an amount another measure than it is read in, and that is none of the statements heard."""
        if line.unit_of_measure != MONEY or not figure.value or figure.measure is not None:
            return None
        heard = {one.place for one in stated} if multiplier != ONE else set()
        texts = self._unheard.of(row, column, line, figure.value / multiplier)
        return next((one for one in texts if one.place not in heard and not one.agrees_with(multiplier)), None)

    def _figure(self, row: int, column: int, value: Value, line: Line, multiplier: Decimal) -> Entry:
        sheet, table = self._sheet, self._table
        for first, last in sheet.merged:
            is_inside = first[0] <= row <= last[0] and first[1] <= column <= last[1] and self._at(*first) != ""
            covered = range(first[0], min(last[0] + 1, table.end_row)) if is_inside else ()
            if sum(bool(said_of_row(sheet, other, table)) for other in covered) > 1:
                received = as_text(self._at(*first))[:MAX_RECEIVED]
                if is_nil(received):
                    return none_occurred(received, is_said=line.is_flow)
                detail = say("the merged cells {first}:{last} span several lines", first=address(*first), last=address(*last))
                return Entry(received, None, None, "unreadable").doubted("merged_value", detail)
        place = (row, column)
        is_marked = isinstance(value, str) and has_marks(value)
        if value == "" and place not in sheet.formulas:
            return BLANK
        if place in sheet.formulas and value == 0:
            value = text_behind_zero(sheet, place) or value
        if place in sheet.formulas and not is_marked and (found := by_formula(sheet, place, value)):
            return found
        read = partial(
            read_figure,
            line=line,
            forms=self._forms,
            fault=sheet.faults.get(place),
            is_percent=place in sheet.percents,
            multiplier=multiplier,
            convention=self._convention(column) if may_be_two_numbers(value) else None,
        )
        if isinstance(value, str) and is_marked:
            return read_marked(value, read)
        label = self._at(row, table.columns.label)
        figure = as_seen(read(value), value, place, sheet, line, self._forms, multiplier=multiplier, label=label)
        if sheet.is_comma_separated and (whole := split_number(value, self._at(row, column + 1))):
            heads = sheet.rows[table.columns.header_row : table.columns.first_row]
            is_beyond = len(sheet.rows[row]) > max(map(len, heads))
            is_figures = any(column + 1 == other for other, _ in table.columns.values)
            if is_beyond or (not is_figures and table.columns.others.get(column + 1, "note") == "note"):
                return figure.doubted(
                    "ambiguous_number",
                    say("commas separate cells here, so this may be {number} parted over two cells", number=whole),
                )
        return figure

    def _convention(self, column: int) -> ColumnConvention:
        """What separators mean in a column of figures, unknown lines included; the sheet's other tables have their say."""
        if column not in self._conventions:
            columns = [(self._table, column), *((table, other) for table in self._others for other, _ in table.columns.values)]
            self._conventions[column] = convention_of(
                self._at(row, of_table)
                for table, of_table in columns
                if table.line_rows
                for row in range(table.columns.first_row, table.line_rows[-1] + 1)
            )
        return self._conventions[column]


def _as_said(measure: Measure) -> tuple[str | None, Decimal]:
    """The text of a measure and its multiple; nothing of one that is the register's or that is not understood."""
    return (None, ONE) if measure.fault or measure.multiplier == ONE else (measure.text, measure.multiplier)


def said_of_row(sheet: Sheet, row: int, table: FormTable) -> str:
    """What a row says that it is: its code and label."""
    texts = (as_text(cell(sheet.rows[row], column)).strip() for column in (table.columns.code, table.columns.label))
    return " ".join(text for text in texts if text)
