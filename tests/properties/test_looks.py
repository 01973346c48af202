"""Letters that look different are never joined to one number, whatever is struck out, raised or lowered, in whatever format."""

from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from pipelines.language.text_marks import Run, runs_of, written
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.corpus.making import LibreOffice, Writer, clean, looking, only, page, xlsb, xlsx
from tests.properties.batches import batch, examples
from tests.properties.test_round_trip import OFTEN, check_account, said
from tests.unit.workbooks import FACES, Draft, forms

LINE = "1.11"
LETTERS = st.text("0123456789", min_size=1, max_size=2)
"""Few enough that they are no identity number when joined."""
RUNS = st.lists(st.tuples(LETTERS, st.sampled_from(FACES)), min_size=1, max_size=4)
FORMATS: dict[str, Writer] = {"xlsx": xlsx, "html": page(), "xlsb": xlsb}


def draft_of(runs: list[Run]) -> Draft:
    """The first form of the clean return, with these runs on a line."""
    draft = clean()
    only("01-TCĐ")(draft)
    looking(LINE, *runs)(draft)
    return draft


def check_never_joined(read: ReturnRead, runs: list[Run]) -> None:
    """All letters plain: the number. Else the one plain part, said; or nothing, and a finding says why."""
    check_account(read)
    found = said(read)[LINE]
    faults = [fault for fault, code in zip(read.findings["fault"], read.findings["line_code"], strict=True) if code == LINE]
    parts = ["".join(text for text, _ in same) for face, same in groupby(runs, key=lambda run: run[1]) if face == "plain"]
    if all(face == "plain" for _, face in runs):
        assert (found, faults) == (str(int(parts[0])), [])
    elif found == "unreadable":
        assert faults
    else:
        assert [found] == [str(int(part)) for part in parts]
        assert faults == ["marked_figure"]


@settings(OFTEN, max_examples=examples(70))
@given(runs=RUNS, kind=st.sampled_from(sorted(FORMATS)))
def test_runs_of_one_cell_end_in_the_right_number_or_a_finding(runs: list[Run], kind: str, tmp_path: Path) -> None:
    note(kind)
    check_never_joined(read_return(FORMATS[kind](draft_of(runs), tmp_path / "a"), forms()), runs)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_runs_of_one_cell_end_so_in_libreoffices_formats(kind: str, tmp_path: Path) -> None:
    conversion, many = LibreOffice(kind), batch(RUNS.filter(lambda runs: len({face for _, face in runs}) > 1), 30)
    paths = [conversion(draft_of(runs), tmp_path / f"{number:02}") for number, runs in enumerate(many)]
    conversion.convert_waiting(tmp_path)
    for path, runs in zip(paths, many, strict=True):
        check_never_joined(read_return(path, forms()), runs)


@settings(OFTEN, max_examples=examples(100))
@given(runs=st.lists(st.tuples(st.text("05a ạ(*)", min_size=1, max_size=4), st.sampled_from((*FACES, "hidden"))), max_size=6))
def test_marks_keep_every_letter_and_its_look(runs: list[Run]) -> None:
    alike = [("".join(text for text, _ in same), face) for face, same in groupby(runs, key=lambda run: run[1])]
    letters = {face: "".join(text for text, own in alike if own == face).replace(" ", "") for face in FACES}
    found = runs_of(written(runs))
    for face in FACES:
        assert "".join(text for text, own in found if own == face).replace(" ", "") == letters[face]
