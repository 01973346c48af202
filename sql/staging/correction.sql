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
-- column measure_vi: measure in which the register says that number: the multiple that holds for the cell, or that of money; null elsewhere
with rating as (
    select code, arg_max("rank", valid_from_on) as "rank" from reference.code where list_id = 'rating' group by code
),

cell as (
    select
        returned.return_id, correction.*, null as sheet_name, null as address, entry.received as stands,
        entry.received_key as stands_key, entry.value, entry.measure_text, coalesce(entry.multiplier, 1) as multiplier,
    from reference.correction as correction
    join staging.return as returned using (unit_id, period_id)
    join reference.form_line as form_line using (indicator_id)
    join raw.entry as entry using (file_sha256, unit_id, period_id, form_id, line_code)
    where correction.cell is null
    union all
    -- Of a described form the cell that the line names, or the one that says the indicator as a whole.
    select
        entry.return_id, correction.*, entry.sheet_name, entry.address, entry.received,
        entry.received_key, entry.value, entry.measure_text, entry.multiplier,
    from reference.correction as correction
    join staging.described_entry as entry using (unit_id, period_id, indicator_id)
    where if(correction.cell is null, entry.is_observed and entry.owner_id = entry.unit_id,
        entry.sheet_name || '!' || entry.address = correction.cell)
),

-- What counts instead is said in the same measure as what is wrong: that of the cell ('triệu đồng'), or the register's own.
standing as (
    select
        cell.*, rating.code, "rank", money.label_vi,
        if(indicator.unit_of_measure = 'percent', 6, indicator.decimals) as decimals,
        try_cast(regexp_extract(received_key, '^[=<>≈]+ (-?[0-9.]+)$', 1) as decimal(24, 6)) as wrong_number,
        stands is not distinct from received
            or coalesce(wrong_number is null and stands_key = received_key, false)
            or coalesce(value = wrong_number * multiplier, false)
            and split_part(stands_key, ' ', 1) = split_part(received_key, ' ', 1) as is_in_measure,
        corrected in ('none_occurred', 'not_applicable') as is_empty,
        if(is_in_measure, multiplier, 1) as times,
        if(corrected = 'none_occurred', 0, coalesce("rank", try_cast(corrected as decimal(24, 6)) * times)) as instead,
    from cell
    left join rating on rating.code = cell.corrected
    left join reference.indicator as indicator using (indicator_id)
    left join reference.word as money
        on money.list_id = 'unit_of_measure' and money.code = indicator.unit_of_measure and money.code = 'VND'
    where is_in_measure or stands_key = received_key
)

select
    return_id, indicator_id, sheet_name, address,
    instead::decimal(24, 6) as value,
    if(is_empty, null, '=') as comparator,
    case when is_empty then corrected when instead = 0 then 'zero' else 'value' end as state,
    code,
    if(is_empty or code is not null, null, if(times = 1, label_vi, measure_text)) as measure_vi,
from standing
-- What is counted whole has decimals in a multiple alone: 950.5 in 'triệu đồng'. Otherwise the figure as received stands.
where corrected = 'not_applicable' or length(rtrim(split_part(instead::decimal(24, 6)::varchar, '.', 2), '0')) <= decimals
qualify row_number() over (partition by return_id, indicator_id, sheet_name, address order by corrected) = 1
