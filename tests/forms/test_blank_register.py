"""'Describe a form of any shape' of CONTRIBUTING, followed from registers that are blank: two forms come to be read rightly."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from pipelines.folders import PROJECT
from pipelines.reference import Reference, load_reference
from pipelines.reference.describing import load_to_describe
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.example_columns import ASK, Line
from pipelines.templates.proposal import propose
from tests.forms.reading import expected
from tests.forms.registers import HERE, lay_over

FIRST = {
    "office": "office_id,name_vi,time_zone\noffice,Văn phòng,Asia/Ho_Chi_Minh",
    "code": """
list_id,code,rank,label_vi,valid_from_on
unit_kind,any,1,Đơn vị,2010-01-01
sector,any,1,Khối,2010-01-01
domain,any,1,Công tác,2010-01-01
unit_of_measure,persons,1,người,2010-01-01
""",
    "period": """
period_id,label_vi,period_type,starts_on,ends_on,due_on
2025-09,Tháng 9 năm 2025,month,2025-09-01,2025-09-30,2025-10-05
2025H1,6 tháng đầu năm 2025,half_year,2025-01-01,2025-06-30,2025-07-15
""",
    "term": "term_id,label_vi,first_period_id,mid_term_period_id,last_period_id\nt,Nhiệm kỳ,2025H1,2025H1,2025H1",
}
"""What the page asks for first."""
ANSWERS: dict[str, Line] = {
    "form": {"valid_from_on": "2020-01-01"},
    "code": {"valid_from_on": "2010-01-01"},
    "indicator": {"domain": "any", "valid_max": "1000000000000000"},
}
"""What a steward answers, by register; and in the forms below, line by line."""
OWN: dict[str, dict[str, Line]] = {
    "bieu-hai-phan": {},
    "bieu-ke-hoach-thang-luy-ke": {
        "dan_so_trung_binh": {"aggregation": "last", "stock_point": "closing"},
        "ty_le_dan_so_tham_gia_bhyt": {"aggregation": "none"},
    },
}


def lines(text: str) -> list[Line]:
    return list(csv.DictReader(io.StringIO(text.strip())))


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """Registers with their heads alone, but for words, and the rules of the reader."""
    folder = tmp_path / "reference"
    shutil.copytree(PROJECT / "raw" / "reference", folder)
    for path in folder.glob("*.csv"):
        if path.stem not in ("wording", "sentence"):
            head, *others = path.read_text(encoding="utf-8").splitlines()
            kept = [line for line in others if path.stem == "rule" and line.startswith("READ-")]
            path.write_text("\n".join([head, *kept, ""]), encoding="utf-8")
    for register, text in FIRST.items():
        lay_over(folder, register, lines(text))
    return folder


def described(folder: Path, name: str) -> Reference:
    """The registers with what is proposed for a workbook, as a steward hands it on who changes nothing but what is asked."""
    of = expected(name)[0]["unit"]
    unit = {"unit_id": of, "name_vi": _name_of(name, of), "kind": "any", "sector": "any", "valid_from_on": "2010-01-01"}
    lay_over(folder, "unit", [unit])
    for register, found in propose(HERE / name / "workbook.xlsx", load_to_describe(folder)).items():
        answers = ANSWERS.get(register, {}) | ({"reported_by": of} if register == "form" else {})
        own = OWN[name] if register == "indicator" else {}
        keep = [{key: text for key, text in line.items() if key != ASK} for line in found]
        lay_over(folder, register, [line | answers | own.get(line.get("indicator_id", ""), {}) for line in keep])
    return load_reference(folder)


def _name_of(name: str, unit_id: str) -> str:
    with (HERE / name / "unit.csv").open(encoding="utf-8", newline="") as file:
        return next(line["name_vi"] for line in csv.DictReader(file) if line["unit_id"] == unit_id)


@pytest.mark.parametrize("name", OWN)
def test_a_form_described_by_the_page_from_blank_registers_is_read_as_a_careful_reader_does(name: str, blank: Path) -> None:
    registers = described(blank, name)
    found = read_return(HERE / name / "workbook.xlsx", Forms.of(registers))
    units = {code.label_vi: code.code for code in registers.codes("unit_of_measure")}
    assert (units.get("%", "percent"), units.get("đồng", "VND")) == ("percent", "VND")
    assert found.findings["fault"] == []
    names = ("sheet_name", "address", "days", "value", "value_kind", "is_total", "is_of_which", "state")
    read = {
        (f"{sheet}!{at}", days, None if value is None else float(value), *map(str, more))
        for sheet, at, days, value, *more in zip(*(found.entries[one] for one in names), strict=True)
    }
    assert read == {
        (
            line["cell"],
            line["period"],
            float(line["value"]) if line["value"] else None,
            line["role"],
            *(line[one].capitalize() for one in ("is_total", "is_of_which")),
            line["state"],
        )
        for line in expected(name)
    }
