"""What is remembered of workbooks of one skeleton says the same of each of them as looking at the whole of it does."""

import html
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from pipelines.returns import form_tables
from pipelines.returns.reader import read_return_or_finding
from pipelines.workbooks import recalled, xlsx_marks
from tests.corpus.making import write_template
from tests.properties.batches import examples
from tests.unit.workbooks import CLEAN, forms, zipped

LIMITS = (
    (xlsx_marks, "MAX_REMEMBERED_BYTES"),
    (recalled, "MAX_FORMULAS"),
    (form_tables, "MAX_REMEMBERED_ROWS"),
)
"""Up to which size something is remembered: below 0 nothing is."""
CELL = re.compile(r'<c r="([A-Z]+)(\d+)"( s="\d+")?([^>]*?)(?:/>|>(.*?)</c>)')
TEXTS = ("không phát sinh", "không áp dụng", "12", "1.234", "đồng chí", "x", "-", "0912345678", "triệu đồng", "7 người", "1.05")
NUMBERS = ("0", "-3", "12.5", "1E+21", "41", "912345678", "0.005")
FORMULAS = ("SUM(E11:E16)", "E12*2", "E12/E13", "E1+E2", 'IF(E12>0,"","x")', "NOW()", "E14", "SUM(E:E)", "SUBTOTAL(9,E9:E13)")
Slip = Callable[[str, Random], str]
"""A change of the XML of a sheet."""


def other_cell(write: Callable[[Random], str]) -> Slip:
    """Something else in a cell, mostly one of figures; `write` gives the attribute of its kind, '|' and what is in it."""

    def slip(xml: str, rng: Random) -> str:
        cell = rng.choice([cell for cell in CELL.finditer(xml) if cell[1] == "E" or rng.random() < 0.1])
        kind, inside = write(rng).split("|", 1)
        return f'{xml[: cell.start()]}<c r="{cell[1]}{cell[2]}"{cell[3] or ""}{kind}>{inside}</c>{xml[cell.end() :]}'

    return slip


def row(attribute: str) -> Slip:
    return lambda xml, rng: re.sub(rf'<row r="{rng.randrange(9, 30)}"', rf"\g<0> {attribute}", xml, count=1)


def merged(xml: str, rng: Random) -> str:
    first = rng.randrange(10, 24)
    return xml.replace("</mergeCells>", f'<mergeCell ref="E{first}:E{first + rng.randrange(1, 3)}"/></mergeCells>')


SLIPS: tuple[Slip, ...] = (
    other_cell(lambda rng: f' t="inlineStr"|<is><t>{rng.choice(TEXTS)}</t></is>'),
    other_cell(lambda rng: f' t="s"|<v>{rng.randrange(90)}</v>'),
    other_cell(lambda rng: f' t="str"|<v>{rng.choice(TEXTS)}</v>'),
    other_cell(lambda _: "|"),
    other_cell(lambda rng: f"|<v>{rng.choice(NUMBERS)}</v>"),
    other_cell(lambda rng: f' t="b"|<v>{rng.randrange(2)}</v>'),
    other_cell(lambda _: ' t="e"|<v>#DIV/0!</v>'),
    other_cell(lambda rng: f"|<f>{html.escape(rng.choice(FORMULAS))}</f>{rng.choice(('<v>0</v>', '<v>5</v>', '', '<v></v>'))}"),
    lambda xml, rng: re.sub(r"(?<=</f><v>)[\d.]+", lambda _: rng.choice(NUMBERS), xml, count=rng.randrange(1, 4)),
    lambda xml, rng: re.sub(r'(?<= s=")\d+', lambda found: rng.choice((found[0], str(rng.randrange(20)))), xml),
    row('hidden="1"'),
    merged,
    lambda xml, rng: xml.replace(f'r="E{rng.randrange(9, 20)}"', f'r="E{rng.randrange(9, 20)}"', 1),
)


def other_figures(xml: str, rng: Random) -> str:
    """The same skeleton with other numbers, also where formulas have their results."""
    return re.sub(
        r'(<c r="[A-Z]+\d+"(?: s="\d+")?>(?:<f>[^<]*</f>)?<v>)[^<]+',
        lambda found: found[0] if rng.random() < 0.7 else f"{found[1]}{rng.choice(NUMBERS)}",
        xml,
    )


@pytest.mark.parametrize("number", range(examples(24)))
def test_a_workbook_that_was_changed_says_the_same(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(number)
    with zipfile.ZipFile(write_template(tmp_path / "clean.xlsx", CLEAN)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = f"xl/worksheets/sheet{rng.randrange(1, 4)}.xml"
    for slip in rng.sample(SLIPS, rng.randrange(1, 3)):
        parts[part] = slip(parts[part].decode(), rng).encode()
    paths = []
    for name in ("first.xlsx", "second.xlsx"):
        parts[part] = other_figures(parts[part].decode(), rng).encode()
        paths.append(zipped(tmp_path / name, list(parts.items()), level=1))
    remembered = [read_return_or_finding(path, forms()) for path in (*paths, paths[0])]
    for module, limit in LIMITS:
        monkeypatch.setattr(module, limit, -1)
    whole = [read_return_or_finding(path, forms()) for path in paths]
    assert remembered == [*whole, whole[0]]
