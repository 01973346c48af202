"""Returns as Hypothesis makes them: what clerks may write on each line, what it means, and what may happen to the workbook."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from pipelines.returns.form_lines import Line
from tests.corpus.making import (
    HEADER,
    NAME,
    PERIOD_TITLE,
    UNIT_ROW,
    Change,
    at,
    both,
    clean,
    columns,
    each_code,
    each_label,
    each_text,
    insert_column,
    is_line,
    new_tones,
    one_sheet,
    rename,
    shift,
    to_tcvn3,
    to_vni,
)
from tests.unit.workbooks import CODE, LABEL, MEASURE, VALUE, Cell, Draft, Grid, forms, reference

UNITS = {"TC01": ("1", "2", "3", "4"), "DTN": ("11",)}
"""A party committee with counts, shares and a rating, and the youth union with amounts of money; and their forms."""


class Written(NamedTuple):
    """What stands in a figure cell, and what it says."""

    cell: Cell
    said: str
    """As a case of the corpus writes it."""
    number_format: str | None = None


Figures = Mapping[str, Written]
"""Line code → what stands there."""

NONE_OCCURRED = ("không phát sinh", "Không phát sinh", "KHÔNG PHÁT SINH", "kps", "không", "-", "0 phát sinh", "không có")
NOT_APPLICABLE = ("không áp dụng", "Không áp dụng", "N/A", "không thuộc đối tượng")
BLANK: tuple[Cell, ...] = (None, "", "  ", "…", "......", "\u00a0")
UNREADABLE: tuple[Cell, ...] = ("x", "?", "14/21", "chưa có", "3 hoặc 4", "7 (tám)", True, "1..2", "01/07/2020")
BOUNDS = {
    "trên": ">",
    "hơn": ">",
    "gần": "≈<",
    "khoảng": "≈",
    "dưới": "<",
    "không quá": "<=",
    "ít nhất": ">=",
    ">=": ">=",
    "~": "≈",
}


Marks = tuple[str, str]
"""Between thousands, and before decimals: one return keeps to one convention, or its column is in doubt."""
VIETNAMESE: Marks = (".", ",")
ENGLISH: Marks = (",", ".")


def _grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


@st.composite
def counts(draw: DrawFn, largest: int, unit: str, marks: Marks) -> Written:
    """A whole number in one of the notations of clerks."""
    number = draw(st.integers(0, largest))
    notations: list[Cell] = [
        number,
        float(number),
        str(number),
        f"{number:02}",
        f" {number} ",
        f"{number} {unit}",
        f"{number}\u00a0",
    ]
    if number >= 1000:
        notations += [_grouped(number, separator) for separator in (marks[0], " ", "\u00a0")]
    if number >= 10:
        notations.append(str(number).replace("0", "O"))
    return Written(draw(st.sampled_from(notations)), str(number))


@st.composite
def bounds(draw: DrawFn, largest: int, marks: Marks) -> Written:
    """A number that is only a bound."""
    word = draw(st.sampled_from(sorted(BOUNDS)))
    number = draw(st.integers(1, largest))
    return Written(f"{word} {_grouped(number, draw(st.sampled_from(marks[0] + ' ')))}", f"{BOUNDS[word]} {number}")


@st.composite
def shares(draw: DrawFn, marks: Marks, *, with_formats: bool) -> Written:
    """A percentage of at most two decimals."""
    number = Decimal(draw(st.integers(0, 10_000))) / 100
    said = f"{number.normalize():f}"
    notations: list[tuple[Cell, str | None]] = [
        (float(number), None),
        (said.replace(".", marks[1]), None),
        (f"{said.replace('.', marks[1])}%", None),
        (f"{said.replace('.', marks[1])} %", None),
    ]
    if with_formats:
        notations += [(float(number / 100), "0.00%"), (float(number / 100), "0%"), (float(number), '0.00"%"')]
    cell, number_format = draw(st.sampled_from(notations))
    return Written(cell, said, number_format)


@st.composite
def amounts(draw: DrawFn, marks: Marks) -> Written:
    """An amount of money."""
    tenths = draw(st.integers(1, 9_999))
    number = tenths * 100_000
    millions = f"{tenths // 10}{marks[1]}{tenths % 10}" if tenths % 10 else str(tenths // 10)
    notations: list[Cell] = [
        number,
        str(number),
        _grouped(number, marks[0]),
        f"{_grouped(number, marks[0])} đồng",
        f"{millions} triệu đồng",
    ]
    return Written(draw(st.sampled_from(notations)), str(number))


RATINGS = {
    "Hoàn thành xuất sắc nhiệm vụ": "4 hoan_thanh_xuat_sac",
    "HTTNV": "3 hoan_thanh_tot",
    "hoàn thành nhiệm vụ": "2 hoan_thanh",
    "KHÔNG HOÀN THÀNH NHIỆM VỤ": "1 khong_hoan_thanh",
}


def figures_of(line: Line, marks: Marks, *, with_formats: bool) -> SearchStrategy[Written]:
    """What may stand on a line."""
    empty = st.one_of(
        st.sampled_from(NONE_OCCURRED).map(lambda cell: Written(cell, "none_occurred")),
        st.sampled_from(NOT_APPLICABLE).map(lambda cell: Written(cell, "not_applicable")),
        st.sampled_from(BLANK).map(lambda cell: Written(cell, "blank")),
        st.sampled_from(UNREADABLE).map(lambda cell: Written(cell, "unreadable")),
    )
    if line.is_rating:
        return st.one_of(st.sampled_from(sorted(RATINGS)).map(lambda cell: Written(cell, RATINGS[cell])), empty)
    if line.is_percent:
        return st.one_of(shares(marks, with_formats=with_formats), empty)
    if line.unit_of_measure == "VND":
        return st.one_of(amounts(marks), empty)
    largest = int(line.valid_max)
    return st.one_of(counts(largest, forms().measure_labels[line.unit_of_measure], marks), bounds(largest, marks), empty)


@st.composite
def returns(draw: DrawFn, *, with_formats: bool = False, marks: Marks | None = None) -> tuple[str, Figures]:
    """A unit, and a figure for each of its lines in 2020H2; with these marks in numbers, or with any."""
    marks = marks or draw(st.sampled_from([VIETNAMESE, ENGLISH]))
    unit_id = draw(st.sampled_from(sorted(UNITS)))
    unit = reference().unit_on(unit_id, "2020H2")
    assert unit is not None
    lines = [line for due in reference().due_lines(unit, "2020H2").values() for line in due]
    kinds = [forms().lines[line.form_id, line.line_code] for line in lines]
    return unit_id, {line.line_code: draw(figures_of(line, marks, with_formats=with_formats)) for line in kinds}


def filled(unit_id: str, figures: Figures) -> Draft:
    """The workbook with these figures."""
    draft = clean(unit_id, values={})
    for grid in draft.sheets.values():
        for row, cells in enumerate(grid):
            if is_line(cells) and (written := figures[str(cells[CODE])]):
                cells[VALUE] = written.cell
                if written.number_format:
                    assert grid is draft.grid
                    draft.formats[row, VALUE] = {"num_format": written.number_format}
    return draft


# What may happen to a workbook.
def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _reversed_sections(draft: Draft) -> None:
    """The lines of each section in reverse order."""
    for grid in draft.sheets.values():
        at = 0
        while at < len(grid):
            end = at
            while end < len(grid) and is_line(grid[end]):
                end += 1
            grid[at:end] = reversed(grid[at:end])
            at = max(end, at + 1)


def _typo(column: int, line_number: int, position: int, letter: str) -> Change:
    """One letter of a code or label changed."""

    def change(draft: Draft) -> None:
        lines = [row for grid in draft.sheets.values() for row in grid if is_line(row)]
        row = lines[line_number % len(lines)]
        text = str(row[column])
        place = position % len(text)
        row[column] = text[:place] + letter + text[place + 1 :]

    return change


def _without(column: int, every: int) -> Change:
    """No code, or no label, on every n-th line."""

    def change(draft: Draft) -> None:
        lines = [row for grid in draft.sheets.values() for row in grid if is_line(row)]
        for row in lines[::every]:
            row[column] = None

    return change


def _two_row_header(draft: Draft) -> None:
    for grid in draft.sheets.values():
        grid.insert(HEADER + 1, [None, None, None, None, "Trong kỳ", None])


def _merged(line_number: int, rows: int) -> Change:
    """The figures of neighbouring rows of the first sheet merged: the first that is there stays, as spreadsheets do it."""

    def change(draft: Draft) -> None:
        lines = [row for row, cells in enumerate(draft.grid) if is_line(cells)]
        top = lines[line_number % (len(lines) - 1)]
        bottom = min(top + rows, lines[-1])
        figures = [draft.grid[row][VALUE] for row in range(top, bottom + 1)]
        for row in range(top, bottom + 1):
            draft.grid[row][VALUE] = None
        draft.grid[top][VALUE] = next(
            (figure for figure in figures if str("" if figure is None else figure).strip(" …._\u00a0")), None
        )
        draft.merges.append((top, VALUE, bottom, VALUE))

    return change


def _line_twice(line_number: int, figure: int) -> Change:
    """A line once more below itself, with another figure."""

    def change(draft: Draft) -> None:
        lines = [(grid, row) for grid in draft.sheets.values() for row, cells in enumerate(grid) if is_line(cells)]
        grid, row = lines[line_number % len(lines)]
        again = list(grid[row])
        again[VALUE] = figure
        grid.insert(row + 1, again)

    return change


def _without_line(line_number: int) -> Change:
    def change(draft: Draft) -> None:
        lines = [(grid, row) for grid in draft.sheets.values() for row, cells in enumerate(grid) if is_line(cells)]
        grid, row = lines[line_number % len(lines)]
        del grid[row]

    return change


def _rows_between(line_number: int, new: Sequence[Grid]) -> Change:
    def change(draft: Draft) -> None:
        lines = [row for row, cells in enumerate(draft.grid) if is_line(cells)]
        row = lines[line_number % len(lines)]
        draft.grid[row:row] = [list(cells) for cells in new]  # type: ignore[arg-type]

    return change


def _extra(position: int, heading: Cell, content: Cell) -> Change:
    def change(draft: Draft) -> None:
        for name in draft.sheets:
            insert_column(position, heading, content, sheet=name)(draft)

    return change


def _rename_all(prefix: str) -> Change:
    def change(draft: Draft) -> None:
        rename(*(f"{prefix}{number}" for number in range(len(draft.sheets))))(draft)

    return change


def _sheets_reversed(draft: Draft) -> None:
    draft.sheets = dict(reversed(draft.sheets.items()))


def _other_head(row: int, column: int, rewrite: Callable[[str], Cell]) -> Change:
    """One cell of every sheet's head, rewritten."""

    def change(draft: Draft) -> None:
        for grid in draft.sheets.values():
            grid[row][column] = rewrite(str(grid[row][column]))

    return change


def _slip_in_name(position: int, letter: str) -> Change:
    """One letter of the unit's name changed, wherever it stands; its code stays."""

    def slip(text: str) -> str:
        start = text.find(":") + 1
        place = start + position % (len(text) - start)
        return text[:place] + letter + text[place + 1 :]

    return both(*(_other_head(row, 0, slip) for row in (NAME, UNIT_ROW)))


def _slip_in_period(position: int, letter: str) -> Change:
    """One letter of the period changed. A slip in a digit names another period: only folder and file name tell."""

    def slip(text: str) -> str:
        letters = [place for place, letter in enumerate(text) if letter.isalpha() and place > text.find(":")]
        place = letters[position % len(letters)]
        return text[:place] + letter + text[place + 1 :]

    return _other_head(PERIOD_TITLE, 0, slip)


def _headings(**words: str) -> Change:
    places = {"code": CODE, "label": LABEL, "value": VALUE}

    def change(draft: Draft) -> None:
        for name in draft.sheets:
            for role, word in words.items():
                at(HEADER, places[role], word, name)(draft)

    return change


def _drop_code_zeros(code: str) -> Cell:
    return float(code)


ORDERS = st.permutations(range(6)).map(lambda order: columns(*order))
NUMBERS = st.integers(0, 99)
LETTERS = st.sampled_from("aáeêiđ0159. -")
PERIODS = ("Kỳ báo cáo: 6T cuối 2020", "Kỳ báo cáo: 2020H2", "(Số liệu từ 01/07/2020 đến 31/12/2020)", "KỲ BÁO CÁO: KỲ II/2020")
STAGES: tuple[dict[str, SearchStrategy[Change]], ...] = (
    {
        "unit by name alone": st.just(_other_head(UNIT_ROW, MEASURE, lambda text: None)),
        "unit by code alone": st.just(both(*(_other_head(row, 0, lambda text: None) for row in (NAME, UNIT_ROW)))),
        "unit in capitals": st.just(_other_head(UNIT_ROW, 0, str.upper)),
        "a slip in the unit's name": st.builds(_slip_in_name, NUMBERS, LETTERS),
        "a slip in the unit's code": NUMBERS.map(
            lambda number: _other_head(UNIT_ROW, MEASURE, lambda text: f"{text[:-1]}{number}")
        ),
        "a slip in the period": st.builds(_slip_in_period, NUMBERS, st.sampled_from("aáeêiđ. -")),
        "the period in other words": st.sampled_from(PERIODS).map(
            lambda words: _other_head(PERIOD_TITLE, 0, lambda text: words)
        ),
        "no form code": st.just(_other_head(0, 0, lambda text: None)),
        "another form's code": st.sampled_from(["02-TCĐ", "12-CCB", "99"]).map(
            lambda code: _other_head(0, 0, lambda text: f"Biểu số: {code}")
        ),
    },
    {
        "lines in another order": st.just(_reversed_sections),
        "a line twice": st.builds(_line_twice, NUMBERS, NUMBERS),
        "a line missing": st.builds(_without_line, NUMBERS),
        "rows between": st.builds(
            _rows_between, NUMBERS, st.sampled_from([[[]], [[], []], [[None, None, "Số liệu tính đến 31/12"]]])
        ),
        "a sub-total between": st.builds(_rows_between, NUMBERS, st.just([[None, None, "Cộng I + II", None, 77]])),
        "a figure without a line": st.builds(_rows_between, NUMBERS, st.just([[None, None, None, None, 77]])),
    },
    {
        "no codes": st.just(each_code(lambda code: None)),
        "codes missing here and there": st.builds(_without, st.just(CODE), st.integers(2, 5)),
        "labels missing here and there": st.builds(_without, st.just(LABEL), st.integers(2, 5)),
        "no labels": st.just(each_label(lambda label: None)),
        "codes as numbers": st.just(each_code(_drop_code_zeros)),
        "codes with commas": st.just(each_code(lambda code: code.replace(".", ","))),
        "codes without inner zeros": st.just(each_code(lambda code: code.replace(".0", "."))),
        "a slip in a code": st.builds(_typo, st.just(CODE), NUMBERS, NUMBERS, LETTERS),
        "a slip in a label": st.builds(_typo, st.just(LABEL), NUMBERS, NUMBERS, LETTERS),
        "labels in capitals": st.just(each_label(str.upper)),
        "labels cut short": st.integers(5, 30).map(lambda length: each_label(lambda label: label[:length])),
    },
    {
        "decomposed": st.just(each_text(_nfd)),
        "TCVN3": st.just(each_text(to_tcvn3)),
        "VNI": st.just(each_text(to_vni)),
        "no-break spaces": st.just(each_text(lambda text: text.replace(" ", "\u00a0"))),
        "zero-width spaces": st.just(each_text(lambda text: text.replace(" ", " \u200b"))),
        "tones of the schools": st.just(each_text(new_tones)),
        "line breaks": st.just(each_label(lambda label: label and label.replace(" ", "\n", 1))),
    },
    {
        "other words in the header": st.builds(
            _headings, value=st.sampled_from(["Kết quả", "SỐ LƯỢNG", "Số\nliệu", "Sô liêu", "Kế hoạch"])
        ),
        "another word for the labels": st.builds(_headings, label=st.sampled_from(["Chỉ tiêu", "TÊN CHỈ TIÊU", "Diễn giải"])),
        "a header of two rows": st.just(_two_row_header),
    },
    {
        "columns in another order": ORDERS,
        "no column of notes": st.just(columns(0, 1, 2, 3, 4)),
        "no column of numbers": st.just(columns(1, 2, 3, 4, 5)),
        "no column of units": st.just(columns(0, 1, 2, 4, 5)),
        "no column of codes": st.just(columns(0, 2, 3, 4, 5)),
        "no column of labels": st.just(columns(0, 1, 3, 4, 5)),
        "no column of figures": st.just(columns(0, 1, 2, 3, 5)),
        "a column more": st.builds(
            _extra,
            st.integers(0, 6),
            st.sampled_from([None, "Kỳ trước", "So sánh", "Kế hoạch"]),
            st.sampled_from([None, 77, "tăng"]),
        ),
        "a second column of figures": st.builds(
            _extra, st.integers(0, 6), st.sampled_from(["Số liệu", "Kết quả"]), st.just(77)
        ),
        "a column of another period": st.builds(_extra, st.integers(0, 6), st.just("6 tháng đầu năm 2021"), st.just(77)),
    },
    {
        "sheets renamed": st.sampled_from(["Sheet", "Biểu ", "0"]).map(_rename_all),
        "sheets in reverse order": st.just(_sheets_reversed),
        "all on one sheet": st.just(one_sheet),
    },
    {
        "moved": st.builds(shift, st.integers(0, 60), st.integers(0, 30)),
    },
)
"""What may happen to a workbook, in an order in which one does not hide what the next looks for."""


MERGED: dict[str, SearchStrategy[Change]] = {"figures merged": st.builds(_merged, NUMBERS, st.integers(1, 3))}


@st.composite
def mutations(draw: DrawFn, most: int = 3) -> dict[str, Change]:
    """One to `most` things that happen to a workbook, by name, in the order in which they do."""
    # What is merged stays where it is: only codes, labels and letters may change after it.
    stages = draw(st.sampled_from([STAGES, (STAGES[0], MERGED, *STAGES[2:4])]))
    chosen = sorted(draw(st.sets(st.integers(0, len(stages) - 1), min_size=1, max_size=most)))
    names = [draw(st.sampled_from(sorted(stages[stage]))) for stage in chosen]
    return {name: draw(stages[stage][name]) for stage, name in zip(chosen, names, strict=True)}
