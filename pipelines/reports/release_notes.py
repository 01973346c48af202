"""Release notes: what the steward decided against a rule or a figure, and what was still open when a release was published."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb

from pipelines import pages
from pipelines.language.vietnamese.wording import SEVERITIES_VI, STATES_VI
from pipelines.reference import Reference
from pipelines.reports.decisions import idle_decisions

STATUSES_VI = {
    "accepted": "Được chấp nhận",
    "accepted_with_warnings": "Được chấp nhận, còn cảnh báo",
    "rejected": "Bị trả lại",
    "held": "Được giữ lại, chưa tính",
    "withdrawn": "Đã rút",
    "superseded": "Đã có phiếu thay thế",
}
WITHDRAWALS_VI = {
    "withdrawn": "đã rút",
    "names_nothing": "không rút phiếu nào: không có tệp nào mang mã này",
    "names_several": "không rút phiếu nào: nhiều tệp có mã bắt đầu như vậy",
}
OVERRIDES_VI = {
    "accepted": "có hiệu lực",
    "value_changed": "hết hiệu lực: số liệu đã thay đổi",
    "too_many": "hết hiệu lực: nhiều ô lỗi hơn số ô đã chấp nhận",
    "expired": "hết hiệu lực: quá hạn",
}


def write_release_notes(db: duckdb.DuckDBPyConnection, reference: Reference, release_id: str, path: Path) -> None:
    """Write the notes of one release as a page that prints on A4.

    `db` is that release. Every line of marts.override and marts.withdrawal stands on the page, and whatever in
    marts.decision does nothing.
    """
    units = {unit.unit_id: unit.name_vi for unit in reference.unit}
    ratings = {code.code: code.label_vi for code in reference.codes("rating")}
    overrides = pages.rows(db, "select * from marts.override order by kind, period_id, unit_id, rule_id, indicator_id")
    content = {
        "release_id": release_id,
        "statuses": pages.rows(
            db, "select period_id, status, count(*) as count from marts.return_status group by all order by period_id, status"
        ),
        "corrections": [row for row in overrides if row["kind"] == "correction"],
        "explanations": [row for row in overrides if row["kind"] == "explanation"],
        "withdrawals": pages.rows(db, "select * from marts.withdrawal order by withdrawn_on, path, period_id, unit_id"),
        "idle": idle_decisions(db),
        "open_findings": pages.rows(
            db,
            "select rule_id, severity, count(*) as count, min(message_vi) as example_vi "
            "from marts.finding where is_open group by all order by severity, rule_id",
        ),
        "units": units,
        "periods": reference.periods,
        "indicators": reference.indicators,
        "words": STATES_VI | ratings,
        "severities_vi": SEVERITIES_VI,
        "statuses_vi": STATUSES_VI,
        "overrides_vi": OVERRIDES_VI,
        "withdrawals_vi": WITHDRAWALS_VI,
    }
    environment = pages.environment("pipelines.reports")
    environment.filters["figure"] = figure_vi
    template = environment.get_template("release_notes.html.jinja")
    pages.write_whole(path, template.render(content).encode())


def figure_vi(plain: str) -> str:
    """A decided figure in Vietnamese notation: '29000' → '29.000'; a word as it is."""
    return pages.format_number(Decimal(plain)) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else plain
