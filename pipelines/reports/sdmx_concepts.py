"""What each column of the SDMX files is: where its name stands, which codes it has, what it identifies."""

from typing import NamedTuple


class Concept(NamedTuple):
    """What a component of a structure says."""

    named_as: str
    """Column of a mart whose name, and meaning where there is none here, it has."""
    codes: str = ""
    """List of its codes, as `sql/reports/sdmx_code.sql` names it; empty: it has none."""
    meaning: str = ""


VERSION = "1.0"
"""Of all structures: one that is not final, for the lists grow with the registers."""
FLOWS = {
    "OBSERVATION": ("sdmx_observation", "marts.observation"),
    "OBSERVATION_BY_BREAKDOWN": ("sdmx_observation_by_breakdown", "marts.observation_by_breakdown"),
    "INDICATOR_TOTAL": ("sdmx_indicator_total", "marts.indicator_total"),
    "TARGET_EVALUATION": ("sdmx_target_evaluation", "marts.target_evaluation"),
}
"""Dataflow → its query in `sql/reports`, and the mart whose name it has."""
READ = (
    *(mart for _, mart in FLOWS.values()),
    *("marts.indicator_total_by_kind", "marts.indicator_total_by_sector"),
    *("marts.indicator", "marts.period", "marts.return", "marts.target", "marts.unit"),
    *("core.rating", "reference.breakdown", "reference.office", "reference.word"),
)
"""Tables that the files are made from."""
DIMENSIONS = ("FREQ", "REPORTING_UNIT", "UNIT_KIND", "SECTOR", "INDICATOR", "TARGET", "TIME_PERIOD")
MEASURES = ("OBS_VALUE", "RATING", "VERDICT")
SUBJECTS = ("INDICATOR", "TARGET")
"""Dimensions that say what a figure is about."""
OF_SUBJECT = ("UNIT_MEASURE", "UNIT_MULT", "DECIMALS", "MEASURE", "TARGET_KIND", "DIRECTION", "TARGET_VALUE")
"""Attributes that are alike for all figures about the same."""
AXIS = "AXIS_"
"""Begins the dimension of each axis of breakdowns: 'AXIS_gender' with list 'CL_AXIS_gender'."""
CONCEPTS = {
    "FREQ": Concept("period.period_type", "freq", "How long the period is: M, Q, S (half-year), A, or _O"),
    "REPORTING_UNIT": Concept("observation.unit_version_id", "unit"),
    "UNIT_KIND": Concept("indicator_total_by_kind.kind", "unit_kind"),
    "SECTOR": Concept("indicator_total_by_sector.sector", "sector"),
    "INDICATOR": Concept("observation.indicator_id", "indicator"),
    "TARGET": Concept("target_evaluation.target_version_id", "target"),
    "TIME_PERIOD": Concept(
        "observation.period_vi",
        "",
        "Period: 2023-S1, 2023-Q2, 2023-05, 2023, or its first day and how long it is, 2020-07-01/P1826D",
    ),
    "OBS_VALUE": Concept("observation.figure_vi", "", "Figure of whatever measure, but for ratings; no value while unknown"),
    "RATING": Concept("observation.rating_code", "rating"),
    "VERDICT": Concept("target_evaluation.verdict", "verdict"),
    "OBS_STATUS": Concept("observation.state_vi", "obs_status", "What the figure is, in the codes of SDMX:CL_OBS_STATUS"),
    "STATE": Concept("observation.state", "state"),
    "COMPARATOR": Concept("observation.comparator", "comparator", "Bound that the cell claims; none for an exact figure"),
    "LOWER_BOUND": Concept("observation.low_value"),
    "UPPER_BOUND": Concept("observation.high_value"),
    "IS_LOWER_OPEN": Concept("observation.is_low_open"),
    "IS_UPPER_OPEN": Concept("observation.is_high_open"),
    "LOWER_RATING": Concept("indicator_total.low_rating_vi", "rating"),
    "UPPER_RATING": Concept("indicator_total.high_rating_vi", "rating"),
    "WORST_VERDICT": Concept("target_evaluation.worst_verdict", "verdict"),
    "BEST_VERDICT": Concept("target_evaluation.best_verdict", "verdict"),
    "NUMERATOR": Concept("observation.numerator"),
    "DENOMINATOR": Concept("observation.denominator"),
    "TARGET_VALUE": Concept("target_evaluation.target_value"),
    "EXPECTED_VALUE": Concept("target_evaluation.expected_value"),
    "TARGET_KIND": Concept("target_evaluation.kind", "target_kind"),
    "DIRECTION": Concept("target_evaluation.direction", "direction"),
    "UNIT_MEASURE": Concept("indicator.unit_of_measure", "unit_of_measure"),
    "UNIT_MULT": Concept(
        "indicator.unit_of_measure_vi", "unit_mult", "Power of ten by which figures are to be multiplied: none"
    ),
    "DECIMALS": Concept("indicator.decimals"),
    "MEASURE": Concept("observation.measure", "measure"),
    "PERIOD": Concept("observation.period_id", "period"),
    "IS_WHOLE": Concept("observation.is_whole", "", "Whether others that are told too make it up: never added to theirs"),
    "IS_PARTIAL": Concept("observation_by_breakdown.is_partial"),
    "IS_COMPUTED": Concept("observation.is_computed"),
    "IS_REPORTED": Concept("observation.is_reported"),
    "IS_CORRECTED": Concept("observation.is_corrected"),
    **{
        f"{count.upper()}_COUNT": Concept(f"indicator_total.{count}_count")
        for count in ("due", "known", "value", "zero", "none_occurred", "not_applicable", "blank", "missing")
    },
}


def is_dimension(column: str) -> bool:
    """Whether it is part of the key."""
    return column in DIMENSIONS or column.startswith(AXIS)
