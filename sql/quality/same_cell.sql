-- description: Figures that returns say, each time that they say it: as a whole, as a part, of other days, as a plan.
-- grain: one row per return and cell of which the same may stand elsewhere
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column owner_id: unit that the figure is about
-- column period_id: period of the return
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column relative_period: period relative to the return's; empty: its own
-- column value_kind: figure, plan or reference (another period's)
-- column is_counted: whether it is the one of its return that counts
-- column sheet_name: sheet of the workbook
-- column address: cell
-- column low: least that it may be
-- column high: most that it may be
-- column step: one of the last digit that it is stated to; 0 for whole counts
-- column printed_order: place in its form
select
    figure.return_id, figure.unit_id, figure.owner_id, figure.period_id, figure.indicator_id, figure.breakdown,
    figure.relative_period, figure.value_kind,
    figure.is_observed or figure.is_part or figure.is_other as is_counted,
    figure.sheet_name, figure.address, figure.low, figure.high,
    coalesce(nullif(figure.step, 1), 0) as step,
    figure.printed_order,
from staging.figure as figure
left join reference.form_cell as cell using (form_id, table_id, line_code, column_code)
where figure.value is not null and figure.indicator_id is not null and figure.value_kind <> 'computed'
    and figure.row_key is null and not figure.is_unit_total
    and not coalesce(cell.is_closed or cell.is_subtotal or cell.is_per_item, false)
