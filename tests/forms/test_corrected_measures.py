"""A correction is said in the same measure as the cell that it mends: of 'triệu đồng' in 'triệu đồng'."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import RegisterError
from pipelines.reference import load_reference
from tests.forms.landed import OF_FORMS, Changes, built, registers_of
from tests.forms.test_corrections import CORRECTIONS

NAME = "bieu-ke-hoach-thang-luy-ke"

WRONG: Changes = {"E11": None, "F11": "3782O", "G11": 0}
CORRECTED = {
    "D11": ("48500", "49000", 49_000_000_000, ("48.500 Triệu đồng", "49.000 Triệu đồng")),
    "E11": ("", "3900", 3_900_000_000, ("(trống)", "3.900 Triệu đồng")),
    "F11": ("3782O", "37820", 37_820_000_000, ("3782O", "37.820 Triệu đồng")),
    "G11": ("0", "33000", 33_000_000_000, ("0 Triệu đồng", "33.000 Triệu đồng")),
    "D12": ("21.000", "22.000", 22_000_000_000, ("21.000 Triệu đồng", "22.000 Triệu đồng")),
    "F12": ("15.960.000.000", "17604000000", 17_604_000_000, ("15.960 Triệu đồng", "17.604.000.000 đồng")),
    "G12": ("14285 triệu", "14,3 tỷ", 14_300_000_000, ("14.285 Triệu đồng", "14.300.000.000 đồng")),
    "D14": ("12,5", "13", 13, ("12,5", "13")),
    "E13": ("168,25", "168,75", 168_750_000_000, ("168,25 Tỷ đồng", "168,75 Tỷ đồng")),
    "E16": ("12,4", "12,6", 12_600, ("12,4 Nghìn người", "12,6 Nghìn người")),
    "F16": ("12.400", "12655", 12_655, ("12,4 Nghìn người", "12.655")),
    "G13": ("1298,4", "1298,125", 1_298_125_000_000, ("1.298,4 Tỷ đồng", "1.298,125 Tỷ đồng")),
}
"""Cell → what stands there, what counts instead, the figure, and how both are said."""
INDICATORS = {
    "11": "eco_budget",
    "12": "eco_private_tax",
    "13": "eco_retail",
    "14": "eco_trees_area",
    "16": "soc_population",
    "17": "soc_visits",
    "18": "soc_insured_pct",
    "19": "soc_out_of_poverty",
}


def lines(cells: Mapping[str, tuple[object, ...]]) -> str:
    return CORRECTIONS + "\n".join(
        f'HOASON,2025-09,{INDICATORS[cell[1:]]},"{received}","{corrected}",Gõ nhầm,Đơn vị,2025-10-01,Biểu 01-KTXH!{cell}'
        for cell, (received, corrected, *_) in cells.items()
    )


def test_a_figure_is_corrected_in_the_measure_of_its_cell(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    db = built(database, tmp_path, NAME, WRONG, "core.return", rules=OF_FORMS, registers={"correction": lines(CORRECTED)})
    found = db.execute("select address, value::double from staging.figure where is_corrected").fetchall()
    assert dict(found) == {cell: value for cell, (_, _, value, _) in CORRECTED.items()}
    told = db.execute("select address, message_vi from quality.finding where rule_id = 'READ-32'").fetchall()
    assert {cell: tuple(message.split("'")[1:4:2]) for cell, message in told} == {
        cell: says for cell, (*_, says) in CORRECTED.items()
    }


def test_one_side_with_a_measure_and_one_without_is_a_fault_of_the_line(tmp_path: Path) -> None:
    folder = registers_of(tmp_path / "reference", NAME)
    odd = {"D11": ("48500", "49 tỷ"), "E11": ("48,5 tỷ", "49"), "F11": ("48500", "49000000000 đồng")}
    (folder / "correction.csv").write_text(lines(odd), encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        load_reference(folder)
    said = "corrected of 'eco_budget' is not said like 'received'"
    assert [fault.split(":")[1] for fault in caught.value.faults if said in fault] == ["2", "3", "4"]


def test_a_correction_that_the_cell_says_by_now_is_not_needed_in_whatever_measure(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    mended = {"D11": ("48500", "49000"), "F12": ("15.960.000.000", "17604000000"), "G11": ("1", "33000")}
    sent: Changes = {"D11": 49000, "F12": 17604, "G11": 34000}
    db = built(database, tmp_path, NAME, sent, "core.correction_use", rules=OF_FORMS, registers={"correction": lines(mended)})
    found = db.execute("select split_part(cell, '!', 2), status from core.correction_use order by all").fetchall()
    assert found == [("D11", "not_needed"), ("F12", "not_needed"), ("G11", "value_changed")]


def test_decimals_of_what_the_cell_counts_whole_replace_nothing(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    odd = {"D17": ("9600", "9600,5"), "E14": ("-", "1,25"), "F16": ("12,4", "12,4567"), "F18": ("95,4", "95,45")}
    db = built(database, tmp_path, NAME, {}, "core.correction_use", rules=OF_FORMS, registers={"correction": lines(odd)})
    found = db.execute("select split_part(cell, '!', 2), status from core.correction_use order by all").fetchall()
    assert found == [("D17", "not_whole"), ("E14", "not_whole"), ("F16", "not_whole"), ("F18", "in_force")]
    told = db.execute("select address from quality.finding where rule_id = 'READ-31' order by all").fetchall()
    assert told == [("D17",), ("E14",), ("F16",)]
