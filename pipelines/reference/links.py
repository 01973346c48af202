"""Columns whose value must stand in another register, and what does not."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from pipelines.errors import ContractError, did_you_mean
from pipelines.reference.contract import KEYS, REGISTERS
from pipelines.reference.derived_rules import DERIVED_IDS
from pipelines.reference.form_tables import Breakdown, FormTable
from pipelines.reference.lines import Lines, Unknown
from pipelines.reference.registers import Code
from pipelines.reference.rule_links import known_before
from pipelines.reference.wording import Wording


def require_links() -> None:
    """Require of each link that its columns and its registers are there.

    Raises:
        ContractError: the first that is not, with the file.
    """
    for register, column, target in _LINKS:
        where, remedy = "pipelines/reference/links.py", f"mend the line ({register!r}, {column!r}, {target!r}) of _LINKS"
        if register not in REGISTERS or column not in REGISTERS[register].model_fields:
            raise ContractError(f"register '{register}' has no column '{column}'", where=where, remedy=remedy)
        if not REGISTERS.keys() >= set(_holding(target)):
            raise ContractError(f"'{target}' is no register", where=where, remedy=remedy)


def broken_links(loaded: Mapping[str, Lines], unknown: Unknown) -> Iterator[str]:
    """Yield each value that is not in the register that it must stand in, as 'file:line: fault'.

    `unknown` is what `unknown_in` gives.
    """
    for register, column, target in _LINKS:
        for line, row in loaded[register].rows:
            value = getattr(row, column)
            yield from unknown(register, line, column, target, value if isinstance(value, tuple) else (value,))


def unknown_in(loaded: Mapping[str, Lines]) -> Unknown:
    """What tells values that a register does not have. One of which a line could not be read may have any: nothing is told."""
    ids = {name: {str(getattr(row, KEYS[name][0])) for _, row in lines.rows} for name, lines in loaded.items()}
    codes: dict[str, set[str]] = defaultdict(set)
    for _, row in loaded["code"].rows:
        assert isinstance(row, Code)
        codes[row.list_id].add(row.code)
    known: dict[str, set[str]] = {**ids, **{f"code '{name}'": entries for name, entries in codes.items()}}
    known["wording 'version'"] = {
        row.code for _, row in loaded["wording"].rows if isinstance(row, Wording) and row.list_id == "version"
    }
    known["breakdown"] = {f"{row.axis_id}={row.member_id}" for _, row in loaded["breakdown"].rows if isinstance(row, Breakdown)}
    known["form_table"] = {
        f"{row.form_id} {row.table_id}" for _, row in loaded["form_table"].rows if isinstance(row, FormTable)
    }
    known[_FORMER] = ids["rule"] | known_before(loaded).keys() | DERIVED_IDS

    def unknown(name: str, line: int, what: str, register: str, values: Iterable[str | None]) -> Iterator[str]:
        held = known.get(register, set())
        for value in values:
            if value is not None and value not in held and all(loaded[each].is_whole for each in _holding(register)):
                yield f"{loaded[name].file}:{line}: {what} '{value}' is not in register {register}{_meant(value, held)}"

    return unknown


def _holding(target: str) -> tuple[str, ...]:
    """Registers in which the values that a link may have stand."""
    if target == _FORMER:
        return ("rule", "rule_subject")
    return (target.split(" '")[0],)


def _meant(value: str, known: Collection[str]) -> str:
    """What was meant: a value that differs by zeros that a spreadsheet takes from numbers, else one that is spelt alike."""
    same = min((name for name in known if _without_zeros(name) == _without_zeros(value)), default=None)
    return f"; did you mean '{same}'?" if same else did_you_mean(value, known)


def _without_zeros(name: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", name)


_FORMER = "rule, or what one was known as in rule_subject, or a rule of described forms"
_LINKS = (
    ("term", "first_period_id", "period"),
    ("term", "mid_term_period_id", "period"),
    ("term", "last_period_id", "period"),
    ("unit", "kind", "code 'unit_kind'"),
    ("unit", "sector", "code 'sector'"),
    ("unit", "successor_id", "unit"),
    ("unit", "parent_id", "unit"),
    ("unit_event", "from_id", "unit"),
    ("unit_event", "to_id", "unit"),
    ("unit_alias", "unit_id", "unit"),
    ("form_line", "form_id", "form"),
    ("form_line", "indicator_id", "indicator"),
    ("form_table", "form_id", "form"),
    ("form_table", "indicator_id", "indicator"),
    ("form_table", "unit_kinds", "code 'unit_kind'"),
    ("form_slot", "indicator_id", "indicator"),
    ("breakdown", "axis_id", "code 'axis'"),
    ("list_indicator", "indicator_id", "indicator"),
    ("list_indicator", "form_id", "form"),
    ("indicator", "domain", "code 'domain'"),
    ("indicator", "unit_of_measure", "code 'unit_of_measure'"),
    ("indicator", "numerator_ids", "indicator"),
    ("indicator", "denominator_ids", "indicator"),
    ("indicator", "derived_from_id", "indicator"),
    ("indicator", "part_of_id", "indicator"),
    ("indicator", "derived_at_least", "code 'rating'"),
    ("target", "version", "wording 'version'"),
    ("target", "indicator_id", "indicator"),
    ("target", "base_indicator_id", "indicator"),
    ("target", "base_period_id", "period"),
    ("target", "first_period_id", "period"),
    ("target", "last_period_id", "period"),
    ("printed_figure", "indicator_id", "indicator"),
    ("printed_figure", "printed_period_id", "period"),
    ("document", "profile_id", "layout_profile"),
    ("reminder_step", "profile_id", "layout_profile"),
    ("missing_bound", "indicator_id", "indicator"),
    ("missing_bound", "kind", "code 'unit_kind'"),
    ("rule", "whole", "indicator"),
    ("rule", "prerequisite", "rule"),
    ("rule_subject", "rule_id", "rule"),
    ("rule_subject", "indicator_id", "indicator"),
    ("rule_subject", "whole", "indicator"),
    ("correction", "unit_id", "unit"),
    ("correction", "period_id", "period"),
    ("correction", "indicator_id", "indicator"),
    ("unit_mail", "unit_id", "unit"),
    ("override", "rule_id", _FORMER),
    ("override", "unit_id", "unit"),
    ("override", "period_id", "period"),
    ("override", "indicator_id", "indicator"),
)
"""Columns whose value must stand in another register."""
