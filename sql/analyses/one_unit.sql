-- One unit's figures, half-years as columns: here of TC35, through its upgrade; ratings and words of empty cells stand as text.
pivot (
    select period_id, indicator_vi,
        coalesce(rating_vi, (coalesce(value, opening_value, closing_value, level_value, rate_pct)::double)::varchar, state_vi) as figure
    from marts.observation join marts.unit using (unit_version_id)
    where unit_id = 'TC35'
) on period_id using any_value(figure)
order by indicator_vi
