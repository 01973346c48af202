"""Contracts of the tables in schema quality."""

from dataclasses import replace

from pipelines.tables import Table

RETURN_FINDING = Table(
    name="quality.return_finding",
    description=(
        "Faults of each return, as received: found while reading it, or broken rules of scope cell and return. "
        "A finding of severity 'error' rejects its return."
    ),
    grain="one row per finding",
    columns={
        "finding_id": ("VARCHAR", "Finding: a hash of rule, return and cell, the same in every run"),
        "rule_id": ("VARCHAR", "Rule that is broken"),
        "severity": ("VARCHAR", "error: rejects the return; warning: accepted and asked about; note: for information"),
        "receipt_id": ("INTEGER", "Receipt that brought the file; null when the finding is about no single file"),
        "path": ("VARCHAR", "File as received, relative to raw/returns; null when the finding is about no single file"),
        "return_id": ("VARCHAR", "Return; null when unit or period are unknown, or the finding is about no single return"),
        "unit_id": ("VARCHAR", "Reporting unit, where known"),
        "period_id": ("VARCHAR", "Period that the finding is about, where known"),
        "indicator_id": ("VARCHAR", "Indicator that the finding is about; null when it is about a whole file or form"),
        "sheet_name": ("VARCHAR", "Sheet of the cell; null when no cell is at fault"),
        "address": ("VARCHAR", "Cell, e.g. 'D12'; null when no cell is at fault or the line is missing"),
        "received": ("VARCHAR", "What was received, numbers in Vietnamese notation ('1.234,5'); null when blank"),
        "received_key": ("VARCHAR", "The same in one spelling ('= 1234.5'), in which explanations name it; null when blank"),
        "written": ("VARCHAR", "What the cell says ('' when blank), where the steward's correction was judged; null otherwise"),
        "expected": ("VARCHAR", "What would have been accepted, in Vietnamese; null when the rule does not say"),
        "message_vi": ("VARCHAR", "What is wrong, in Vietnamese"),
        "remedy_vi": ("VARCHAR", "What the reader of the finding should do, in Vietnamese"),
    },
)

FINDING = replace(
    RETURN_FINDING,
    name="quality.finding",
    description=(
        "Every finding: those of quality.return_finding, and broken rules over time, periods and the whole bloc, "
        "which are judged on the accepted returns in force."
    ),
)

RULE_RESULT = Table(
    name="quality.rule_result",
    description="Outcome of every rule of the register in this run.",
    grain="one row per rule",
    columns={
        "rule_id": ("VARCHAR", "Rule"),
        "kind": ("VARCHAR", "Kind of rule"),
        "severity": ("VARCHAR", "error, warning or note"),
        "is_blocking": ("BOOLEAN", "Whether a failure stops the release"),
        "case_count": ("BIGINT", "Cases that could be judged: a case with a blank part is not among them"),
        "finding_count": ("BIGINT", "Cases that break the rule"),
        "state": ("VARCHAR", "passed; failed; no case: there was nothing to judge, so it has not passed"),
        "is_passed": ("BOOLEAN", "Whether it judged a case, and none breaks it"),
    },
)

VALIDATION = Table(
    name="quality.validation",
    description="What Great Expectations says of the cases of each kind. Kept from run to run.",
    grain="one row per kind of rule of which there were cases when any of them was validated last",
    columns={
        "kind": ("VARCHAR", "Kind of rule; its cases are table quality.case_<kind>"),
        "rendered": ("VARCHAR", "What it says, as HTML in English"),
    },
)

VALIDATED = Table(
    name="quality.validated",
    description="The cases that were validated, so that only those of a unit and period are validated again that change.",
    grain="one row per kind of rule, unit and period",
    columns={
        "kind": ("VARCHAR", "Kind of rule; its cases are table quality.case_<kind>"),
        "unit_id": ("VARCHAR", "Unit of the cases; '' where they are about all units"),
        "period_id": ("VARCHAR", "Period of the cases; '' where they are about none"),
        "case_count": ("BIGINT", "Cases"),
        "fingerprint": ("VARCHAR", "Tells whether one of the cases has changed since"),
    },
)

FAILING_CASE = Table(
    name="quality.failing_case",
    description="Cases that fail the expectation of their kind, whatever prerequisite they wait for. Kept from run to run.",
    grain="one row per case",
    columns={
        "kind": ("VARCHAR", "Kind of rule"),
        "is_about_returns": ("BOOLEAN", "Whether single returns are judged, before they are accepted"),
        "rule_id": ("VARCHAR", "Rule"),
        "return_id": ("VARCHAR", "Return; null when the case is about all units"),
        "unit_id": ("VARCHAR", "Reporting unit; null when the case is about all units"),
        "period_id": ("VARCHAR", "Period that the case is about"),
        "indicator_id": ("VARCHAR", "Indicator that the case is about; null when it is about none"),
        "received_low": ("DOUBLE", "Least that the figure may be; null for kinds that compare no numbers"),
        "received_high": ("DOUBLE", "Most that it may be"),
        "expected_low": ("DOUBLE", "Least that it should be; null for kinds that compare no numbers"),
        "expected_high": ("DOUBLE", "Most that it should be"),
        "detail": ("VARCHAR", "What more there is to say"),
        "shown": ("VARCHAR[]", "Of each expectation of the kind the values that fail it, as text; null where they pass"),
        "sheet_name": ("VARCHAR", "Sheet of the cell, where the case is about a cell of a described form"),
        "address": ("VARCHAR", "That cell; null: the one of the indicator"),
    },
)

RETURN_RULE_RESULT = replace(
    RULE_RESULT,
    name="quality.return_rule_result",
    description="Outcome of every rule about single cells and returns.",
)

RETURN_VALIDATION = Table(
    name="quality.return_validation",
    description="When each return was judged, and by which rules. Kept from run to run, and noted with each publication.",
    grain="one row per return, content and version of the rules that concern it",
    columns={
        "return_id": ("VARCHAR", "Return: unit, period and revision"),
        "file_sha256": ("VARCHAR", "Content that was judged"),
        "rules_version": ("VARCHAR", "Hash of the rules, lines, ranges, codes and corrections that concern the return"),
        "validated_at": ("TIMESTAMP", "Instant of the run that judged it (UTC)"),
        "error_count": ("INTEGER", "Findings that rejected it"),
        "warning_count": ("INTEGER", "Findings to ask about"),
    },
)

KEPT = (VALIDATION, VALIDATED, FAILING_CASE)
"""Tables of what was validated, which both halves of the rules add to from night to night."""
TABLES = (*KEPT, RETURN_FINDING, RETURN_RULE_RESULT, RETURN_VALIDATION, FINDING, RULE_RESULT)
"""Tables of schema quality that Python makes, in the order in which they are filled."""
