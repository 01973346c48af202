-- What changed between two releases: figures of this one beside those of an earlier one; name its file in warehouse/releases.
-- A bound stands with its comparator ('> 3'), a rating as its label.
attach 'warehouse/releases/EARLIER.duckdb' as earlier (read_only);
select unit_name_vi, period_vi, indicator_vi, state_before, state, figure_before, figure
from (select *, coalesce(value, opening_value, closing_value, level_value, rate_pct) as number,
    coalesce(rating_vi, nullif(comparator, '=') || ' ' || number, number::varchar) as figure from marts.observation)
full join (select unit_version_id, period_id, indicator_id, state as state_before,
    coalesce(value, opening_value, closing_value, level_value, rate_pct) as number_before,
    coalesce(rating_vi, nullif(comparator, '=') || ' ' || number_before, number_before::varchar) as figure_before
    from earlier.marts.observation) using (unit_version_id, period_id, indicator_id)
where (state, figure) is distinct from (state_before, figure_before);
