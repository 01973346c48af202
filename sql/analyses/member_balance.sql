-- Members at the start of the term and at each half-year's end, with the flows between, all counted since the start of the term.
pivot (
    select period_id, indicator_id, coalesce(term_to_date_opening_value, term_to_date_value, closing_value) as figure
    from marts.indicator_cumulative
)
on indicator_id in (
    'members_opening', 'members_admitted', 'members_transferred_in', 'members_transferred_out', 'members_removed', 'members_closing'
) using any_value(figure)
order by period_id
