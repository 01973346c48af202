"""The evaluations at mid-term and at the end of each term as web pages that print on A4, in Vietnamese."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipelines import pages
from pipelines.reference import Reference, Term

VERDICTS_VI = {
    "exceeded": "Vượt",
    "met": "Đạt",
    "not_met": "Chưa đạt",
    "cannot_yet_say": "Chưa thể kết luận",
    "nothing_due_yet": "Chưa đến kỳ có số liệu",
    "nothing_due": "Không kỳ nào phải báo cáo số liệu này",
    "not_applicable": "Không áp dụng",
}
VERSIONS_VI = {"congress": "Chỉ tiêu Đại hội", "rest_of_term": "Chỉ tiêu phần còn lại của nhiệm kỳ"}
SCOPES_VI = {
    "worst_year": "năm kém nhất",
    "worst_period": "kỳ kém nhất",
    "cumulative": "lũy kế",
    "at_cutoff": "cuối kỳ",
    "year": "trong năm",
}


NEWEST_VI = {"rejected": "bị trả lại", "held": "được giữ lại", "unreadable": "không đọc được"}
"""What became of a newer file that does not count."""


@dataclass(frozen=True)
class Page:
    """One evaluation to write."""

    file_name: str
    title_vi: str
    mart: str
    cutoff: str
    """Column of register 'term' that holds the cut-off."""


PAGES = (
    Page("evaluation_mid_term.html", "Đánh giá giữa nhiệm kỳ", "marts.evaluation_mid_term", "mid_term_period_id"),
    Page("evaluation_end_of_term.html", "Đánh giá cuối nhiệm kỳ", "marts.evaluation_end_of_term", "last_period_id"),
)


def write_evaluations(db: duckdb.DuckDBPyConnection, reference: Reference, folder: Path) -> list[Path]:
    """Write one page per evaluation, each replaced whole; returns their paths.

    `db` is a published release. Every number on a page stands in its marts.
    """
    environment = pages.environment("pipelines.reports")
    words = Words(reference)
    environment.filters |= {name: getattr(words, name) for name in ("measure", "when", "target", "result", "between")}
    template = environment.get_template("evaluation.html.jinja")
    for page in PAGES:
        parts = [_content(db, reference, page, term) for term in shown_terms(db, reference)]
        content = {
            "title": page.title_vi,
            "parts": parts,
            "periods": reference.periods,
            "verdicts": VERDICTS_VI,
            "newest_vi": NEWEST_VI,
            "scopes": SCOPES_VI,
        }
        pages.write_whole(folder / page.file_name, template.render(content).encode())
    return [folder / page.file_name for page in PAGES]


def shown_terms(db: duckdb.DuckDBPyConnection, reference: Reference) -> list[Term]:
    """Terms for whose periods any return has come or is overdue, the latest first; the first of the register while none is."""
    query = "select period_id from core.return union select period_id from marts.return_completeness where is_overdue"
    came = {row["period_id"] for row in pages.rows(db, query)}
    latest_first = sorted(reference.term, key=lambda term: term.first_period_id, reverse=True)
    shown = [term for term in latest_first if any(term.first_period_id <= period <= term.last_period_id for period in came)]
    return shown or latest_first[-1:]


def _content(db: duckdb.DuckDBPyConnection, reference: Reference, page: Page, term: Term) -> dict[str, Any]:
    """What a page says of one term."""
    cutoff = reference.periods[getattr(term, page.cutoff)]
    rows = evaluation_rows(db, reference, page, term)
    # A target that ended before the cut-off is shown as it ended.
    counted = pages.rows(
        db,
        "select stale.* from marts.target_stale as stale join reference.target as target using (target_id, version) "
        "where cutoff_period_id = least($cutoff, target.last_period_id)",
        {"cutoff": cutoff.period_id},
    )
    stale = {(row["target_id"], row["version"]): row["stale_count"] for row in counted}
    for row in rows:
        row["stale_count"] = stale.get((row["target_id"], row.get("version", "congress")), 0)
    return {
        "term": term,
        "cutoff": cutoff,
        "groups": _groups(rows),
        "figures": sorted(
            pages.rows(db, "select * from marts.figure where cutoff_period_id = $cutoff", {"cutoff": cutoff.period_id}),
            key=_place(reference),
        ),
        "completeness": pages.rows(
            db,
            "select period_id, count(*) as due, count(*) filter (where status = 'accepted') as accepted, "
            "count(*) filter (where is_stale) as stale, "
            "count(*) filter (where status in ('rejected', 'held', 'unreadable')) as rejected, "
            "count(*) filter (where status in ('missing', 'withdrawn') and period.ends_on < run.office_on) as missing, "
            "count(*) filter (where status in ('missing', 'withdrawn') and period.ends_on >= run.office_on) as ahead "
            "from marts.return_completeness join reference.period as period using (period_id) cross join reference.run as run "
            "where period_id between $first and $last group by period_id order by period_id",
            {"first": term.first_period_id, "last": cutoff.period_id},
        ),
        "stale": pages.rows(
            db,
            "select unit_id, unit_name_vi, period_id, newest_status, newest_path from marts.return_completeness "
            "where is_stale and period_id between $first and $last order by period_id, unit_id",
            {"first": term.first_period_id, "last": cutoff.period_id},
        ),
        "warnings": pages.rows(
            db,
            "select message_vi, remedy_vi from quality.finding where severity = 'warning' and return_id is null "
            "and rule_id not in (select rule_id from reference.rule where kind = 'reader') "
            "and (period_id is null or period_id between $first and $last) order by rule_id, period_id",
            {"first": term.first_period_id, "last": cutoff.period_id},
        ),
    }


def evaluation_rows(db: duckdb.DuckDBPyConnection, reference: Reference, page: Page, term: Term) -> list[dict[str, Any]]:
    """Rows of an evaluation for one term, in the register's order of targets; columns as in its mart."""
    rows = pages.rows(db, f"select * from {page.mart} where term_id = $term", {"term": term.term_id})
    order = {(target.target_id, target.version): place for place, target in enumerate(reference.target)}
    return sorted(rows, key=lambda row: order[row["target_id"], row.get("version", "congress")])


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Targets by version, in the order of the register."""
    versions = dict.fromkeys(str(row.get("version", "congress")) for row in rows)
    return [(VERSIONS_VI[version], [row for row in rows if row.get("version", "congress") == version]) for version in versions]


def _place(reference: Reference) -> Callable[[dict[str, Any]], int]:
    order = {figure.figure_id: place for place, figure in enumerate(reference.figure)}
    return lambda row: order[str(row["figure_id"])]


class Words:
    """Numbers with their unit of measure, and ratings by name, as a Vietnamese reader expects them."""

    def __init__(self, reference: Reference) -> None:
        self.units = {code.code: code.label_vi for code in reference.codes("unit_of_measure")}
        self.periods = {period.period_id: period.label_vi for period in reference.period}
        self.ratings = {code.rank: code.label_vi for code in reference.codes("rating")}
        labels = {code.code: code.label_vi for code in reference.codes("rating")}
        self.once = {
            (target.target_id, target.version): labels.get(target.once_value, target.once_value)
            for target in reference.target
            if target.once_value
        }

    def when(self, text: str) -> str:
        """'2020, 2021' as it is, half-years by their name."""
        return ", ".join(self.periods.get(part, part) for part in text.split(", "))

    def target(self, row: dict[str, Any]) -> str:
        """What a target asks for: 'dưới 1,5 %', 'Hoàn thành tốt nhiệm vụ, và ít nhất một năm Hoàn thành xuất sắc nhiệm vụ'."""
        asked = self.measure(row["target_value"], row["unit_of_measure"])
        once = self.once.get((row["target_id"], row.get("version", "congress")))
        return f"{'dưới ' if row['direction'] == 'below' else ''}{asked}{f', và ít nhất một năm {once}' if once else ''}"

    def result(self, row: dict[str, Any]) -> str:
        """The result, with as many decimals as tell it from what was to be reached."""
        value, expected, unit = row["result_value"], row["expected_value"], row["unit_of_measure"]
        for decimals in range(1, 7):
            said = self.measure(value, unit, decimals)
            if value is None or expected is None or value == expected or unit != "percent":
                return self.measure(value, unit)
            if said != self.measure(expected, unit, decimals):
                break
        return said

    def between(self, row: dict[str, Any]) -> str:
        """What lies between a row's bounds: 'từ 3 người đến 5 người', 'trên 3 người', 'dưới 5 người'."""
        low, high = (self.measure(row[name], row["unit_of_measure"]) for name in ("low_value", "high_value"))
        return f"{'trên' if row.get('is_low_open') else 'từ'} {low} {'đến dưới' if row.get('is_high_open') else 'đến'} {high}"

    def measure(self, value: Decimal | None, unit_of_measure: str, decimals: int | None = None) -> str:
        """'98,2 %', '339 người', 'Hoàn thành tốt nhiệm vụ'; '—' when nothing is known."""
        if value is None:
            return "—"
        if unit_of_measure == "rating":
            return self.ratings.get(int(value)) or pages.format_number(value)
        if decimals is None:
            decimals = 1 if unit_of_measure == "percent" else 6
        return f"{pages.format_number(value, decimals)}\u00a0{self.units[unit_of_measure]}"
