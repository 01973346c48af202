-- description: The steward's corrections that apply: those whose wrong value still stands in the return.
-- grain: one row per return and corrected indicator; of described forms per cell
-- column return_id: return that holds the wrong value
-- column indicator_id: indicator
-- column sheet_name: sheet of the corrected cell of a described form; null elsewhere
-- column address: that cell; null elsewhere
-- column value: number that counts instead, for ratings the rank; null when not applicable
-- column comparator: '='; null when none occurred or not applicable
-- column state: value, zero, none_occurred or not_applicable
-- column code: code of a rating; null for numbers
with correction as (
    select * from reference.correction
),

returned as (
    select * from staging.return
),

rating as (
    select code, arg_max("rank", valid_from_on) as "rank" from reference.code where list_id = 'rating' group by code
),

standing as (
    select distinct
        returned.return_id, correction.indicator_id, correction.corrected, null as sheet_name, null as address,
    from correction
    join returned using (unit_id, period_id)
    join reference.form_line as form_line using (indicator_id)
    join raw.entry as entry using (file_sha256, unit_id, period_id, form_id, line_code)
    where correction.cell is null
        and (entry.received is not distinct from correction.received or entry.received_key = correction.received_key)
    union
    -- Of a described form the cell that the line names, or the one that says the indicator as a whole.
    select entry.return_id, correction.indicator_id, correction.corrected, entry.sheet_name, entry.address,
    from correction
    join staging.described_entry as entry using (unit_id, period_id, indicator_id)
    where (entry.received is not distinct from correction.received or entry.received_key = correction.received_key)
        and if(
            correction.cell is null,
            entry.is_observed and entry.owner_id = entry.unit_id,
            entry.sheet_name || '!' || entry.address = correction.cell
        )
),

typed as (
    select
        standing.*,
        rating.code,
        standing.corrected in ('none_occurred', 'not_applicable') as is_empty,
        case
            when standing.corrected = 'none_occurred' then 0
            else coalesce(rating.rank, try_cast(standing.corrected as decimal(24, 6)))
        end::decimal(24, 6) as value,
    from standing
    left join rating on rating.code = standing.corrected
)

select
    return_id,
    indicator_id,
    sheet_name,
    address,
    value,
    if(is_empty, null, '=') as comparator,
    case when is_empty then corrected when value = 0 then 'zero' else 'value' end as state,
    code,
from typed
-- The registers refuse what is no number; were one to come through, the figure as received would stand.
where value is not null or corrected = 'not_applicable'
qualify row_number() over (partition by return_id, indicator_id, sheet_name, address order by corrected) = 1
