"""What an office is called by: its words and sentences stand in registers, and none in the code."""

import ast
import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.definitions import definitions_of
from pipelines.errors import RegisterError
from pipelines.folders import PROJECT, SQL, Folders
from pipelines.language.catalogue import known_sentences
from pipelines.language.words import Words, label, say, use
from pipelines.reference import load_reference, readable_words
from pipelines.reference.take_over import take_over
from pipelines.returns.unheard_measures import _is_same_in_a_multiple
from pipelines.returns.values import plain_number
from pipelines.workbooks.number_formats import look_of
from tests.sentences import PACKAGE, sentences_in
from tests.unit.register_files import edit, faults, line_of


def vietnamese_texts(path: Path) -> list[str]:
    """Texts with letters outside ASCII in a module, its docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(statement.value)
        for node in ast.walk(tree)
        for statement in (node.body if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) else ())
        if isinstance(statement, ast.Expr)
    }
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said]
    return [
        node.value
        for node in constants
        if isinstance(node.value, str) and any(letter.isalpha() and not letter.isascii() for letter in node.value)
    ]


def test_no_vietnamese_stands_in_the_code_outside_the_language_packages() -> None:
    outside = [path for path in PACKAGE.rglob("*.py") if "language" not in path.relative_to(PACKAGE).parts]
    assert {path.relative_to(PACKAGE): texts for path in outside if (texts := vietnamese_texts(path))} == {}


def test_no_vietnamese_word_stands_in_sql() -> None:
    found = {
        path.name: words
        for path in SQL.rglob("*.sql")
        if (words := re.findall(r"(?=\w*[^\W\d_])(?=\w*[^\x00-\x7f])\w{2,}", re.sub(r"--.*", "", path.read_text("utf-8"))))
    }
    assert found == {}


def test_the_list_of_sentences_is_that_of_the_code() -> None:
    assert known_sentences() == sentences_in(), "run `python -m tests.sentences`"


def test_the_shipped_register_says_every_sentence_in_vietnamese() -> None:
    with (PROJECT / "raw" / "reference" / "sentence.csv").open(encoding="utf-8", newline="") as file:
        assert {row["english"] for row in csv.DictReader(file)} == known_sentences()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped registers."""
    return Path(shutil.copytree(PROJECT / "raw" / "reference", tmp_path / "reference"))


def test_every_fault_of_words_is_told_at_once_with_its_line(folder: Path) -> None:
    verdict = line_of(folder, "wording", list_id="verdict", code="met")
    column = line_of(folder, "wording", list_id="column", code="note")
    said = line_of(folder, "sentence", english="the form names no unit")
    remedy = line_of(folder, "wording", list_id="slip", code="remedy")
    edit(folder, "wording", remedy, text="Nội dung")
    asked = line_of(folder, "sentence", english="the file has {count} parts, above the limit of {most}")
    edit(folder, "wording", verdict, code="mett")
    edit(folder, "wording", column, aliases="Giải trình|Số liệu")
    edit(folder, "sentence", said, english="the form names no units")
    edit(folder, "sentence", asked, text="tệp có {conut} phần")
    found = faults(folder)
    assert f"wording.csv:{verdict}: list verdict has no 'mett'; did you mean 'met'?" in found
    assert any("no line says what 'met' of list verdict is called; add one" in fault for fault in found)
    assert any(fault.startswith(f"wording.csv:{column}: 'Số liệu' already means 'value' of list column") for fault in found)
    assert any("'Nội dung' already means 'message' of list slip" in fault for fault in found)
    assert f"sentence.csv:{said}: nobody says 'the form names no units'; did you mean 'the form names no unit'?" in found
    assert any("no line says 'the form names no unit' in the office's language; add one" in fault for fault in found)
    assert any(
        fault.startswith(f"sentence.csv:{asked}: names in braces must be those of the English sentence (count, most)")
        for fault in found
    )


def test_registers_copied_from_another_version_take_over_what_this_one_asks_and_drop_what_it_does_not(folder: Path) -> None:
    edit(folder, "sentence", line_of(folder, "sentence", english="the form names no unit"), english="the form named no unit")
    edit(folder, "wording", line_of(folder, "wording", list_id="verdict", code="met"), code="reached")
    edit(folder, "wording", line_of(folder, "wording", list_id="column", code="note"), text="Giải trình của chúng tôi")
    with pytest.raises(RegisterError, match="`make words` takes over the lines that come with this one"):
        load_reference(folder)
    told: list[str] = []
    take_over(folder, told.append)
    assert told[0] == "wording.csv: dropped 'verdict reached'"
    assert [line.split(" '")[0] for line in told[1:-1]] == [
        "wording.csv: added",
        "sentence.csv: dropped",
        "sentence.csv: added",
    ]
    assert "Giải trình của chúng tôi" in (folder / "wording.csv").read_text(encoding="utf-8")
    before = (folder / "sentence.csv").read_bytes()
    take_over(folder, told.append)
    assert told[5:] == [told[4]]
    assert (folder / "sentence.csv").read_bytes() == before


def test_an_office_that_writes_english_needs_no_other_sentences(folder: Path) -> None:
    (folder / "sentence.csv").write_text("english,text\n", encoding="utf-8")
    assert len(faults(folder)) == len(known_sentences())
    edit(folder, "office", 2, language="en")
    assert load_reference(folder).words.say("the form names no unit") == "the form names no unit"


def test_a_process_of_dagster_speaks_the_office_s_words_before_it_loads_the_registers() -> None:
    use(Words())
    definitions_of(Folders(PROJECT))
    assert say("this is no file") == "đây không phải tệp"
    assert label("form_rule", "form_total") != "form_total"


@pytest.mark.parametrize(("register", "change"), [("sentence", {"text": "{"}), ("wording", {"code": "none"})])
def test_words_with_a_fault_are_not_spoken_before_it_is_told(folder: Path, register: str, change: dict[str, str]) -> None:
    assert readable_words(folder).language == "vi"
    edit(folder, register, 2, **change)
    assert readable_words(folder).language == "en"
    (folder / f"{register}.csv").unlink()
    assert readable_words(folder).language == "en"


def test_nothing_is_remembered_of_what_another_office_says_and_understands() -> None:
    def said() -> tuple[str, str | None, bool]:
        note = "khoảng 650 triệu đồng"
        return look_of("dd/mm/yyyy", 5.0).shown, plain_number(1e30).detail, _is_same_in_a_multiple(note, Decimal(650))

    assert said() == ("ngày giờ", "số quá lớn", True)
    use(Words())
    assert said() == ("a date or time", "the number is too large", False)
