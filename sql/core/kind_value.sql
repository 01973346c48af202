-- description: What returns in force say in described forms besides their totals: parts, and what is of another period, a plan or a ratio; each as what it is.
-- grain: one row per unit, period of the return, indicator, breakdown, kind and days; of ratios per cell
-- kept by: period_id
-- column unit_id: unit that the figure is about
-- column period_id: period of the return
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column axes: axes of these: parts with the same ones do not overlap
-- column is_partial: whether the parts with these axes need not make up the whole ('trong đó')
-- column is_part: whether it counts as a part of its indicator in the period of the return
-- column kind: own (of the period of the return), cumulative (from January on), other_period, reference (another period's, for comparison), plan, plan_share or ratio
-- column relative_period: period relative to the return's; empty: its own
-- column days: its days by name ('2025M01-M09')
-- column starts_on: first day that it is about
-- column ends_on: last day that it is about
-- column about_period_id: period of the register with these days; null where it has none
-- column reporter_id: unit whose return says it
-- column return_id: return in force that holds it
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: number in the indicator's unit of measure, of ratios as stated; null when unknown
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
-- column is_corrected: whether it is the steward's correction of what stands in the cell
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell of the figure
-- Ratios of which a plan is what they are divided by.
with plan_share as (
    select distinct cell.form_id, cell.table_id, cell.line_code, cell.column_code,
    from reference.form_part as part
    join reference.form_cell as cell
        on cell.form_id = part.form_id and cell.table_id = part.table_id
        and part.slot_code = if(part.side = 'row', cell.line_code, cell.column_code)
    join reference.form_cell as divided
        on divided.form_id = part.form_id and divided.table_id = part.table_id
        and divided.line_code = if(part.side = 'row', part.part_code, cell.line_code)
        and divided.column_code = if(part.side = 'row', cell.column_code, part.part_code)
    where part.relation = 'ratio' and part.place = 2 and divided.value_kind = 'plan'
)

select
    figure.owner_id as unit_id, figure.period_id, figure.indicator_id, figure.breakdown, figure.axes,
    figure.is_partial, figure.is_part,
    case
        when figure.value_kind = 'computed' then if(plan_share.form_id is null, 'ratio', 'plan_share')
        when figure.value_kind <> 'figure' then figure.value_kind
        when figure.relative_period = '' then 'own'
        else if(figure.relative_period = 'from_january', 'cumulative', 'other_period')
    end as kind,
    figure.relative_period, dated.days, dated.starts_on, dated.ends_on, dated.about_period_id,
    figure.unit_id as reporter_id, figure.return_id,
    figure.state, figure.comparator, figure.value, figure.low_value, figure.high_value,
    figure.is_low_open, figure.is_high_open, figure.low, figure.high, figure.is_corrected,
    returned.path, figure.sheet_name, figure.address,
from staging.figure as figure
join core.return as returned using (return_id)
join reference.form_period as dated
    on dated.period_id = figure.period_id and dated.relative_period = figure.relative_period
left join plan_share
    on plan_share.form_id = figure.form_id and plan_share.table_id = figure.table_id
    and plan_share.line_code = figure.line_code and plan_share.column_code = figure.column_code
where returned.is_in_force and (figure.is_part or figure.is_other)
-- Of several units that tell it, the unit itself counts first.
qualify row_number() over (
    partition by figure.owner_id, figure.period_id, figure.indicator_id, figure.breakdown, figure.value_kind,
        figure.relative_period, if(figure.value_kind = 'computed', figure.line_code || ' ' || figure.column_code, '')
    order by figure.unit_id <> figure.owner_id, figure.unit_id
) = 1
