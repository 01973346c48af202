-- description: Parts of indicators, and indicators that are printed in parts alone, each way that a return tells them: as one figure, or as the sum of finer parts.
-- grain: one row per return, unit that the figure is about, indicator, form, table and cut
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column owner_id: unit that the figure is about
-- column period_id: period of the return
-- column indicator_id: indicator that is made up
-- column form_id: form
-- column table_id: table of the form
-- column cut: way to make it up, the best first
-- column cell_count: cells of which it is made
-- column printed_order: place of the first of them in the form
-- column sheet_name: sheet of the workbook
-- column address: first and last of its cells
-- column received: text of the cell, where it is one
-- column is_whole: whether these cells make it up wholly, none of them lacking
-- column has_unknown: whether a figure among them is unknown
-- column known: sum of what is known
-- column state: state of the one cell; of several value, zero, none_occurred or not_applicable where all of them are, or blank
-- column comparator: '=' for an exact figure, otherwise the bound that the one cell claims
-- column bottom: least that their sum may be
-- column top: most that it may be
-- column is_low_open: whether it is surely more than the least
-- column is_high_open: whether it is surely less than the most
with cell as (
    select part.indicator_id as made_id, part.cut, part.is_exhaustive, figure.*
    from staging.figure as figure
    join reference.part_cell as part
        on part.form_id = figure.form_id and part.table_id = figure.table_id and part.line_code = figure.line_code
        and part.column_code = figure.column_code and part.whole_id = figure.indicator_id
    -- What is said of a unit for which another one answers counts nowhere.
    anti join staging.foreign_unit as foreign_unit
        on foreign_unit.unit_id = figure.unit_id and foreign_unit.period_id = figure.period_id
        and foreign_unit.owner_id = figure.owner_id
    where figure.row_key is null and not figure.is_unit_total
),

-- How many cells a cut has in each period.
asked as (
    select part.indicator_id as made_id, part.form_id, part.table_id, part.cut, period.period_id, count(*) as asked_count
    from reference.part_cell as part
    join reference.period as period
        on period.ends_on >= coalesce(part.valid_from_on, period.ends_on)
        and period.ends_on <= coalesce(part.valid_to_on, period.ends_on)
    group by part.indicator_id, part.form_id, part.table_id, part.cut, period.period_id
)

select
    cell.return_id, cell.unit_id, cell.owner_id, cell.period_id, cell.made_id as indicator_id, cell.form_id,
    cell.table_id, cell.cut,
    count(*) as cell_count,
    min(cell.printed_order) as printed_order,
    any_value(cell.sheet_name) as sheet_name,
    arg_min(cell.address, cell.printed_order)
        || if(count(*) = 1, '', ':' || arg_max(cell.address, cell.printed_order)) as address,
    if(count(*) = 1, any_value(cell.received), null) as received,
    bool_and(cell.is_exhaustive) and count(*) >= any_value(asked.asked_count) as is_whole,
    bool_or(cell.value is null and cell.state <> 'not_applicable') as has_unknown,
    sum(cell.value) as known,
    case
        when count(distinct cell.state) = 1 then any_value(cell.state)
        when has_unknown then 'blank'
        when bool_and(cell.state in ('not_applicable', 'none_occurred', 'zero')) then 'zero'
        else 'value'
    end as state,
    case when bool_and(cell.low_value = cell.high_value) then '=' when count(*) = 1 then any_value(cell.comparator) end
        as comparator,
    sum(cell.low_value) as bottom,
    sum(cell.high_value) as top,
    bool_or(cell.is_low_open) as is_low_open,
    bool_or(cell.is_high_open) as is_high_open,
from cell
join asked using (made_id, form_id, table_id, cut, period_id)
group by cell.return_id, cell.unit_id, cell.owner_id, cell.period_id, cell.made_id, cell.form_id, cell.table_id, cell.cut
