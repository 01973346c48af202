-- What changed between two releases: figures of this one beside those of an earlier one; name its file in warehouse/releases.
attach 'warehouse/releases/EARLIER.duckdb' as earlier (read_only);
select unit_name_vi, period_vi, indicator_vi, state_before, state, figure_before, figure
from (select *, coalesce(value, opening_value, closing_value, level_value, rate_pct, rating_rank) as figure from marts.observation)
full join (
    select unit_version_id, period_id, indicator_id, state as state_before,
        coalesce(value, opening_value, closing_value, level_value, rate_pct, rating_rank) as figure_before
    from earlier.marts.observation
) using (unit_version_id, period_id, indicator_id)
where (state, figure) is distinct from (state_before, figure_before);
