"""A second small office: returns by the month, quarter, year and term, two terms side by side, cut-offs of its own."""

import calendar
import csv
import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.folders import PROJECT
from pipelines.reference import Reference
from tests.sample.generate import Figures

SHIPPED = PROJECT / "raw" / "reference"
MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)][:18]
QUARTERS = [f"{year}Q{quarter}" for year in (2024, 2025) for quarter in range(1, 5)][:6]
UNITS = ("A", "B")
ASKED = {
    # indicator: line, frequency, aggregation, more
    "admitted": ("1.01", "month", "sum", {}),
    "members": ("1.02", "month", "last", {}),
    "opening": ("1.03", "month", "last", {"stock_point": "opening"}),
    "attended": ("1.04", "month", "sum", {}),
    "due": ("1.05", "month", "sum", {}),
    "visits": ("2.01", "quarter", "sum", {}),
    "budget": ("3.01", "year", "sum", {}),
    "admitted_year": ("3.02", "year", "sum", {}),
    "elected": ("4.01", "term", "sum", {}),
}
FREQUENCIES = {"1": "month quarter", "2": "", "3": "year", "4": ""}
"""Form → types of period for which it says that it is reported."""


def write(folder: Path, name: str, rows: Sequence[Mapping[str, object]], more: Sequence[str] = ()) -> None:
    """A register with these lines, under the shipped heading."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        names = [*next(csv.reader(file)), *more]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def registers(folder: Path) -> Path:
    """Its registers; code lists and the reader's rules are the shipped ones."""
    shutil.copytree(SHIPPED, folder)
    write(folder, "period", _periods())
    terms = [
        ("bloc", "Nhiệm kỳ của khối", "2024", "2024", "2025"),
        ("youth", "Nhiệm kỳ của đoàn", "2024Q3", "2024Q4", "2025Q2"),
    ]
    columns = ("term_id", "label_vi", "first_period_id", "mid_term_period_id", "last_period_id")
    write(folder, "term", [dict(zip(columns, term, strict=True)) for term in terms])
    (folder / "unit_event.csv").unlink()
    write(
        folder,
        "unit",
        [
            {
                "unit_id": unit,
                "name_vi": f"Đơn vị {unit}",
                "kind": "party_cell",
                "sector": "government",
                "valid_from_on": "2010-01-01",
            }
            for unit in UNITS
        ],
    )
    form: dict[str, object] = {"reported_by": "party_cell", "valid_from_on": "2020-01-01"}
    forms = [
        {"form_id": f"form_{number}", "code": f"0{number}-VP", "title_vi": f"Biểu {number}", "frequency": frequency, **form}
        for number, frequency in FREQUENCIES.items()
    ]
    write(folder, "form", forms, ["frequency"])
    lines = [
        {
            "form_id": f"form_{code[0]}",
            "line_code": code,
            "section_vi": "I. Chung",
            "label_vi": f"Dòng {name}",
            "indicator_id": name,
        }
        for name, (code, *_) in ASKED.items()
    ]
    write(folder, "form_line", lines)
    about = {"label_en": "x", "domain": "party_building", "decimals": 0, "valid_min": 0, "valid_max": 1000}
    indicators: list[dict[str, object]] = [
        {
            "indicator_id": name,
            "label_vi": f"Chỉ tiêu {name}",
            "unit_of_measure": "persons",
            "frequency": frequency,
            "aggregation": aggregation,
            **about,
            **more,
        }
        for name, (_, frequency, aggregation, more) in ASKED.items()
    ]
    rate = {"unit_of_measure": "percent", "aggregation": "rate", "frequency": "month", "numerator_ids": "attended"}
    rate |= {"denominator_ids": "due", "is_higher_better": "true"}
    indicators.append({"indicator_id": "attended_pct", "label_vi": "Tỷ lệ dự họp", **about, **rate, "valid_max": 100})
    write(folder, "indicator", indicators)
    target = {"version": "congress", "decided_on": "2024-01-01", "clause": "x", "direction": "at_least", "label_vi": "x"}
    span = {"first_period_id": "2024", "last_period_id": "2025"}
    targets = [
        {"target_id": "T1", "indicator_id": "admitted", "kind": "cumulative", "target_value": 1000, **target, **span},
        {"target_id": "T2", "indicator_id": "attended_pct", "kind": "every_year", "target_value": 50, **target, **span},
    ]
    write(folder, "target", targets)
    figure: dict[str, object] = {"section": "I", "label_vi": "x"}
    printed: list[Mapping[str, object]] = [
        {"figure_id": "F1", "indicator_id": "admitted", "taken_over": "year", "year": 2024, **figure},
        {"figure_id": "F2", "indicator_id": "visits", "taken_over": "cumulative", **figure},
    ]
    write(folder, "printed_figure", printed)
    with (SHIPPED / "rule.csv").open(encoding="utf-8", newline="") as file:
        shipped = list(csv.DictReader(file))
    rules = [{**rule, "prerequisite": ""} for rule in shipped if rule["kind"] == "reader"]
    [total] = [rule for rule in shipped if rule["rule_id"] == "YTT-01"]
    about_all = {"breaks_with": "A 2024 admitted_year=1", "valid_from_on": "2020-01-01"}
    rules.append({**total, "subject": "admitted_year", "whole": "admitted", **about_all})
    [copied] = [rule for rule in shipped if rule["rule_id"] == "COP-01"]
    rules.append({**copied, "maximum": "0.5", "minimum_history": "3", **about_all})
    write(folder, "rule", rules)
    for name in ("unit_alias", "rule_subject", "correction", "override", "withdrawal", "missing_bound"):
        aliases: list[Mapping[str, object]] = [{"unit_id": "A", "alias_vi": "Chi bộ A"}]
        write(folder, name, aliases if name == "unit_alias" else [])
    return folder


def _periods() -> list[dict[str, object]]:
    roman = ("I", "II", "III", "IV")
    rows = [(name, f"Tháng {int(name[5:])} năm {name[:4]}", "month", int(name[5:]), int(name[5:])) for name in MONTHS]
    rows += [
        (name, f"Quý {roman[int(name[5]) - 1]} năm {name[:4]}", "quarter", 3 * int(name[5]) - 2, 3 * int(name[5]))
        for name in QUARTERS
    ]
    rows += [(f"{year}", f"Năm {year}", "year", 1, 12) for year in (2024, 2025)]
    found: list[dict[str, object]] = []
    for name, label, period_type, first, last in rows:
        year = int(name[:4])
        ends_on = dt.date(year, last, calendar.monthrange(year, last)[1])
        days = {"starts_on": dt.date(year, first, 1), "ends_on": ends_on, "due_on": ends_on + dt.timedelta(days=10)}
        found.append({"period_id": name, "label_vi": label, "period_type": period_type, **days})
    term = {"starts_on": "2024-01-01", "ends_on": "2025-12-31", "due_on": "2026-01-15"}
    return [*found, {"period_id": "2024/25", "label_vi": "Nhiệm kỳ 2024-2025", "period_type": "term", **term}]


def figures(reference: Reference) -> Figures:
    """Every unit's figures of every return up to June 2025: of the months, and of longer periods what the months add up to."""
    found: Figures = {}
    for unit, step in zip(UNITS, (1, 10), strict=True):
        for period in reference.period:
            months = [
                place
                for place, name in enumerate(MONTHS, start=1)
                if period.starts_on <= reference.periods[name].starts_on <= period.ends_on
            ]
            if period.ends_on > reference.periods[MONTHS[-1]].ends_on:
                continue
            admitted = step * sum(months)
            cells: dict[str, int | str] = {
                "admitted": admitted,
                "members": 100 * step + months[-1],
                "opening": 100 * step + months[0] - 1,
                "attended": 3 * step * len(months),
                "due": 4 * step * len(months),
                "visits": step * len(months),
                "budget": 7 * step,
                "admitted_year": admitted,
            }
            found[unit, period.period_id] = cells
    return found
