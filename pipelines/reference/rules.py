"""What a data-quality rule must state so that it can be judged, by kind."""

from collections.abc import Collection, Iterator, Mapping
from string import Formatter

from pipelines.language.wording import missing_argument
from pipelines.language.words import label
from pipelines.reference.circles import circle
from pipelines.reference.derived_rules import DERIVED_KINDS
from pipelines.reference.kinds import ABOUT_RETURNS, KINDS, READER, RETURN_KINDS
from pipelines.reference.registers import Form, FormLine, Indicator, Unit
from pipelines.reference.rule_lines import Rule

PLACEHOLDERS = ("received", "expected", "label", "detail", "period")
"""What message_vi and remedy_vi may name in braces."""

KEY_COLUMNS: dict[str, frozenset[str]] = {
    "staging.observation": frozenset(
        {"return_id", "unit_id", "period_id", "indicator_id", "form_id", "line_code", "sheet_name", "address"}
    ),
    "staging.return": frozenset({"return_id", "unit_id", "period_id", "revision", "receipt_id", "file_sha256", "path"}),
}
"""Tables and columns that a rule of kind 'unique_key' can be about."""


def is_about_returns(rule: Rule) -> bool:
    """Whether a rule is about returns as received, and not about accepted returns together."""
    return rule.kind in RETURN_KINDS or rule.kind == READER


_ABOUT_THE_WAREHOUSE = frozenset({"unique_key"})
"""Kinds whose failure is a fault of the warehouse itself, so that it may stop the release."""

_COMPARING = frozenset({"part_of_whole", "sum_of_parts", "reported_share", "continuity", "reconcile"})
"""Kinds that compare the subject with a whole and its parts."""

_RATIOS = frozenset({"ratio", "period_ratio"})
_TOTALS = frozenset({"balance", "year_total"})
_OUTLIERS = frozenset({"own_past", "peers"})

_WITHIN_A_RETURN = frozenset({"part_of_whole", "sum_of_parts", "reported_share", "ratio", "inapplicable"})

_ARGUMENTS = ("whole", "parts", "minimum", "maximum", "tolerance", "minimum_history", "prerequisite")
"""Columns that some kinds use, or need; elsewhere they would have no effect, and must be empty."""

NOT_COUNTS = frozenset({"percent", "VND", "rating"})
"""Units of measure whose values may have fractions, or are no quantities."""


def reporters(units: list[Unit], forms: list[Form], lines: list[FormLine]) -> dict[str, frozenset[str]]:
    """Units that report each indicator at some time, by indicator id."""
    by_form = {form.form_id: frozenset(unit.unit_id for unit in units if form.is_reported_by(unit)) for form in forms}
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        found[line.indicator_id] = found.get(line.indicator_id, frozenset()) | by_form.get(line.form_id, frozenset())
    return found


def rule_faults(
    rule: Rule, indicators: Mapping[str, Indicator], reported_by: Mapping[str, frozenset[str]], code_lists: frozenset[str]
) -> Iterator[str]:
    """Yield why a rule could not be judged as it stands; nothing when it can.

    Args:
        rule: the rule; indicators that it names and the register does not have are another check's matter.
        indicators: indicators by id.
        reported_by: units that report each indicator, by indicator id.
        code_lists: ids of the code lists.
    """
    for column in ("message_vi", "remedy_vi"):
        if fault := template_fault(getattr(rule, column)):
            yield f"{column}: {fault}"
    scopes = ("cell", "return") if rule.kind == READER else (KINDS[rule.kind].scope,)
    if rule.scope not in scopes:
        yield f"kind '{rule.kind}' has scope {' or '.join(scopes)}, received '{rule.scope}'"
    yield from _argument_faults(rule)
    if rule.valid_to_on and rule.valid_to_on < rule.valid_from_on:
        yield f"ends on {rule.valid_to_on}, before it begins on {rule.valid_from_on}"
    if rule.tolerance is not None and rule.tolerance < 0:
        yield f"tolerance {rule.tolerance} is below zero"
    if rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
        yield f"minimum {rule.minimum} is above maximum {rule.maximum}"
    if rule.is_blocking and rule.kind not in _ABOUT_THE_WAREHOUSE:
        yield (
            f"kind '{rule.kind}' judges what units sent, and bad returns never stop a night: is_blocking is 'false' but for "
            f"{' and '.join(sorted(_ABOUT_THE_WAREHOUSE))}"
        )
    if rule.severity == "error" and not is_about_returns(rule):
        yield (
            f"severity 'error' rejects nothing: kind '{rule.kind}' looks at returns that are accepted already; "
            "let it be a warning or a note"
        )
    if rule.kind == "unique_key":
        yield from _key_faults(rule)
    elif rule.kind in ABOUT_RETURNS:
        yield from _return_faults(rule)
    elif rule.kind != "reader":
        yield from _indicator_faults(rule, indicators, reported_by, code_lists)


def prerequisite_faults(rules: Collection[Rule]) -> Iterator[tuple[Rule, str]]:
    """Yield each rule whose prerequisites could not be kept, with the reason; unknown ids are another check's matter."""
    by_id = {rule.rule_id: rule for rule in rules}
    for rule in rules:
        for needed in (by_id[rule_id] for rule_id in rule.prerequisite if rule_id in by_id):
            if is_about_returns(rule) and not is_about_returns(needed):
                yield rule, f"prerequisite {needed.rule_id} is judged on accepted returns, after this rule"
            elif (rule.scope in ("period", "bloc") and rule.kind != "peers") and needed.scope != rule.scope:
                yield rule, f"prerequisite {needed.rule_id} is about a {needed.scope}; a case of this rule is a {rule.scope}"
            elif needed.scope in ("period", "bloc") and needed.scope != rule.scope:
                yield rule, f"prerequisite {needed.rule_id} is about a {needed.scope}; a case of this rule is within a return"
    if round_way := circle({rule.rule_id: rule.prerequisite for rule in rules}):
        yield by_id[round_way[0]], f"prerequisites go round in a circle: {' → '.join(round_way)}"


def template_fault(template: str) -> str | None:
    """Why a template of a message cannot be filled; None when it can."""
    try:
        pieces = list(Formatter().parse(template))
    except ValueError as error:
        return str(error)
    for _, name, form, conversion in pieces:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            return f"unknown placeholder {{{name}}}; known are {', '.join(PLACEHOLDERS)}"
    return None


def _return_faults(rule: Rule) -> Iterator[str]:
    if rule.subject != "return":
        yield f"kind '{rule.kind}' is about returns as a whole: its subject is 'return', received '{rule.subject}'"
    if rule.kind == "completeness" and not 0 <= (rule.minimum or 0) <= 100:
        yield f"minimum of kind 'completeness' is a share of returns in percent, received {rule.minimum}"
    if rule.kind == "copied" and not 0 < (rule.maximum or 1) <= 1:
        yield f"maximum of kind 'copied' is a share of counts, above 0 and at most 1, received {rule.maximum}"


def _key_faults(rule: Rule) -> Iterator[str]:
    if rule.subject not in KEY_COLUMNS:
        yield f"kind 'unique_key' is about {' or '.join(KEY_COLUMNS)}, received '{rule.subject}'"
        return
    for column in sorted(set(rule.parts) - KEY_COLUMNS[rule.subject]):
        yield f"{rule.subject} has no key column '{column}'; it has {', '.join(sorted(KEY_COLUMNS[rule.subject]))}"
    if "return_id" not in rule.parts and not {"unit_id", "period_id"}.issubset(rule.parts):
        yield "the parts of kind 'unique_key' name return_id, or unit_id and period_id: rows of others are not compared"


def _indicator_faults(
    rule: Rule, indicators: Mapping[str, Indicator], reported_by: Mapping[str, frozenset[str]], code_lists: frozenset[str]
) -> Iterator[str]:
    if rule.subject == "*":
        if not KINDS[rule.kind].may_be_about_every:
            yield f"kind '{rule.kind}' needs an indicator as subject, received '*'"
        return
    yield from _subject_faults(rule, indicators, code_lists)
    if rule.kind in _COMPARING and rule.whole and rule.parts:
        subject_is = {"sum_of_parts": (rule.whole,), "reported_share": (rule.subject,)}.get(rule.kind, rule.parts)
        if subject_is != (rule.subject,):
            yield f"the subject of kind '{rule.kind}' is its {'whole' if rule.kind == 'sum_of_parts' else 'only part'}"
    if rule.kind in _RATIOS and (rule.subject in rule.parts or any(part.startswith("-") for part in rule.parts)):
        yield f"the parts of kind '{rule.kind}' are added up; its subject and parts with '-' cannot be among them"
    if rule.kind in _TOTALS and rule.whole == rule.subject:
        yield f"kind '{rule.kind}' needs another indicator as 'whole'"
    known = [name for name in rule.named if name in indicators]
    for name in known if rule.kind not in DERIVED_KINDS else ():
        if not reported_by.get(name):
            yield f"no unit reports '{name}', so the rule would never be judged"
    if rule.kind in _WITHIN_A_RETURN and not frozenset.intersection(
        *(reported_by.get(name, frozenset()) for name in rule.named)
    ):
        yield f"no unit reports all of {', '.join(known)}, so the rule would never be judged"


def _argument_faults(rule: Rule) -> Iterator[str]:
    """Columns that are filled without effect, and those that the kind's SQL cannot do without."""
    filled = {column for column in _ARGUMENTS if getattr(rule, column) not in (None, ())}
    kind = None if rule.kind == READER else KINDS[rule.kind]
    for column in _ARGUMENTS:
        if column in filled and (kind is None or column not in kind.uses):
            yield f"'{column}' has no effect on kind '{rule.kind}'; leave it empty"
    if kind is None:
        return
    for columns in kind.needs:
        if filled.isdisjoint(columns):
            yield missing_argument(sorted(columns, key=_ARGUMENTS.index), rule.kind, label("rule_kind", rule.kind))
    if rule.kind in _OUTLIERS and any(stated is not None and stated <= 0 for stated in (rule.maximum, rule.tolerance)):
        yield f"'maximum' and 'tolerance' of kind '{rule.kind}' are above zero"


def _subject_faults(rule: Rule, indicators: Mapping[str, Indicator], code_lists: frozenset[str]) -> Iterator[str]:
    subject = indicators.get(rule.subject)
    compared = [indicators[name] for name in (rule.subject, rule.whole) if name and name in indicators]
    if subject is None:
        return
    unit = subject.unit_of_measure
    if rule.kind == "in_code_list" and unit not in code_lists:
        yield f"'{rule.subject}' is measured in '{unit}', which is no code list"
    if rule.kind == "integer" and (unit in NOT_COUNTS or subject.decimals):
        yield f"'{rule.subject}' is measured in '{unit}', which is no count"
    if rule.kind == "matches_register" and unit != "organisations":
        yield f"the units in the register are organisations; '{rule.subject}' is measured in '{unit}'"
    if rule.kind == "reconcile" and any(indicator.aggregation != "sum" for indicator in compared):
        yield "kind 'reconcile' compares running totals: subject and whole must be indicators that are summed"
    if rule.kind == "balance" and any(indicator.aggregation not in ("sum", "last") for indicator in compared):
        yield "kind 'balance' adds up over units: subject and whole must be indicators that are summed or carried on"
    if rule.kind == "year_total" and not (
        all(indicator.aggregation == "sum" for indicator in compared)
        and [indicator.frequency in ("year", "term") for indicator in compared] == [True, False]
    ):
        yield "kind 'year_total' needs a yearly subject and a whole that is reported more often, both of them summed"
    if rule.kind == "rating_cap" and (unit, subject.frequency) != ("rating", "year"):
        yield f"'{rule.subject}' is no yearly rating"
    if rule.kind in _OUTLIERS and subject.aggregation not in ("sum", "last"):
        yield f"'{rule.subject}' is neither summed nor carried on, so it has no usual size"
    if rule.kind == "repeated" and any(indicator.aggregation not in ("sum", "last") for indicator in compared):
        yield "kind 'repeated' compares quantities: subject and whole must be indicators that are summed or carried on"
    if rule.kind == "continuity" and len({indicator.frequency for indicator in compared}) > 1:
        yield "kind 'continuity' compares successive periods: subject and whole must be reported equally often"
