-- Members at the start of the term and at each period's end, with the flows between, all counted since the start of the term. They balance
-- where all is known: fewest units known of those due, in the period itself (known_count) and of the flows in the term so far.
pivot (
    select period_id, indicator_id, coalesce(term_to_date_opening_value, term_to_date_value, closing_value) as figure, min(period_known_count)
        over of_period as known_count, max(period_due_count) over of_period as due_count, min(if(measure = 'flow', term_to_date_known_count,
        null)) over of_period as term_known_count, max(term_to_date_due_count) over of_period as term_due_count
    from marts.indicator_cumulative join marts.indicator using (indicator_id)
    where regexp_full_match(indicator_id, 'members_(opening|admitted|transferred_in|transferred_out|removed|closing)')
    window of_period as (partition by period_id)
) on indicator_id using any_value(figure) order by period_id
