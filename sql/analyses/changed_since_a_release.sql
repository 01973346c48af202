-- What changed between two releases: figures of this one beside those of an earlier one; name its file in warehouse/releases.
-- A figure is compared as it is read: a bound with its comparator ('trên 3 người'), a rating by name, an empty cell by what it says.
attach 'warehouse/releases/EARLIER.duckdb' as earlier (read_only);
select unit_name_vi, period_vi, indicator_vi, figure_before_vi, figure_vi
from marts.observation
full join (
    select unit_version_id, period_id, indicator_id, figure_vi as figure_before_vi from earlier.marts.observation
) using (unit_version_id, period_id, indicator_id)
where figure_vi is distinct from figure_before_vi;
