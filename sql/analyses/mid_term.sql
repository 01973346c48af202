-- The mid-term table: every target with what it asks for, what of it was to be reached by then (expected_vi), what it came to and the verdict.
select target_version_id, label_vi, target_vi, expected_vi, result_vi, result_years, verdict_vi, coverage_pct
from marts.evaluation_mid_term
order by target_version_id
