"""Lists of words that every office has, and their codes."""

from typing import get_args

from pipelines.reference.kinds import KINDS, READER
from pipelines.reference.target_kinds import KINDS as TARGET_KINDS
from pipelines.reference.unit_events import EventKind

_FORM_RULES = (
    "form_total form_part form_ratio form_unknown form_twice told_twice unit_total cumulative growth retold blank_plan"
)
LISTS: dict[str, tuple[str, ...]] = {
    name: tuple(codes.split())
    for name, codes in {
        "severity": "error warning note",
        "state": "none_occurred not_applicable value zero blank no_data unreadable missing",
        "measure": "flow opening_stock closing_stock rate rating level",
        "comparator": "> >= < <= ≈ ≈<",
        "aggregation": "sum last rate worst none",
        "part": "whole numerator denominator base base_numerator base_denominator",
        "rule_scope": "cell return unit_over_time period bloc",
        "owner": "data-steward operator",
        "frequency": "month quarter half_year nine_months year term",
        "version": "congress rest_of_term",
        "target_kind": " ".join(TARGET_KINDS),
        "target_sentence": " ".join((*TARGET_KINDS, "average_open", "growth_of_fall", "nothing_due")),
        "direction": "at_least below at_most",
        "unit_event": " ".join(get_args(EventKind)),
        "verdict": (
            "exceeded met on_the_way behind not_met cannot_yet_say nothing_due_yet nothing_due not_applicable not_defined"
        ),
        "taken_over": "worst_year worst_period cumulative at_cutoff year",
        "newest_status": "accepted rejected held unreadable withdrawn",
        "return_status": (
            "accepted newest_rejected newest_held newest_unreadable rejected held unreadable withdrawn overdue not_yet_due"
        ),
        "revision_status": "accepted accepted_with_warnings rejected held withdrawn superseded",
        "file_outcome": "returns refused unrecognised answer",
        "not_counted": "not_received refused unrecognised unreadable rejected held withdrawn",
        "finding_status": "open answered noted superseded",
        "override_status": "accepted value_changed too_many expired",
        "decision_status": (
            "in_force waiting return_rejected names_nothing names_several expired shadowed not_needed value_changed "
            "told_elsewhere not_whole too_many"
        ),
        "decision_kind": "correction override withdrawal explanation",
        "reminder_status": "written sent unclear",
        "list_change": "added removed changed",
        "value_kind": "figure plan reference computed",
        "told_kind": "own cumulative other_period reference plan plan_share ratio",
        "rule_kind": " ".join((READER, *KINDS)),
        "form_rule": _FORM_RULES,
        "form_remedy": _FORM_RULES,
        "head": "form unit_name unit_code period receiver version",
        "column": "number code label measure value reference note check",
        "form_word": "motto measure day maker head signed sealed page",
        "meaning": (
            "sheet cell row column owner indicator breakdown period measure kind part any_unit any_item is_sender "
            "closed total of_which own section units_together rows_together"
        ),
        "relative_period": "same year last_year from_january half_1 half_2",
        "cell_state": "none_occurred not_applicable blank",
        "slip": "sheet number severity sheet_name cell indicator received required message remedy explanation key",
        "phrase": (
            "motto compared first_day span beside_figures beside_period harmless total unit footnote person case "
            "body percent counted nil nil_behind"
        ),
        "letterhead": "body place whole",
        "path": "year month quarter half_year first_half second_half nine_months kind no_year",
        "comparison": "at_least at_most about nearly above below exactly",
        "personal": "phone name",
        "personal_number": "identity passport party_card insurance insurance_alone",
        "personal_form": "identity passport party_card insurance insurance_alone citizen mobile",
        "personal_stored": "identity passport party_card insurance mobile",
        "personal_word": "contact money beside business letter",
        "example": "unit by code year plan year_before from_january month months breakdown of_which form remark continued",
        "said": (
            "year year_only unknown_period unknown_year unknown_unit bloc no_indicator above below at_most once targets blank "
            "like_own_past like_others head_unit head_period form_elsewhere missing_form missing_form_elsewhere "
            "unread_form no_due_line more_cells more_rows no_file several_files withdrawn decimal_mark group_mark of_which "
            "plan_told instant_unfinished instant_ambiguous instant_unreadable instant_unknown instant_early no_successor "
            "due_by due_staged due_share no_figure not_computed of_years perhaps concluded undecided several_units "
            "fall_within fall_at_least fall_beyond no_division best_year from_to about just_above just_below above_to "
            "from_to_below above_to_below"
        ),
    }.items()
}
"""List → codes that must have a word."""
OPTIONAL = frozenset({"letterhead", "path", "personal_number", "personal_form", "personal_stored", "personal_word"})
"""Lists of which an office has what its country has."""
OPEN = frozenset({"version"})
"""Lists to which an office may add codes of its own."""
RECOGNISED = frozenset({"head", "column", "cell_state", "comparison", "personal", "slip"})
"""Lists of which a spelling must mean one thing: returns, and slips that come back, are read by them."""
