"""The registers in raw/reference: typed, loaded and cross-checked whole."""

from pipelines.reference.contract import KEYS, REGISTERS, tables
from pipelines.reference.decisions import Correction, Override, Withdrawal
from pipelines.reference.documents import PrintedFigure
from pipelines.reference.fields import Register, holds_on
from pipelines.reference.form_tables import Breakdown, FormSlot, FormTable
from pipelines.reference.load import Reference, load_reference
from pipelines.reference.readable import readable_rules, readable_time_zone, readable_words
from pipelines.reference.registers import (
    Code,
    Form,
    FormLine,
    Indicator,
    Period,
    Target,
    Term,
    Unit,
    UnitAlias,
)
from pipelines.reference.reminding import ReminderStep, UnitMail
from pipelines.reference.rule_lines import Rule, RuleSubject
from pipelines.reference.state import Registers

__all__ = [
    "KEYS",
    "REGISTERS",
    "Breakdown",
    "Code",
    "Correction",
    "Form",
    "FormLine",
    "FormSlot",
    "FormTable",
    "Indicator",
    "Override",
    "Period",
    "PrintedFigure",
    "Reference",
    "Register",
    "Registers",
    "ReminderStep",
    "Rule",
    "RuleSubject",
    "Target",
    "Term",
    "Unit",
    "UnitAlias",
    "UnitMail",
    "Withdrawal",
    "holds_on",
    "load_reference",
    "readable_rules",
    "readable_time_zone",
    "readable_words",
    "tables",
]
