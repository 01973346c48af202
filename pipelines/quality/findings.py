"""From cases that break a rule to findings: words for the person who mends it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb

from pipelines import queries
from pipelines.language.days import Days, with_printed_numbers
from pipelines.language.months import calendar_days
from pipelines.language.notation import format_day, format_number
from pipelines.language.wording import format_bounds, format_observation
from pipelines.language.words import say
from pipelines.quality.wording import fill
from pipelines.reference import Indicator, Period, Reference, Rule
from pipelines.reference.figures import FINEST, rating_words, shown_key, written_key
from pipelines.reference.kinds import KINDS
from pipelines.tables import Table, insert

HELD = "key_contradicts"
"""Subject of the rule about a return that is held, as its path and header name different units or periods."""


def write_findings(db: duckdb.DuckDBPyConnection, reference: Reference, cases: str, made: Table) -> None:
    """Make a table of findings anew: one of each case in table `cases` that breaks a rule, in words.

    A finding points at the rule's subject: the part of part_of_whole, the total of sum_of_parts, the share of reported_share,
    the opening stock of continuity; one about a period or the whole bloc points at no cell. What a return says is told as it
    stands there, what is compared over returns as the numbers that were compared; both in the measure of the cell, which they
    name where it is a multiple ('4.000 triệu đồng').

    Raises:
        RuleError: a template has a placeholder that is not known.
    """
    rules = {rule.rule_id: rule for rule in reference.rule}
    ratings = rating_words(reference.code)
    found = queries.rows(db, "quality/queries/found", cases=cases)
    for row in found:
        rule, indicator = rules[row["rule_id"]], reference.indicators.get(row["indicator_id"])
        period = reference.periods.get(row["period_id"])
        plain, _ = _compared(rule, row, reference)
        received, expected = _compared(rule, _in_measure(rule, row), reference)
        facts = {
            "received": received,
            "expected": expected,
            "detail": _printed(_detail(rule, row), period, reference),
            "label": indicator.label_vi if indicator else None,
            "period": period.label_vi if period else None,
        }
        row |= {
            "severity": rule.severity,
            "received": received,
            "received_key": _received_key(plain, indicator, ratings),
            "expected": expected,
            "message_vi": fill(rule, rule.message_vi, facts) + _together(rule, row),
            "remedy_vi": fill(rule, rule.remedy_vi, facts),
        }
    db.execute(made.create_sql())
    if found:
        insert(db, made, {column: [row[column] for row in found] for column in made.columns})


def _received_key(received: str | None, indicator: Indicator | None, ratings: Mapping[str, tuple[str, int]]) -> str | None:
    if received is None:
        return None
    is_rating = indicator is not None and indicator.unit_of_measure == "rating"
    return written_key(received, indicator, ratings) if indicator and is_rating else shown_key(received)


def _compared(rule: Rule, row: Mapping[str, Any], reference: Reference) -> tuple[str | None, str | None]:
    """What was received, and what was expected."""
    period = reference.periods.get(row["period_id"])
    received, expected = _received(rule, row, reference), _printed(_expected(rule, row, reference), period, reference)
    if received == expected and row["is_by_bounds"] and row["expected_low"] is not None:
        return _told_apart(row, received)
    return received, expected


_OF_SHARES = ("ratio", "period_ratio", "reported_share", "form_ratio", "completeness", "copied")
"""Kinds that compare other numbers than amounts of their indicator."""


def _in_measure(rule: Rule, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same case with numbers as the cell counts them, where that is in a multiple: 4000 of 'triệu đồng'."""
    if row["multiplier"] == 1 or rule.kind in _OF_SHARES:
        return row
    numbers = ("value", "received_low", "received_high", "expected_low", "expected_high")
    counted = {name: row[name] / type(row[name])(row["multiplier"]) for name in numbers if row[name] is not None}
    measure = row["measure_text"] or ""
    return {**row, **counted, "measure": f" {measure}" if measure[:1].isalpha() else f" ({measure})" if measure else ""}


def _measured(text: str, row: Mapping[str, Any]) -> str:
    """A number with the measure that it is in, where that is a multiple."""
    return f"{text}{row.get('measure', '')}"


def _received(rule: Rule, row: Mapping[str, Any], reference: Reference) -> str | None:
    said: str | None = row["received"]
    ranks = _ranks(row, reference)
    if row["is_by_bounds"] and row["received_low"] not in ranks:
        return _measured(format_bounds(row["received_low"], row["received_high"], _decimals(rule, row)), row)
    if row["value"] in ranks:
        return ranks[row["value"]]
    if row["state"] is None:
        return said
    told = format_observation(state=row["state"], value=row["value"], comparator=row["comparator"], received=said)
    return _measured(told, row) if told and row["state"] in ("value", "zero") else told


def _expected(rule: Rule, row: Mapping[str, Any], reference: Reference) -> str | None:
    said: str | None = row["expected"]
    ranks = _ranks(row, reference)
    if row["expected_low"] in ranks:
        return ranks[row["expected_low"]]
    if row["expected_low"] is not None:
        low, high = row["expected_low"], row["expected_high"]
        # A limit that has bounds is passed where even its far end is: 'không quá {expected}' has room for one number.
        if rule.kind in ("ratio", "period_ratio") and (rule.minimum is None) != (rule.maximum is None):
            low = high = high if rule.minimum is None else low
        return _measured(format_bounds(low, high, _decimals(rule, row)), row)
    if rule.kind == "integer":
        return say("a whole number")
    if rule.kind == "in_code_list":
        ends_on = reference.periods[row["period_id"]].ends_on
        codes = reference.codes(reference.indicators[row["indicator_id"]].unit_of_measure, ends_on)
        return "; ".join(code.label_vi for code in codes)
    if said and rule.subject in _OF_CORRECTIONS and (plain := _PLAIN_NUMBER.fullmatch(said)):
        return format_number(Decimal(plain[1])) + plain[2]
    return said


_OF_CORRECTIONS = ("corrected", "correction_expired")
_PLAIN_NUMBER = re.compile(r"(-?\d{1,18}(?:\.\d+)?)((?: \D.*)?)")
"""A number as register 'correction' has it, and its measure."""


def _detail(rule: Rule, row: Mapping[str, Any]) -> str | None:
    """What more there is to say; of a return that is held, what became of the returns that stood when it came."""
    detail: str | None = row["detail"]
    if rule.subject != HELD:
        return detail
    since = say("that return still counts")
    if row["withdrawn_on"]:
        since = say(
            "that return was withdrawn on {day}, but this one counts only when it is corrected and sent again",
            day=format_day(row["withdrawn_on"]),
        )
    whose = say(
        "and the unit and period in the head of the form ({named}) had an accepted return when this file came",
        named=row["received"],
    )
    return f"{detail}, {whose}; {since}"


def _together(rule: Rule, row: Mapping[str, Any]) -> str:
    """Whose figures are added up on either side, where a unit that was split or merged goes on from another's; else nothing."""
    if rule.kind != "continuity" or not row["detail"]:
        return ""
    return say(". Added up over units (this period / the one before): {units}", units=row["detail"])


def _printed(text: str | None, period: Period | None, reference: Reference) -> str | None:
    """A text with heads of a form as they are printed in a period."""
    if not text or period is None or "{" not in text:
        return text
    run = reference.calendar.runs[period.period_id]
    return with_printed_numbers(text, Days(*calendar_days(run)))


def _told_apart(row: Mapping[str, Any], same: str | None) -> tuple[str | None, str | None]:
    """What was received and expected, with as many decimals as tell them apart."""
    for decimals in range(3, 13):
        told = [format_bounds(row[f"{name}_low"], row[f"{name}_high"], decimals) for name in ("received", "expected")]
        if told[0] != told[1]:
            return _measured(told[0], row), _measured(told[1], row)
    return same, same


def _decimals(rule: Rule, row: Mapping[str, Any]) -> int:
    """Decimals that are told; of millions as many as the warehouse keeps."""
    return 2 if KINDS[rule.kind].is_rounded else FINEST if "measure" in row else 4


def _ranks(row: Mapping[str, Any], reference: Reference) -> dict[float, str]:
    """Rank → label of a rating in a period; nothing for numbers."""
    indicator, period = reference.indicators.get(row["indicator_id"]), reference.periods.get(row["period_id"])
    if indicator is None or period is None or indicator.unit_of_measure != "rating":
        return {}
    return {float(code.rank): code.label_vi for code in reference.codes("rating", period.ends_on)}


def first_findings(db: duckdb.DuckDBPyConnection, name: str, most: int) -> dict[str, list[dict[str, Any]]]:
    """Rule → its first findings in a table of findings, at most so many."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in queries.rows(db, "quality/queries/first_findings", findings=name, most=most):
        found.setdefault(row["rule_id"], []).append(row)
    return found


def place(finding: Mapping[str, Any]) -> tuple[str, str]:
    """Where a finding is: return (else file, period, or nothing) and cell ('01-TCĐ!D12', or nothing)."""
    where = finding["return_id"] or finding["path"] or finding["period_id"] or ""
    return where, "!".join(filter(None, (finding["sheet_name"], finding["address"])))
