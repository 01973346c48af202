"""The registers in raw/reference: typed, loaded and cross-checked whole."""

from pipelines.reference.load import KEYS, REGISTERS, Reference, load_reference, readable_rules, tables
from pipelines.reference.registers import (
    Code,
    Figure,
    Form,
    FormLine,
    Indicator,
    Period,
    Register,
    Rule,
    Target,
    Term,
    Unit,
    UnitAlias,
)

__all__ = [
    "KEYS",
    "REGISTERS",
    "Code",
    "Figure",
    "Form",
    "FormLine",
    "Indicator",
    "Period",
    "Reference",
    "Register",
    "Rule",
    "Target",
    "Term",
    "Unit",
    "UnitAlias",
    "load_reference",
    "readable_rules",
    "tables",
]
