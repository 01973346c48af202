"""When each return was judged, and by which rules: it is judged anew whenever something that concerns it changes."""

import hashlib
from collections.abc import Collection
from datetime import UTC

import duckdb

from pipelines import queries
from pipelines.quality.tables import RETURN_VALIDATION
from pipelines.reference import FormLine, Reference, Rule
from pipelines.reference.described_dues import described_due
from pipelines.reference.kinds import RETURN_KINDS
from pipelines.reference.run import Run
from pipelines.tables import comment, insert


class RulesVersions:
    """Hashes of everything in the registers that a return is judged by."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._of_forms: dict[tuple[str, ...], str] = {}

    def of(self, unit_id: str, period_id: str) -> str:
        """Version for a unit's return for a period: units that report the same forms share it, but for corrections."""
        reference = self._reference
        unit = reference.unit_on(unit_id, period_id)
        forms = tuple(form.form_id for form in reference.forms_of(unit, period_id)) if unit else ()
        if (period_id, *forms) not in self._of_forms:
            due = reference.due_lines(unit, period_id) if unit else {}
            lines = [line for lines in due.values() for line in lines]
            described = described_due(reference, unit, reference.periods[period_id]) if unit else ()
            self._of_forms[period_id, *forms] = self._hash(period_id, lines, [form.form_id for form in described])
        version = self._of_forms[period_id, *forms]
        corrections = [row for row in reference.correction if (row.unit_id, row.period_id) == (unit_id, period_id)]
        return _hashed(version, corrections) if corrections else version

    def _hash(self, period_id: str, lines: list[FormLine], described: Collection[str]) -> str:
        """The version for those who report these lines and described forms."""
        reference = self._reference
        shapes = [shape for (form_id, _), shape in reference.shapes.items() if form_id in described]
        cells = [shape.cell(*pair) for shape in shapes for pair in shape.pairs]
        asked = dict.fromkeys([*(line.indicator_id for line in lines), *(cell.indicator_id for cell in cells)])
        indicators = {name: reference.indicators[name] for name in asked if name}
        lists = {indicator.unit_of_measure for indicator in indicators.values()}
        axes = {member.partition("=")[0] for cell in cells for member in cell.members}
        found: list[object] = [
            [rule for rule in reference.rules_on(reference.periods[period_id].ends_on) if _concerns(rule, indicators)],
            lines,
            indicators,
            [code for code in reference.code if code.list_id in lists],
        ]
        # What units were judged by before there were described forms keeps its version.
        return _hashed(*found, *([shapes, [row for row in reference.breakdown if row.axis_id in axes]] if shapes else []))


def record_validations(
    db: duckdb.DuckDBPyConnection, reference: Reference, run: Run, *, are_rules_the_same: bool = False
) -> int:
    """Add to quality.return_validation what was judged for the first time, or by other rules than before; gives how many rows.

    Reads staging.return and quality.return_finding. `are_rules_the_same`: this was done before by these registers, so that
    only contents are looked at that are not in it.
    """
    db.execute(RETURN_VALIDATION.create_sql(if_missing=True))
    comment(db, RETURN_VALIDATION)
    of_all = () if are_rules_the_same else queries.table(db, RETURN_VALIDATION.name)
    known = {(row["return_id"], row["file_sha256"], row["rules_version"]) for row in of_all}
    versions = RulesVersions(reference)
    validated_at = run.run_at.astimezone(UTC).replace(tzinfo=None)
    rows = []
    for judged in queries.rows(db, "quality/queries/judged_return", only_new=are_rules_the_same):
        version = versions.of(judged["unit_id"], judged["period_id"])
        if (judged["return_id"], judged["file_sha256"], version) not in known:
            rows.append(judged | {"rules_version": version, "validated_at": validated_at})
    if rows:
        insert(db, RETURN_VALIDATION, {name: [row[name] for row in rows] for name in RETURN_VALIDATION.columns})
    return len(rows)


def _hashed(*what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def _concerns(rule: Rule, indicators: Collection[str]) -> bool:
    """Whether a rule judges single returns, and one with these indicators."""
    if rule.kind not in RETURN_KINDS:
        return rule.kind == "reader"
    return rule.subject == "*" or rule.kind == "unique_key" or not set(rule.named).isdisjoint(indicators)
