"""What holds for any word of measure, wherever it stands and however it is spelled: the right number, or a finding."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from pipelines.returns.reader import read_return
from tests.corpus.making import HEADER, clean, xlsx
from tests.properties.batches import examples
from tests.unit.workbooks import CODE, LABEL, MEASURE, VALUE, Cell, Draft, forms, reference

OFTEN = settings(
    derandomize=True, deadline=None, max_examples=examples(70), suppress_health_check=[HealthCheck.function_scoped_fixture]
)

SCALES = {
    "": 1,
    "chục": 10,
    "trăm": 100,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "1.000": 10**3,
    "1000": 10**3,
    "10³": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "1.000.000": 10**6,
    "trăm triệu": 10**8,
    "tỷ": 10**9,
    "tỉ": 10**9,
}
SHORT = {"tr.": 10**6, "tr": 10**6, "ng.": 10**3}
"""Before 'đ' alone."""
THINGS = {code.code: (code.label_vi, *code.aliases) for code in reference().codes("unit_of_measure") if code.code != "rating"}
MONEY, PERSONS = "10.05", "10.01"
LINES = {MONEY: "VND", PERSONS: "persons"}
PLACES = ("line", "label", "section", "heading", "sub-heading", "head", "right of the head", "beside its words")
SPELLINGS: tuple[Callable[[str], str], ...] = (str, str.upper, str.capitalize, " {} ".format, "{}.".format)
WRITTEN: tuple[tuple[Cell, Decimal, bool], ...] = (
    (650, Decimal(650), False),
    (12.5, Decimal("12.5"), False),
    ("650", Decimal(650), False),
    ("03", Decimal(3), False),
    ("12,5", Decimal("12.5"), False),
    ("bảy", Decimal(7), False),
    ("1,5 triệu", Decimal(1_500_000), True),
)
"""Cell, number, and whether the cell says its own multiple."""


@st.composite
def measures(draw: st.DrawFn) -> tuple[str, str | None, int]:
    """A measure as written, the code of its thing (None: nobody knows it), and its multiple."""
    scale = draw(st.sampled_from(sorted(SCALES)))
    if draw(st.booleans()):
        code = draw(st.sampled_from(sorted(THINGS)))
        thing = draw(st.sampled_from(THINGS[code]))
    else:
        code, thing = None, draw(st.sampled_from(["USD", "tấn", "thùng", "km", "giờ", "suất ăn", "đồng/người", "EUR"]))
    text, multiple = f"{scale} {thing}".strip(), SCALES[scale]
    if thing == "đ" and draw(st.booleans()):
        short = draw(st.sampled_from(sorted(SHORT)))
        text, multiple = f"{short}{thing}", SHORT[short]
    spell: Callable[[str], str] = draw(st.sampled_from(SPELLINGS))
    return spell(text), code, multiple


def stated(place: str, measure: str, line: str) -> Draft:
    """The trade union's return with a measure in one place, and none anywhere else."""
    draft = clean("CDVC", values={})
    grid = draft.grid
    for row in grid[HEADER:]:
        row.extend([None] * (6 - len(row)))
        row[MEASURE] = None
    row_of = {row[CODE]: number for number, row in enumerate(grid) if len(row) > CODE}
    at = row_of[line]
    grid[HEADER][MEASURE] = "Đơn vị tính"
    above = next(number for number in range(at, HEADER, -1) if grid[number][CODE] is None)
    match place:
        case "line":
            grid[at][MEASURE] = measure
        case "label":
            grid[at][LABEL] = f"{grid[at][LABEL]} ({measure.strip()})"
        case "section":
            grid[above][LABEL] = f"{grid[above][LABEL]} (ĐVT: {measure})"
        case "heading":
            grid[HEADER][VALUE] = f"Số liệu (ĐVT: {measure.strip()})"
        case "sub-heading":
            grid.insert(HEADER + 1, [None, None, None, None, f"ĐVT: {measure}", None])
        case "head":
            grid.insert(HEADER, [f"Đơn vị tính: {measure}"])
        case "right of the head":
            grid.insert(HEADER, [None, None, None, None, None, f"ĐVT: {measure}"])
        case _:
            grid.insert(HEADER, [None, None, "Đơn vị tính:", measure])
    return draft


@OFTEN
@given(said=measures(), place=st.sampled_from(PLACES), line=st.sampled_from(sorted(LINES)), written=st.sampled_from(WRITTEN))
def test_any_measure_ends_in_the_right_number_or_a_finding(
    said: tuple[str, str | None, int], place: str, line: str, written: tuple[Cell, Decimal, bool], tmp_path: Path
) -> None:
    measure, code, multiple = said
    cell, number, has_own_multiple = written
    note(f"{cell!r} in {measure!r}: {place} of {line}")
    draft = stated(place, measure, line)
    draft.put(line, cell)
    read = read_return(xlsx(draft, tmp_path / "a"), forms())
    position = read.entries["line_code"].index(line)
    value = read.entries["value"][position]
    told = [fault for fault, of in zip(read.findings["fault"], read.findings["line_code"], strict=True) if of == line]
    if value is None:
        assert set(told) - {"line_differs"}
    elif code is None:
        # In brackets, with no word for 'measure', what nobody knows is a remark.
        assert place == "label"
        assert "line_differs" in told
    else:
        assert LINES[line] in {code, *forms().measures.get(THINGS[code][0].casefold(), ())} or place == "label"
        assert value == number * (1 if has_own_multiple else multiple)
