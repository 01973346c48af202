"""Decisions and explanations that do nothing in a release: for the release notes, the summary and the run's page."""

from typing import Any

import duckdb

from pipelines import queries

REASONS_VI = {
    "return_rejected": {"correction": "phiếu bị trả lại"},
    "names_nothing": {
        "correction": "không có phiếu nào được tính của đơn vị và kỳ này",
        "override": "không có cảnh báo nào như vậy: đã được sửa, hoặc ghi sai quy tắc, đơn vị, kỳ, chỉ tiêu",
        "withdrawal": "không có tệp nào mang mã này",
        "explanation": "không có cảnh báo nào như vậy: đã được sửa",
    },
    "names_several": {"withdrawal": "nhiều tệp có mã bắt đầu như vậy; ghi thêm chữ số"},
    "expired": {"override": "quá hạn"},
    "shadowed": {"override": "mọi cảnh báo đã thuộc dòng khác ghi rõ chỉ tiêu"},
    "not_needed": {
        "correction": "số liệu ở phiếu đã được sửa như vậy",
        "override": "chỉ phiếu cũ có cảnh báo này",
        "explanation": "chỉ phiếu cũ có cảnh báo này",
    },
    "value_changed": {
        "correction": "ô không còn ghi số sai này",
        "override": "số liệu đã thay đổi",
        "explanation": "số liệu đã thay đổi",
    },
    "too_many": {"override": "nhiều ô lỗi hơn số ô đã chấp nhận"},
}
"""Status in marts.decision → kind of decision → why it does nothing."""
SOURCES_VI = {
    "correction": "correction.csv",
    "override": "override.csv",
    "withdrawal": "withdrawal.csv",
    "explanation": "giải trình của đơn vị",
}
_ORDER = ("decision_kind", "period_id", "unit_id", "rule_id", "indicator_id", "file_sha256", "received")
_MEND_VI = " vì trái quy tắc {}: đính chính cả dòng tổng và các dòng liên quan, hoặc xin phiếu mới"
"""Which rules throw out the return that a correction is for, and what mends it."""
MOST_LINES = 10
"""Decisions named one by one in a terminal; the rest is counted."""


def idle_decisions(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rows of marts.decision that do nothing, each with 'source_vi' and 'why_vi'; `db` is a release."""
    found = [row for row in queries.rows(db, "reports/decision") if row["is_idle"]]
    found.sort(key=lambda row: [(row[name] is None, row[name]) for name in _ORDER])
    for row in found:
        row["source_vi"] = SOURCES_VI[row["decision_kind"]]
        row["why_vi"] = REASONS_VI[row["status"]][row["decision_kind"]]
        if row["status"] == "return_rejected":
            row["why_vi"] += _MEND_VI.format(row["broken_rules"] or "—")
    return found


def idle_decision_texts(db: duckdb.DuckDBPyConnection) -> list[str]:
    """One sentence for each decision that does nothing, at most MOST_LINES, then how many more; [] when all are in force."""
    found = idle_decisions(db)
    named = ("rule_id", "unit_id", "period_id", "indicator_id", "file_sha256", "received")
    texts = [
        f"{row['source_vi']} {' '.join(str(row[name]) for name in named if row[name])}: không có tác dụng, {row['why_vi']}"
        for row in found[:MOST_LINES]
    ]
    more = len(found) - MOST_LINES
    return [*texts, f"và {more} quyết định khác không có tác dụng: marts.decision"] if more > 0 else texts
