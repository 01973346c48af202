-- description: Indicators that are parts of others ('women among new members'), or are printed in parts alone, return by return: the way that says it best, with the bounds that what is unknown leaves.
-- grain: one row per return, unit that the figure is about and indicator that it owes or tells
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column owner_id: unit that the figure is about
-- column period_id: period of the return
-- column indicator_id: indicator
-- column form_id: form
-- column sheet_name: sheet of the workbook; null where the return has none of its cells
-- column address: cell, or first and last of several
-- column received: text of the cell, where it is one
-- column value: figure; null when it is not even a bound
-- column comparator: '=' for an exact figure, otherwise the bound that it is
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column low_value: least that it may be
-- column high_value: most that it may be: no more than the whole of which it is a part
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
-- column is_on_form: whether the return has its cells
-- column is_due: whether the unit owes it in this period
with due as (
    select returned.return_id, owed.unit_id, coalesce(owed.owner_id, owed.unit_id) as owner_id, owed.period_id,
        owed.indicator_id, owed.form_id,
    from staging.return as returned
    join reference.due_line as owed using (unit_id, period_id)
    join reference.summed_indicator as made on made.indicator_id = owed.indicator_id and made.made_of <> 'list'
    where owed.told_in_id = owed.period_id
),

-- What is known before what is not, what is printed as such before sums, what is printed first.
told as (
    select *
    from staging.part_sum
    qualify row_number() over (
        partition by return_id, owner_id, indicator_id order by has_unknown, not is_whole, cut, printed_order
    ) = 1
),

whole as (
    select return_id, owner_id, indicator_id, high_value as whole_high from staging.figure where is_observed
),

found as (
    select
        coalesce(told.return_id, due.return_id) as return_id, coalesce(told.unit_id, due.unit_id) as unit_id,
        coalesce(told.owner_id, due.owner_id) as owner_id, coalesce(told.period_id, due.period_id) as period_id,
        coalesce(told.indicator_id, due.indicator_id) as indicator_id, coalesce(told.form_id, due.form_id) as form_id,
        told.return_id is not null as has_cells, due.return_id is not null as is_due,
        told.* exclude (return_id, unit_id, owner_id, period_id, indicator_id, form_id),
    from due
    full join told
        on told.return_id = due.return_id and told.owner_id = due.owner_id and told.indicator_id = due.indicator_id
)

select
    found.return_id, found.unit_id, found.owner_id, found.period_id, found.indicator_id, found.form_id,
    found.sheet_name, found.address, found.received,
    if(is_whole or indicator.valid_min >= 0, coalesce(bottom, 0), least(indicator.valid_min, 0))::decimal(24, 6) as low_value,
    greatest(low_value, least(
        if(is_whole, top, greatest(indicator.valid_max, coalesce(bottom, 0))),
        -- A part is no more than what it is a part of.
        if(indicator.valid_min >= 0, whole_high, null)
    ))::decimal(24, 6) as high_value,
    -- What is known of several is at least a bound, unless what is unknown may take something from it.
    if(coalesce(cell_count, 1) = 1 or is_whole or known <= low_value, known, null)::decimal(24, 6) as value,
    case
        when value is null then null
        when low_value = high_value then '='
        when cell_count = 1 and is_whole then found.comparator
        else if(value = low_value, '>=', '≈')
    end as comparator,
    case when cell_count = 1 then found.state when value is null then 'blank' when found.state = 'blank' then 'value'
        else coalesce(found.state, 'blank') end as state,
    coalesce(found.is_low_open, false) as is_low_open,
    coalesce(found.is_high_open and high_value = top, false) as is_high_open,
    (low_value + if(found.is_low_open, 0.000001, 0))::decimal(24, 6) as low,
    (high_value - if(found.is_high_open and high_value = top, 0.000001, 0))::decimal(24, 6) as high,
    has_cells as is_on_form,
    is_due,
from found
join reference.indicator as indicator using (indicator_id)
left join whole
    on whole.return_id = found.return_id and whole.owner_id = found.owner_id
    and whole.indicator_id = indicator.part_of_id
