"""Small described forms for tests, written as a steward writes them: over the shipped registers, in a folder of their own."""

import csv
import io
from pathlib import Path

from pipelines.reference import Reference, load_reference
from tests.forms.registers import lay_over, make_registers

COMMUNES = """
unit_id,name_vi,kind,sector,valid_from_on,parent_id
TANLINH,Huyện Tân Lĩnh,party_committee,government,2010-01-01,
DB,Khu vực đồng bằng,party_cell,government,2010-01-01,TANLINH
01021,Thị trấn Tân Lĩnh,party_cell,government,2010-01-01,DB
01024,Xã An Phú,party_cell,government,2010-01-01,DB
MN,Khu vực miền núi,party_cell,government,2010-01-01,TANLINH
01033,Xã Đại Thắng,party_cell,government,2010-01-01,MN
"""
INDICATORS = """
indicator_id,label_vi,label_en,domain,unit_of_measure,decimals,aggregation,frequency,valid_min,valid_max
households,Số hộ,Households,party_building,persons,0,sum,half_year,0,100000
women,Số nữ,Women,party_building,persons,0,sum,half_year,0,100000
money,Kinh phí,Money,party_building,VND,0,sum,half_year,0,1000000000000
"""
FORM = """
form_id,code,title_vi,reported_by,valid_from_on
made,09/MẪU,Biểu mẫu thử,TANLINH,2020-01-01
"""


def described(folder: Path, form_table: str, form_slot: str, **others: str) -> Reference:
    """The shipped registers with form 'made', reported by the district TANLINH, its units and three indicators.

    Args:
        folder: new folder for the registers.
        form_table: lines of the register as CSV, without form_id.
        form_slot: likewise.
        others: further lines of other registers.
    """
    make_registers(folder, ())
    given = {"unit": COMMUNES, "indicator": INDICATORS, "form": FORM, **others}
    for register, text in given.items():
        lines = csv.DictReader(io.StringIO(text.strip()))
        # An indicator that nothing asks for is a fault.
        kept = [line for line in lines if register != "indicator" or _is_asked(line, form_slot)]
        lay_over(folder, register, kept)
    for register, text in (("form_table", form_table), ("form_slot", form_slot)):
        made = csv.DictReader(io.StringIO(text.strip()))
        lay_over(folder, register, [{"form_id": "made", **line} for line in made])
    return load_reference(folder)


def _is_asked(indicator: dict[str, str], form_slot: str) -> bool:
    is_computed = indicator.get("part_of_id") or indicator.get("numerator_ids")
    return bool(is_computed) or f",{indicator['indicator_id']}," in form_slot
