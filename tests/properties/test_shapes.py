"""Random forms of any shape come back exactly, or with a finding: never another figure, and never silence."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.corpus.making import LibreOffice
from tests.properties.batches import batch
from tests.properties.shape_sheets import HARMLESS, OF_NAMES, STRANGE, drawn, merge_figures
from tests.properties.shapes import Form, Key, faults_of, forms, forms_with
from tests.unit.workbooks import Draft

SMALL = settings(derandomize=True, deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
LARGE = settings(SMALL, derandomize=False, max_examples=3000)


def read(form: Form, path: Path) -> tuple[ReturnRead, dict[Key, tuple[str, Decimal | None]]]:
    """What was read, by what it is about."""
    found = read_return(path, forms_with(form))
    assert found.filled_count == found.entry_count + found.label_count + found.explained_count
    names = ("table_id", "line_code", "column_code", "owner_id", "row_key", "state", "value", "value_kind")
    rows = zip(*(found.entries[name] for name in names), strict=True)
    entries = {tuple(row[:5]): (row[5], row[6]) for row in rows if row[7] not in ("attribute", "list")}
    return found, entries


def check_whole(form: Form, path: Path) -> None:
    """Everything comes back, and nothing is asked."""
    found, entries = read(form, path)
    asked = list(zip(found.findings["fault"], found.findings["address"], found.findings["detail"], strict=True))
    if form.is_plain:
        assert asked == []
        assert entries == form.meant
    else:
        check_sound(form, path)


def check_sound(form: Form, path: Path) -> None:
    """What comes back is what was meant; what does not is told."""
    found, entries = read(form, path)
    items = {key[4] for key in form.meant}
    for key, said in entries.items():
        if said[0] == "unreadable":
            assert found.findings["fault"]
        elif key[4] in items:  # a list may have rows more
            assert said == form.meant.get(key), key
    lost = list(form.meant.keys() - entries.keys())
    assert not lost or found.findings["fault"], f"{lost[:5]} are gone in silence"


@contextmanager
def written(draft: Draft, *, as_text: bool) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield draft.write_text(Path(folder) / "a.csv") if as_text else draft.write_xlsx(Path(folder) / "a.xlsx")


def comes_back(form: Form, data: st.DataObject) -> None:
    """A form as it is described, with rows that say nothing between its own."""
    assume(not faults_of(form.shapes))
    for change in data.draw(st.lists(st.sampled_from(HARMLESS), max_size=2)):
        change(data.draw, form, data.draw(st.sampled_from(form.blocks)))
    draft = drawn(form)
    with written(draft, as_text=len(draft.sheets) == 1 and data.draw(st.booleans())) as path:
        check_whole(form, path)


def comes_back_or_is_asked_about(form: Form, data: st.DataObject) -> None:
    """A form that was changed: what is strange in it, and one name or place of a row or column."""
    assume(not faults_of(form.shapes))
    changes = [*data.draw(st.lists(st.sampled_from(STRANGE), max_size=3)), data.draw(st.sampled_from(OF_NAMES))]
    note(" + ".join(change.__name__ for change in changes))
    for change in changes:
        change(data.draw, form, data.draw(st.sampled_from(form.blocks)))
    draft = drawn(form)
    as_text = len(draft.sheets) == 1 and data.draw(st.booleans())
    if not as_text and data.draw(st.booleans()):
        merge_figures(data.draw, draft)
    with written(draft, as_text=as_text) as path:
        check_sound(form, path)


@SMALL
@given(forms(), st.data())
def test_a_form_of_any_shape_comes_back(form: Form, data: st.DataObject) -> None:
    comes_back(form, data)


@SMALL
@given(forms(), st.data())
def test_a_form_that_was_changed_comes_back_or_is_asked_about(form: Form, data: st.DataObject) -> None:
    comes_back_or_is_asked_about(form, data)


@pytest.mark.soak
@LARGE
@given(forms(), st.data())
def test_many_forms_come_back(form: Form, data: st.DataObject) -> None:
    comes_back(form, data)


@pytest.mark.soak
@LARGE
@given(forms(), st.data())
def test_many_forms_that_were_changed_come_back_or_are_asked_about(form: Form, data: st.DataObject) -> None:
    comes_back_or_is_asked_about(form, data)


@pytest.mark.parametrize("count", [6, pytest.param(60, marks=pytest.mark.soak)])
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_forms_survive_libreoffice(kind: str, count: int, tmp_path: Path) -> None:
    made = [form for form in batch(forms(), count) if not faults_of(form.shapes)]
    conversion = LibreOffice(kind)
    paths = [conversion(drawn(form), tmp_path / f"{number:03}") for number, form in enumerate(made)]
    conversion.convert_waiting(tmp_path)
    for form, path in zip(made, paths, strict=True):
        check_whole(form, path)
