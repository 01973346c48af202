"""What an office calls marts and their columns: register dictionary."""

import csv
import shutil
from pathlib import Path

import pytest

from pipelines.folders import PROJECT
from pipelines.reference import load_reference
from pipelines.warehouse.dictionary import mart_columns
from tests.unit.register_files import faults

SHIPPED = PROJECT / "raw" / "reference"


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "reference"))


def test_the_shipped_register_names_every_mart_with_a_sentence_and_every_column_and_no_column_twice() -> None:
    with (SHIPPED / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    told = {line["table_name"] for line in lines if not line["column_name"] and line["about_vi"]}
    named = {(line["table_name"], line["column_name"]) for line in lines if line["column_name"]}
    marts = mart_columns()
    assert told == marts.keys()
    every = {(mart, column) for mart, columns in marts.items() for column in columns}
    assert not {(mart, column) for mart, column in every if not named & {(mart, column), ("", column)}}
    # What stands for no column is a leftover: a general name that each mart replaces by one of its own.
    assert not {
        column for mart, column in named if not mart and all((each, column) in named for each, own in every if own == column)
    }


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("observations,,số,", "there is no mart 'observations'; did you mean 'observation'?"),
        ("observation,values,số,", "mart 'observation' has no column 'values'; did you mean 'value'?"),
        (",unit_versoin_id,mã,", "no mart has a column 'unit_versoin_id'; did you mean 'unit_version_id'?"),
        (",,số,", "it names neither a mart nor a column; write table_name, column_name or both"),
        ("plan,value,số,", "mart 'plan' has no column 'value'"),
        ("plan,indicator_vi,Mã  chỉ tiêu,", "two columns of mart 'plan' are called 'Mã  chỉ tiêu' (line "),
        ("plan,,Phiếu_báo cáo,", "two marts are called 'Phiếu_báo cáo' (line "),
    ],
)
def test_a_line_that_names_nothing_or_what_another_one_is_called_is_told(line: str, fault: str, registers: Path) -> None:
    path = registers / "dictionary.csv"
    kept = [old for old in path.read_text(encoding="utf-8").splitlines() if not old.startswith("plan,,")]
    path.write_text("\n".join([*kept, line]) + "\n", encoding="utf-8")
    (found,) = [text for text in faults(registers) if text.startswith(f"dictionary.csv:{len(kept) + 1}:")]
    assert fault in found


def test_an_office_may_have_no_names(registers: Path) -> None:
    (registers / "dictionary.csv").unlink()
    assert load_reference(registers).dictionary == ()
