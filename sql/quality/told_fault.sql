-- description: Faults met while a workbook was read, as they are told: those of one cause once, at the first of their cells, with how many there are.
-- grain: one row per cause and return or receipt
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return; null when the fault is about no single one
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column indicator_id: indicator of the line of the first cell
-- column sheet_name: sheet of the cells
-- column address: the first of them
-- column received: what was received in the first cell, as text; rows that a form lacks: all of them
-- column expected: what should stand there, as text
-- column detail: what more there is to say, in Vietnamese
-- column discriminator: tells faults apart that share return and cell: that of the first, so that a finding keeps its key
with fault as (
    select
        *,
        -- What makes cells of one sheet wrong alike: a measure, formulas that nobody worked out, one merged cell, a row that
        -- stands there twice, heads side by side that are none of the form.
        coalesce(
            case
                when fault in ('unknown_measure', 'other_measure', 'measures_disagree', 'formula_without_value', 'merged_value')
                    then detail
                when fault = 'duplicate_line' then received || regexp_extract(address, '\d+')
                when fault in ('extra_column', 'other_period') then regexp_extract(address, '\d+')
                when fault = 'missing_line' and address is null and indicator_id is null then ''
            end,
            concat_ws('|', address, discriminator)
        ) as cause,
    from quality.read_fault
),

placed as (
    select
        *,
        row_number() over alike as place,
        count(*) over alike as fault_count,
        list(coalesce(address, received)) over alike as places,
    from fault
    window alike as (
        partition by fault, receipt_id, return_id, unit_id, period_id, sheet_name, cause
        order by regexp_extract(address, '\d+')::integer, length(address), address, discriminator
        rows between unbounded preceding and unbounded following
    )
)

select
    fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, sheet_name, address,
    case
        when fault_count = 1 or address is not null then received
        else array_to_string(places[:12], '; ')
            || if(fault_count > 12, ' ' || replace(said.more_rows, '{count}', (fault_count - 12)::varchar), '')
    end as received,
    expected,
    case
        when fault_count = 1 or address is null then detail
        else concat_ws('; ', detail, replace(replace(said.more_cells, '{count}', (fault_count - 1)::varchar),
            '{cells}', array_to_string(places[2:7], ', ') || if(fault_count > 7, ', …', '')))
    end as detail,
    discriminator,
from placed
cross join core.said as said
where place = 1
