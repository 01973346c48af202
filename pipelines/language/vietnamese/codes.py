"""Words for the codes that the warehouse makes; a list of the same name in register 'code' puts others in their place."""

from collections.abc import Mapping

from pipelines.language.vietnamese.wording import SEVERITIES_VI, STATES_VI

CODES_VI: Mapping[str, Mapping[str, str]] = {
    "severity": SEVERITIES_VI,
    "state": STATES_VI
    | {
        "value": "có số liệu",
        "zero": "bằng 0",
        "blank": "để trống",
        "unreadable": "không đọc được",
        "missing": "chưa có phiếu được tính",
    },
    "measure": {
        "flow": "phát sinh trong kỳ",
        "opening_stock": "số đầu kỳ",
        "closing_stock": "số cuối kỳ",
        "rate": "tỷ lệ",
        "rating": "xếp loại",
        "level": "mức",
    },
    "frequency": {
        "month": "tháng",
        "quarter": "quý",
        "half_year": "6 tháng",
        "nine_months": "9 tháng",
        "year": "năm",
        "term": "nhiệm kỳ",
    },
    "version": {"congress": "Chỉ tiêu Đại hội", "rest_of_term": "Chỉ tiêu phần còn lại của nhiệm kỳ"},
    "target_rule": {"every_year": "năm nào cũng phải đạt", "cumulative": "lũy kế"},
    "direction": {"at_least": "từ mức đề ra trở lên", "below": "dưới mức đề ra"},
    "verdict": {
        "exceeded": "Vượt",
        "met": "Đạt",
        "not_met": "Chưa đạt",
        "cannot_yet_say": "Chưa thể kết luận",
        "nothing_due_yet": "Chưa đến kỳ có số liệu",
        "nothing_due": "Không kỳ nào phải báo cáo số liệu này",
        "not_applicable": "Không áp dụng",
    },
    "scope": {
        "worst_year": "năm kém nhất",
        "worst_period": "kỳ kém nhất",
        "cumulative": "lũy kế",
        "at_cutoff": "cuối kỳ",
        "year": "trong năm",
    },
    "return_status": {
        "accepted": "được chấp nhận",
        "newest_rejected": "bản mới bị trả lại, đang tính bản cũ",
        "newest_held": "bản mới được giữ lại, đang tính bản cũ",
        "newest_unreadable": "bản mới không đọc được, đang tính bản cũ",
        "rejected": "bị trả lại",
        "held": "được giữ lại, chưa tính",
        "unreadable": "không đọc được",
        "withdrawn": "đã rút",
        "overdue": "quá hạn chưa nộp",
        "not_yet_due": "chưa đến hạn",
    },
    "revision_status": {
        "accepted": "được chấp nhận",
        "accepted_with_warnings": "được chấp nhận, còn cảnh báo",
        "rejected": "bị trả lại",
        "held": "được giữ lại, chưa tính",
        "withdrawn": "đã rút",
        "superseded": "đã có phiếu thay thế",
    },
    "file_outcome": {
        "returns": "có phiếu báo cáo",
        "refused": "không nhận được",
        "unrecognised": "không nhận ra phiếu nào",
        "answer": "phiếu trả lời có giải trình",
    },
    "finding_status": {
        "open": "phải sửa hoặc giải trình",
        "answered": "đã giải trình, được chấp nhận",
        "noted": "để biết",
        "superseded": "của bản cũ",
    },
    "decision_kind": {
        "correction": "đính chính số liệu",
        "override": "chấp nhận giải trình",
        "withdrawal": "rút phiếu",
        "explanation": "giải trình của đơn vị",
    },
}
"""Code list → code → its word."""
