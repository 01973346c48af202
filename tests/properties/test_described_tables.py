"""Random described tables, filled in at random and changed, come back exactly or with a finding: never another number."""

import dataclasses
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.reference import FormSlot, FormTable
from pipelines.reference.form_cells import Shape
from pipelines.returns.described import Table, table_of
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from tests.forms.reading import all_forms
from tests.forms.registers import reference
from tests.properties.batches import examples
from tests.properties.shape_sheets import HEAD
from tests.properties.shapes import FORM, SAID
from tests.unit.workbooks import Cell, Draft

WORDS = ("Tổng số", "Nữ", "Nam", "Chính thức", "Dự bị", "Nghỉ hưu", "Đang công tác", "Thành thị", "Nông thôn", "Dưới 35 tuổi")
LINES = ("Đảng viên đầu kỳ", "Kết nạp mới", "Chuyển đến", "Chuyển đi", "Từ trần", "Khai trừ", "Cuối kỳ", "Trong đó: nữ")
MULTIPLES = {"": Decimal(1), "người": Decimal(1), "nghìn người": Decimal(1000)}
RENAMINGS = ("label", "number", "head", "delete", "move")
PATHS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(tuple), min_size=1, max_size=7, unique=True
)


@dataclass(frozen=True)
class Plan:
    """One table of a form: its columns by their heads, its rows by section and label, and what stands in each cell."""

    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, str], ...]
    """Code (path) and label."""
    values: tuple[tuple[Cell, ...], ...]
    measure: str

    def shape(self) -> Shape:
        def slot(side: str, code: str, label: str, **more: object) -> FormSlot:
            fields = {"form_id": FORM, "table_id": "main", "side": side, "slot_code": code, "label_vi": label, **more}
            return FormSlot.model_validate(fields)

        indicators = [indicator.indicator_id for indicator in reference().indicator if indicator.indicator_id.startswith("mm_")]
        columns = [
            slot("column", str(number), " / ".join(path), members=f"sex=m{number}")
            for number, path in enumerate(self.columns, start=1)
        ]
        rows = [slot("row", code, label, indicator_id=indicators[place]) for place, (code, label) in enumerate(self.rows)]
        fixed = (slot("column", "A", "TT", role="code"), slot("column", "B", "Nội dung", role="label"))
        return Shape(FormTable.model_validate({"form_id": FORM, "table_id": "main"}), tuple(rows), (*fixed, *columns))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    paths = draw(PATHS)
    # No head stands above another column's as its lowest one: 'Nữ' and 'Nữ / Chính thức' could not be printed side by side.
    columns = tuple(sorted(path for path in paths if not any(other != path and other[: len(path)] == path for other in paths)))
    sections = draw(st.integers(1, 3))
    rows: list[tuple[str, str]] = []
    for section in ("I", "II", "III")[:sections]:
        rows.append((section, f"Mục {section}"))
        labels = draw(st.lists(st.sampled_from(LINES), max_size=3, unique=True))
        rows += [(f"{section}/{number}", label) for number, label in enumerate(labels, start=1)]
    cell = st.one_of(st.integers(0, 5000).map(float), st.sampled_from([None, "-", "x", "…", 0]))
    values = draw(
        st.lists(
            st.lists(cell, min_size=len(columns), max_size=len(columns)).map(tuple), min_size=len(rows), max_size=len(rows)
        )
    )
    return Plan(columns, tuple(rows[:12]), tuple(values[:12]), draw(st.sampled_from(sorted(MULTIPLES))))


def drawn(plan: Plan, order: list[int], *, is_merged: bool, has_numbers: bool) -> Draft:
    """The table as a sheet, its columns in some order; heads above one another, and those in common merged or left out."""
    depth = max(map(len, plan.columns))
    grid: list[list[Cell]] = [*map(list, HEAD), [None, None, f"Đơn vị tính: {plan.measure}" if plan.measure else None]]
    top = len(grid)
    draft = Draft({"Biểu": grid})
    for level in range(depth):
        grid.append(["TT", "Nội dung"] if level == 0 else [None, None])
        for place, number in enumerate(order):
            path, before = plan.columns[number], plan.columns[order[place - 1]] if place else ()
            is_same = before[: level + 1] == path[: level + 1] and len(path) > level
            grid[-1].append(None if is_same or len(path) <= level else path[level])
            if is_merged and not is_same and len(path) > level:
                beside = place
                while beside + 1 < len(order) and plan.columns[order[beside + 1]][: level + 1] == path[: level + 1]:
                    beside += 1
                bottom = depth - 1 if len(path) == level + 1 else level
                if beside > place or bottom > level:
                    draft.merges.append((top + level, place + 2, top + bottom, beside + 2))
    if has_numbers:
        grid.append(["A", "B", *(str(number + 1) for number in order)])
    for (code, label), values in zip(plan.rows, plan.values, strict=True):
        grid.append([code.rpartition("/")[2], label, *(values[number] for number in order)])
    return draft


def forms_with(table: Table) -> Forms:
    return dataclasses.replace(all_forms(), tables=(table,))


def is_sound(draft: Draft, plan: Plan, *, is_changed: bool) -> None:
    """Every entry is what was written into its cell, and what is missing is told."""
    forms = forms_with(table_of(reference(), plan.shape()))
    with tempfile.TemporaryDirectory() as folder:
        found = read_return(draft.write_xlsx(Path(folder) / "a.xlsx"), forms)
    assert found.filled_count == found.entry_count + found.label_count + found.explained_count
    written = {
        (code, str(number)): value
        for (code, _), values in zip(plan.rows, plan.values, strict=True)
        for number, value in enumerate(values, start=1)
    }
    entries = {
        (line, column): (state, value)
        for line, column, state, value in zip(
            *(found.entries[name] for name in ("line_code", "column_code", "state", "value")), strict=True
        )
    }
    for place, (state, value) in entries.items():
        if state == "unreadable":
            assert found.findings["fault"]
            continue
        meant = SAID.get(written[place]) if not isinstance(written[place], float) or not written[place] else None
        number = Decimal(str(written[place])) * MULTIPLES[plan.measure] if meant is None else None
        assert (state, value) == (meant or ("value", number)), place
    if not is_changed:
        assert entries.keys() == written.keys()
        assert not found.findings["fault"]
    elif written.keys() - entries.keys():
        assert found.findings["fault"]


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.data())
def test_a_table_comes_back_whatever_the_order_of_its_columns(plan: Plan, data: st.DataObject) -> None:
    is_merged = data.draw(st.booleans())
    order = data.draw(st.permutations(range(len(plan.columns)))) if is_merged else list(range(len(plan.columns)))
    has_numbers = data.draw(st.booleans())
    is_sound(drawn(plan, list(order), is_merged=is_merged, has_numbers=has_numbers), plan, is_changed=False)


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.data())
def test_a_table_that_was_changed_comes_back_or_is_asked_about(plan: Plan, data: st.DataObject) -> None:
    draft = drawn(
        plan, list(range(len(plan.columns))), is_merged=data.draw(st.booleans()), has_numbers=data.draw(st.booleans())
    )
    grid = draft.grid
    first = len(grid) - len(plan.rows)
    # One change of what rows and columns are called: two could make them plainly say another row or column.
    changes = [*data.draw(st.lists(st.sampled_from(("insert", "blank")), max_size=2)), data.draw(st.sampled_from(RENAMINGS))]
    for change in changes:
        row = data.draw(st.integers(first, len(grid) - 1))
        match change:
            case "insert":
                grid.insert(row, ["9", "Dòng lạ", *[7777.0] * len(plan.columns)])
            case "blank":
                grid.insert(row, [])
            case "delete" if len(grid) > first + 1:
                del grid[row]
            case "label" if grid[row]:
                grid[row][1:2] = [data.draw(st.sampled_from((*LINES, "Khác", None)))]
            case "number" if grid[row]:
                grid[row][:1] = [data.draw(st.sampled_from(("1", "2", "I", "II", "a", None)))]
            case "head":
                level = data.draw(st.integers(len(HEAD) + 1, first - 1))
                column = data.draw(st.integers(2, len(plan.columns) + 1))
                grid[level][column : column + 1] = [data.draw(st.sampled_from(("Khác", None)))]
            case "move":
                grid.append(grid.pop(row))
    draft.merges = [merge for merge in draft.merges if grid[merge[0]][merge[1] : merge[1] + 1] not in ([], [None])]
    is_sound(draft, plan, is_changed=True)
