-- description: Figures that a return says as a whole beside the sum of their parts in another table of it, which prints no total.
-- grain: one row per return, unit, indicator, table that parts it and axes along which it does
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column owner_id: unit that the figure is about
-- column indicator_id: indicator
-- column sheet_name: sheet of the total
-- column address: cell of the total
-- column received_low: least that the total may be
-- column received_high: most that it may be
-- column expected_low: least that the sum of what is told may be
-- column expected_high: most that it may be
-- column least: least that the sum may be, what is blank among it
-- column most: most that it may be
-- column rounding: by how much they may differ as each is rounded
-- column detail: the arithmetic, in Vietnamese
with said as (
    select * from reference.form_cell
    where period = '' and value_kind = 'figure' and not is_closed and not is_subtotal and not is_per_item
),

cut as (
    select form_id, table_id, indicator_id, axes, bool_and(is_exhaustive) as is_exhaustive, count(*) as cell_count
    from said
    anti join (select form_id, table_id, indicator_id from said where breakdown = '') as total
        using (form_id, table_id, indicator_id)
    where breakdown <> '' and not is_marginal and not is_partial
    group by form_id, table_id, indicator_id, axes
),

part as (
    select
        figure.*, cut.is_exhaustive, cut.cell_count, split.axes_vi,
        figure.value is not null or figure.high = figure.low as is_told,
        if(figure.step < figure.multiplier, figure.step, 0) as rounded_to,
    from staging.figure as figure
    join cut using (form_id, table_id, indicator_id, axes)
    join core.breakdown as split using (breakdown, axes)
    where figure.is_part and figure.row_key is null
)

select
    part.return_id, part.unit_id, part.period_id, part.owner_id, part.indicator_id, whole.sheet_name, whole.address,
    any_value(whole.low) as received_low,
    any_value(whole.high) as received_high,
    sum(if(part.is_told, part.low, 0)) as expected_low,
    sum(if(part.is_told, part.high, 0)) as expected_high,
    sum(part.low) as least,
    -- Where members of an axis are not printed, those that are add up to no more than the total.
    if(any_value(part.is_exhaustive), sum(part.high), greatest(sum(part.high), any_value(whole.high))) as most,
    -- A total stated to the last digit of its parts adds them up as they stand.
    0.5 * (count(*) + 1) * if(
        bool_and(part.rounded_to in (0, whole.step)),
        any_value(whole.multiplier) * 0.000001,
        greatest(max(part.rounded_to), any_value(if(whole.step < whole.multiplier, whole.step, 0)))
    ) as rounding,
    'Σ ' || any_value(part.axes_vi) || ' (' || any_value(part.sheet_name) || '!' || arg_min(part.address, part.printed_order)
        || ':' || arg_max(part.address, part.printed_order) || ')' as detail,
from part
join staging.figure as whole
    on whole.return_id = part.return_id and whole.owner_id = part.owner_id and whole.indicator_id = part.indicator_id
    and whole.is_observed and whole.value is not null
join reference.indicator as indicator on indicator.indicator_id = part.indicator_id
join core.indicator_measure as measured on measured.indicator_id = part.indicator_id
where measured.is_added_up and (part.is_exhaustive or indicator.valid_min >= 0)
group by part.return_id, part.unit_id, part.period_id, part.owner_id, part.indicator_id, whole.sheet_name, whole.address,
    part.form_id, part.table_id, part.axes
having count(*) = any_value(part.cell_count)
