-- One unit's figures, periods as columns: here of TC35, through its upgrade; ratings and words of empty cells stand as text.
pivot (
    select period_id, indicator_vi, figure_vi from marts.observation join marts.unit using (unit_version_id) where unit_id = 'TC35'
) on period_id using any_value(figure_vi)
order by indicator_vi
