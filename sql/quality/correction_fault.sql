-- description: Figures that the steward's corrections replace, and corrections that have expired.
-- grain: one row per line of register correction
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return; null when the fault is about no single one
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column indicator_id: indicator of the line
-- column sheet_name: sheet of the cell
-- column address: cell
-- column state: state of what was received, where that is a number; null for texts
-- column value: that figure
-- column comparator: '=' for an exact figure, otherwise the bound that it claims
-- column received: what was received, as text
-- column expected: what should stand there, as text
-- column detail: what more there is to say, in Vietnamese
with latest as (
    select *
    from staging.return
    where withdrawn_on is null
    qualify row_number() over (partition by unit_id, period_id order by has_contradiction, revision desc) = 1
),

rating as (
    select code, any_value(label_vi) as label_vi from reference.code where list_id = 'rating' group by code
),

corrected as (
    select
        latest.receipt_id, latest.path, latest.return_id,
        correction.unit_id, correction.period_id, correction.indicator_id,
        o.sheet_name, o.address,
        stood.state, stood.value, stood.comparator,
        o.received,
        coalesce(o.is_corrected, false) as is_corrected,
        coalesce(correction.received, said.blank) as wrong,
        coalesce(state.label_vi, rating.label_vi, concat_ws(' ', correction.corrected, used.measure_vi)) as right_vi,
        correction.reason_vi,
    from reference.correction as correction
    join latest using (unit_id, period_id)
    left join staging.figure as o
        on o.return_id = latest.return_id and o.indicator_id = correction.indicator_id
        and if(correction.cell is null, o.is_observed and o.owner_id = correction.unit_id,
            o.table_id <> '' and o.sheet_name || '!' || o.address = correction.cell)
    -- A number is told in the office's notation, a text as it was typed.
    left join raw.entry as stood
        on stood.file_sha256 = latest.file_sha256 and stood.unit_id = latest.unit_id and stood.period_id = latest.period_id
        and stood.sheet_name = o.sheet_name and stood.address = o.address
        and try_cast(rtrim(o.received, '%') as decimal(24, 6)) * stood.multiplier = stood.value
    left join staging.correction as used
        on used.return_id = latest.return_id and used.indicator_id = correction.indicator_id
        and if(correction.cell is null, used.address is null or used.address = o.address and used.sheet_name = o.sheet_name,
            used.sheet_name || '!' || used.address = correction.cell)
    left join rating on rating.code = correction.corrected
    left join reference.word as state on state.list_id = 'cell_state' and state.code = correction.corrected
    cross join core.said as said
)

select
    if(is_corrected, 'corrected', 'correction_expired') as fault,
    -- That a correction has expired is the steward's matter, not the unit's: it belongs to no return.
    if(is_corrected, receipt_id, null) as receipt_id,
    if(is_corrected, path, null) as path,
    if(is_corrected, return_id, null) as return_id,
    unit_id,
    period_id,
    indicator_id,
    sheet_name,
    address,
    state, value, comparator,
    received,
    if(is_corrected, right_vi, wrong) as expected,
    if(is_corrected, reason_vi, null) as detail,
from corrected
