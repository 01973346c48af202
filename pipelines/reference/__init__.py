"""The registers in raw/reference: typed, loaded and cross-checked whole."""

from pipelines.reference.load import KEYS, REGISTERS, Reference, load_reference, readable_rules, tables
from pipelines.reference.registers import (
    Code,
    Correction,
    Figure,
    Form,
    FormLine,
    Indicator,
    Override,
    Period,
    Register,
    Rule,
    Target,
    Term,
    Unit,
    UnitAlias,
    holds_on,
)

__all__ = [
    "KEYS",
    "REGISTERS",
    "Code",
    "Correction",
    "Figure",
    "Form",
    "FormLine",
    "Indicator",
    "Override",
    "Period",
    "Reference",
    "Register",
    "Rule",
    "Target",
    "Term",
    "Unit",
    "UnitAlias",
    "holds_on",
    "load_reference",
    "readable_rules",
    "tables",
]
