"""What the sample bloc is like: the totals to arrive at, and how unevenly things fall."""

import csv
from fractions import Fraction
from pathlib import Path

from pipelines.reference import Reference

FIGURES = Path(__file__).parents[1] / "data" / "report_165_figures.csv"
UNITS, PERIODS = 56, 6
"""Grassroots units at the cut-off and half-years that the totals below are for; other sizes are scaled from them."""

COMMITTEE, CELL = "party_committee", "party_cell"
RECEIVER = "VP"
NOTE_VI = "SỐ LIỆU MẪU – không phải số liệu thật"

JITTER = 0.4
"""How far a share may stray from what a unit's size would give it."""
MEMBERS = {COMMITTEE: (38, 200), CELL: (8, 27), "upgraded": (34, 39), "merged": (8, 12)}
"""Members at the start, from and to. A cell that becomes a committee needs 30; two that merge stay a cell."""
MEMBERS_AT_START = 4186
TOTALS = {
    # The report says 'more than', 'nearly' or nothing of these.
    "members_transferred_in": 312,
    "members_transferred_out": 268,
    "members_lost_otherwise": 70,  # beside the expelled
    "website_documents": 537,
    "website_items": 5_216,
    "union_donations_vnd": 6_180_000_000,
    "youth_covid_donations_vnd": 978_000_000,
    "youth_counselling_attendances": 1_184,
    "organisations_dissolved_as_discipline": 0,
    "democracy_inspections": 11,
    "mobilisation_models": 23,
}
FLOWS = {
    "members_admitted": 0.12,
    "members_transferred_in": 0.06,
    "members_transferred_out": 0.05,
    "members_lost_otherwise": 0.03,
}
"""Members who come and go, and how many at most in one half-year, as a share of the unit's size."""
TRANSFERRED_INSIDE = 0.4
"""Of those who change units, the share that stays inside the bloc."""
YOUTH_OF_ADMITTED = Fraction(303, 339)
GRAIN = {"union_donations_vnd": 10_000_000, "youth_covid_donations_vnd": 1_000_000, "youth_trees_planted": 10_000}
"""Amounts are multiples of this."""
STOCKS = {
    "propagandists": (468, 12),
    "union_members": (8_940, 15),
    "youth_union_members": (3_860, -12),
    "veterans_members": (612, 4),
}
"""Stock at the end of the first period, and what each further period adds."""
YEARLY = {"youth_trained": (1_046, 1_128, 1_215)}
LEARNERS = {
    "party_work_learners": "party_work_classes",
    "political_theory_learners": "political_theory_classes",
    "defence_learners": "defence_classes",
    "awareness_learners": "awareness_classes",
    "new_member_theory_learners": "new_member_theory_classes",
}
"""Learners fall where the classes are."""
BLOC_SHARE = Fraction(1, 4)
"""Of what grassroots units and a department both report, the department's part."""
BLOC_RATINGS = {
    "bloc_rating": (*["hoan_thanh_tot"] * 4, "hoan_thanh_xuat_sac"),
    "union_rating": ("hoan_thanh_xuat_sac", "hoan_thanh_tot"),
    "youth_union_rating": (*["hoan_thanh_xuat_sac"] * 4, "hoan_thanh_tot"),
    "veterans_rating": ("hoan_thanh_xuat_sac",),
}
"""Ratings from the first year on; the last one stays."""

COMMITTEE_ONLY = (
    "standing_committee_members_replaced",
    "inspection_members_replaced",
    "inspection_deputy_heads_replaced",
    "inspection_heads_replaced",
    "organisation_inspections_by_inspection_committees",
    "organisation_supervisions_by_inspection_committees",
    "members_supervised_by_inspection_committees",
)
"""A party cell has no standing committee and no inspection committee: 'không áp dụng'."""
AT_MOST = {
    "committee_members_replaced": 3,
    "standing_committee_members_replaced": 2,
    "secretaries_replaced": 1,
    "deputy_secretaries_replaced": 1,
    "inspection_deputy_heads_replaced": 1,
    "inspection_heads_replaced": 1,
    "organisations_reprimanded": 1,
    "organisations_warned": 1,
    "members_dismissed": 1,
    "members_expelled": 1,
}
"""Plausible for one unit in one half-year, where the register's bound is wider."""

ABSENT_FROM_MEETINGS_PCT = (2.9, 3.3, 4.4, 3.8, 3.1, 2.7)
ABSENT_FROM_STUDY_PCT = (2.4, 2.1, 3.6, 4.2, 2.8, 2.2)
"""Per period, of the whole bloc; in order, then again from the first."""
MEETINGS = 6
STAFF_PER_MEMBER = (1.3, 1.9)
MEMBERS_PER_AGENCY = 70
AGENCIES_NOT_GOOD_PCT = (3.1, 3.7, 2.6)
STAFF_NOT_ADVANCED_PCT = (4.3, 3.9, 3.6, 4.4, 4.85)
MEMBERS_FAIR_PCT = (1.3, 1.4, 1.2)
MEMBERS_FAILED_PCT = (0.31, 0.42, 0.36)
"""Per year, likewise."""
ORGANISATION_NOT_GOOD_OF = 56
"""Each year one organisation of so many is rated 'hoàn thành nhiệm vụ'."""
ORGANISATION_EXCELLENT_PCT = 20


def totals(reference: Reference) -> dict[str, int]:
    """Indicator → total over PERIODS: what the report states exactly, and TOTALS."""
    indicators = {
        figure.figure_id: figure.indicator_id for figure in reference.printed_figure if figure.taken_over == "cumulative"
    }
    with FIGURES.open(encoding="utf-8", newline="") as file:
        exact = {
            indicators[row["figure_id"]]: int(row["value"])
            for row in csv.DictReader(file)
            if row["figure_id"] in indicators and row["comparator"] == "="
        }
    return {**exact, **TOTALS}
