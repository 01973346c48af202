"""Forms of other shapes: what a cell of a matrix, and of a district's return, costs beside one of a form of lines."""

import dataclasses
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.language.vietnamese import match_key
from pipelines.returns.described import Table
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from tests.forms.reading import all_forms
from tests.forms.test_odd_tables import table
from tests.forms.test_several_tables import HEAD
from tests.unit.workbooks import CLEAN, Cell, Draft, Grid, plain_grid
from tests.unit.workbooks import forms as line_forms

ROWS, COLUMNS = 40, 30
COMMUNES, FIGURES = 300, 40
GROUP = 5
"""Columns below one head."""


@dataclass(frozen=True)
class Shapes:
    """Seconds of CPU for each figure, the least of several rounds; and what the reader held at most."""

    line: float
    matrix: float
    district: float
    district_mb: float


def measure(folder: Path, rounds: int = 5) -> Shapes:
    """Write a return of each shape into `folder`, and read it."""
    lines = Draft({form: plain_grid(form, dict(CLEAN)) for form in ("form_01", "form_02", "form_03")})
    read = (
        _seconds(lines.write_xlsx(folder / "lines.xlsx"), line_forms(), rounds),
        _seconds(_drawn(_matrix_rows(), 2).write_xlsx(folder / "matrix.xlsx"), _forms(_matrix()), rounds),
    )
    path, forms = _drawn(_district_rows(), 3).write_xlsx(folder / "district.xlsx"), _with_communes(_forms(_district()))
    seconds = _seconds(path, forms, rounds)
    tracemalloc.start()
    read_return(path, forms)
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return Shapes(*read, seconds, most)


def _seconds(path: Path, forms: Forms, rounds: int) -> float:
    """CPU for each figure that is read without a fault."""
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        found = read_return(path, forms)
        spent.append(time.process_time() - begun)
    return min(spent) / found.entry_count


def _heads(columns: int) -> Iterator[tuple[str, str]]:
    for column in range(columns):
        yield f"Nhóm {column // GROUP + 1}", f"Cột {chr(97 + column % 26)}{column // 26}"


def _slots(columns: int, **more: str) -> str:
    fields = "".join(f"|{name}={value}" for name, value in more.items())
    heads = enumerate(_heads(columns), start=1)
    return "".join(f"column|{at}|{upper} / {lower}|members=axis=m{at}{fields}\n" for at, (upper, lower) in heads)


def _matrix() -> Table:
    rows = "".join(f"row|R-{row:03}|Dòng số {row}|indicator_id=counted_{row % 7}|members=line=l{row}\n" for row in range(ROWS))
    return table("a", f"column|A|TT|role=code\ncolumn|B|Nội dung|role=label\n{_slots(COLUMNS)}{rows}")


def _district() -> Table:
    fixed = "column|A|STT|role=number\ncolumn|B|Mã xã|role=code\ncolumn|C|Xã|role=label\n"
    return table("a", fixed + _slots(FIGURES, indicator_id="counted_0"), row_kind="unit")


def _matrix_rows() -> Grid:
    body: Grid = [[f"R-{row:03}", f"Dòng số {row}", *(row * COLUMNS + at for at in range(COLUMNS))] for row in range(ROWS)]
    return [["TT", "Nội dung", *_upper(COLUMNS)], [None, None, *(lower for _, lower in _heads(COLUMNS))], *body]


def _district_rows() -> Grid:
    body: Grid = [
        [row + 1, f"U{row}", f"Xã số {row}", *(row * FIGURES + at for at in range(FIGURES))] for row in range(COMMUNES)
    ]
    lower: list[Cell] = [None, None, None, *(lower for _, lower in _heads(FIGURES))]
    return [["STT", "Mã xã", "Xã", *_upper(FIGURES)], lower, *body]


def _upper(columns: int) -> list[Cell]:
    return [upper if at % GROUP == 0 else None for at, (upper, _) in enumerate(_heads(columns))]


def _drawn(rows: Grid, first: int) -> Draft:
    """A return with these rows; `first`: column of the first figures."""
    draft = Draft({"a": [*map(list, HEAD), *rows]})
    draft.merges = [(len(HEAD), at, len(HEAD), at + GROUP - 1) for at in range(first, len(rows[0]), GROUP)]
    return draft


def _forms(own: Table) -> Forms:
    return dataclasses.replace(all_forms(), tables=(own,))


def _with_communes(forms: Forms) -> Forms:
    names = {f"U{row}": f"Xã số {row}" for row in range(COMMUNES)}
    keys = {match_key(text): unit_id for unit_id, name in names.items() for text in (unit_id, name)}
    return dataclasses.replace(forms, units={**forms.units, **keys}, unit_names={**forms.unit_names, **names})
