-- description: Figures of described forms seen from each side of their tables: what stands in the same row, or column, beside others.
-- grain: one row per figure and side
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column owner_id: unit that the figure is about
-- column form_id: form
-- column table_id: table of the form
-- column side: row: others of its column follow from it; column: others of its row do
-- column own_code: its row or column; empty where units or a list stand there
-- column across_code: its column or row
-- column row_key: row of a list
-- column indicator_id: indicator; null for a ratio that has none of its own
-- column value_kind: figure, plan, reference (another period's) or computed (a ratio)
-- column is_unit_total: whether it adds up other units of the table
-- column is_again: whether its row comes again for each unit: of an area it adds up the same row of its parts
-- column sheet_name: sheet of the workbook
-- column address: cell
-- column value: figure; null when unknown
-- column comparator: '=' for an exact figure
-- column low: least that it may be
-- column high: most that it may be
-- column step: one of the last digit after the decimal comma that it states; 0 for whole ones of its measure
-- column digit: one of the last digit that is kept of a figure in the measure of the cell
-- column is_told: whether it is known what it adds to a sum: a figure, or that it does not apply
with figure as (
    select * exclude (step), if(step < multiplier, step, 0) as step
    from staging.figure
    where table_id <> '' and column_code is not null
)

select
    return_id, unit_id, period_id, owner_id, form_id, table_id,
    side,
    if(side = 'row', line_code, column_code) as own_code,
    if(side = 'row', column_code, line_code) as across_code,
    row_key, indicator_id, value_kind, is_unit_total, side = 'row' and row_kind = 'unit_slot' as is_again,
    sheet_name, address, value, comparator, low, high, step, multiplier * 0.000001 as digit,
    value is not null or high = low as is_told,
from figure
cross join (select unnest(['row', 'column']) as side) as sides
join (select form_id, table_id, row_kind from reference.form_table) as described using (form_id, table_id)
