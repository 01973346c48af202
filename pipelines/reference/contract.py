"""Which registers there are, what identifies a line of each, and the tables that they land in."""

from collections.abc import Collection, Mapping
from functools import cache

from pipelines.errors import ContractError
from pipelines.reference import form_tables, registers, rule_lines
from pipelines.reference.decisions import Correction, Override, Withdrawal
from pipelines.reference.documents import Document, LayoutProfile, PrintedFigure
from pipelines.reference.fields import Register
from pipelines.reference.received import Received
from pipelines.reference.reminding import ReminderStep, UnitMail
from pipelines.reference.run import Office
from pipelines.reference.unit_events import UnitEvent
from pipelines.reference.wording import DictionaryName, Sentence, Wording
from pipelines.tables import Table

REGISTERS: dict[str, type[Register]] = {
    "office": Office,
    "wording": Wording,
    "sentence": Sentence,
    "term": registers.Term,
    "period": registers.Period,
    "unit": registers.Unit,
    "unit_event": UnitEvent,
    "unit_alias": registers.UnitAlias,
    "code": registers.Code,
    "form": registers.Form,
    "form_line": registers.FormLine,
    "form_table": form_tables.FormTable,
    "form_slot": form_tables.FormSlot,
    "breakdown": form_tables.Breakdown,
    "indicator": registers.Indicator,
    "list_indicator": form_tables.ListIndicator,
    "target": registers.Target,
    "printed_figure": PrintedFigure,
    "missing_bound": registers.MissingBound,
    "rule": rule_lines.Rule,
    "rule_subject": rule_lines.RuleSubject,
    "correction": Correction,
    "override": Override,
    "withdrawal": Withdrawal,
    "received": Received,
    "dictionary": DictionaryName,
    "reminder_step": ReminderStep,
    "unit_mail": UnitMail,
    "layout_profile": LayoutProfile,
    "document": Document,
}
"""Register → model. The register's name is its file (raw/reference/<name>.csv) and table (reference.<name>)."""

KEYS: dict[str, tuple[str, ...]] = {
    "office": ("office_id",),
    "wording": ("list_id", "code"),
    "sentence": ("english",),
    "term": ("term_id",),
    "period": ("period_id",),
    "unit": ("unit_id", "valid_from_on"),
    "unit_event": ("event_id", "kind", "from_id", "to_id"),
    "unit_alias": ("alias_vi",),
    "code": ("list_id", "code", "valid_from_on"),
    "form": ("form_id",),
    "form_line": ("form_id", "line_code"),
    "form_table": ("form_id", "table_id"),
    "form_slot": ("form_id", "table_id", "side", "slot_code"),
    "breakdown": ("axis_id", "member_id"),
    "indicator": ("indicator_id",),
    "list_indicator": ("indicator_id",),
    "target": ("target_id", "version"),
    "printed_figure": ("figure_id",),
    "missing_bound": ("indicator_id", "kind"),
    "rule": ("rule_id",),
    "rule_subject": ("rule_id", "indicator_id"),
    "correction": ("unit_id", "period_id", "indicator_id", "cell"),
    "override": ("rule_id", "unit_id", "period_id", "indicator_id"),
    "withdrawal": ("file_sha256",),
    "received": ("line_number",),
    "dictionary": ("table_name", "column_name"),
    "reminder_step": ("step_number",),
    "unit_mail": ("unit_id",),
    "layout_profile": ("profile_id",),
    "document": ("document_id",),
}
"""Columns that identify one line of a register: its grain."""
_OF_TABLES = ("form_table", "form_slot", "breakdown", "list_indicator")
_DECISIONS = ("correction", "override", "withdrawal")
_REMINDING = ("reminder_step", "unit_mail")
_OF_DOCUMENTS = ("layout_profile", "document")
_ASKED = ("form_line", "unit_alias", "target", "printed_figure")
MAY_BE_MISSING = ("unit_event", "received", "dictionary", *_REMINDING, *_OF_DOCUMENTS)
"""Registers of which an office has no file that began with an earlier version, keeps no book, has no names for marts, reminds
nobody, or hands no document upward."""
MAY_BE_EMPTY = (*_DECISIONS, *_ASKED, *_OF_TABLES, *MAY_BE_MISSING, "rule_subject", "missing_bound", "sentence")
"""Registers that hold nothing while there is nothing to correct, to accept or to take back, nothing is asked for of the kind,
no rule has further subjects, nothing tells of what is missing, they may be missing too, or the office writes the language of
the code."""
FORMER: Mapping[str, Mapping[str, str]] = {"target": {"rule": "kind"}, "printed_figure": {"scope": "taken_over"}}
"""Register → name that a column had, as states that were loaded then have it → its name."""
FORMER_LISTS = {"target_rule": "target_kind", "scope": "taken_over"}
"""Name that a list of register wording had → its name."""


_HERE = "pipelines/reference/contract.py"


def require_registers(held: Collection[str]) -> None:
    """Require of each register its key here, a line of its own that tells what each column means, and its field.

    Args:
        held: names of the fields of `Reference`.

    Raises:
        ContractError: the first that is lacking, with the file and the line to add.
    """
    for name, model in REGISTERS.items():
        if name not in KEYS:
            raise ContractError(f"register '{name}' has no key", where=_HERE, remedy=f'add to KEYS: "{name}": ("<column>", …),')
        for column in KEYS[name]:
            if column not in model.model_fields:
                remedy = f"name columns of {model.__name__}: {', '.join(model.model_fields)}"
                raise ContractError(f"register '{name}' has no column '{column}' for its key", where=_HERE, remedy=remedy)
        if name not in held:
            remedy = f"add to Reference: {name}: tuple[{model.__name__}, ...]"
            raise ContractError(f"register '{name}' has no field", where="pipelines/reference/load.py", remedy=remedy)
        for column, field in model.model_fields.items():
            if not field.description:
                where = f"{model.__module__.replace('.', '/')}.py"
                remedy = f"say below '{column}: …' in {model.__name__} what it means, as a docstring"
                raise ContractError(f"column '{column}' of register '{name}' is not described", where=where, remedy=remedy)
    for name in sorted({*held, *KEYS, *MAY_BE_EMPTY} - set(REGISTERS)):
        remedy = f'add to REGISTERS: "{name}": <its model>, or take its name away'
        raise ContractError(f"'{name}' is no register", where=_HERE, remedy=remedy)


@cache
def tables() -> dict[str, Table]:
    """Contract of each table 'reference.<register>', derived from its model."""
    return {name: _table(name, model) for name, model in REGISTERS.items()}


def _table(name: str, model: type[Register]) -> Table:
    schema = model.model_json_schema()
    columns = {
        column: (_sql_type(definition), definition["description"].strip())
        for column, definition in schema["properties"].items()
    }
    return Table(
        name=f"reference.{name}",
        description=(model.__doc__ or "").strip(),
        grain=f"one row per {', '.join(KEYS[name])}",
        columns=columns,
    )


def _sql_type(definition: dict[str, object]) -> str:
    """DuckDB type of a JSON-schema property."""
    options = definition.get("anyOf")
    if isinstance(options, list):
        kinds = [option for option in options if option.get("type") != "null"]
        if any(option.get("type") == "number" for option in kinds):
            return "DECIMAL(24, 6)"
        return _sql_type(kinds[0])
    if definition.get("format") == "date":
        return "DATE"
    if definition.get("type") == "array":
        return "VARCHAR[]"
    return {"integer": "INTEGER", "number": "DECIMAL(24, 6)", "boolean": "BOOLEAN"}.get(str(definition.get("type")), "VARCHAR")


@cache
def column_types() -> dict[str, dict[str, str]]:
    """Register → column → type in the warehouse."""
    return {name: {column: sql_type for column, (sql_type, _) in table.columns.items()} for name, table in tables().items()}
