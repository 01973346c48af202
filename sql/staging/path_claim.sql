-- description: What each receipt's path says of its returns, beside what their own heads say.
-- grain: one row per receipt, unit and period
-- column receipt_id: receipt in the archive's journal
-- column unit_id: reporting unit, as the header states it
-- column period_id: period, as the header states it
-- column path_unit_id: unit that the innermost part of the path names that names the header's own or begins with one, else one named anywhere; null: none
-- column path_period_id: period, or earlier year alone, that the innermost part of the path names that names any, else another year alone; null: none
-- column has_contradiction: whether the path says another unit or period than the header; of a return in several files of a .zip, of any
with said as (
    -- A folder or file name that names the header's own unit or period agrees, whatever else it names.
    select
        stated.*,
        word.depth,
        coalesce(bool_or(word.unit_id = stated.unit_id), false) as has_unit,
        min(word.unit_id) as unit_named,
        min(word.unit_id) filter (where word.is_first) as unit_first,
        coalesce(bool_or(word.period_id = stated.period_id), false) as has_period,
        min(word.period_id) as period_said,
        coalesce(bool_or(word.year = period.year), false) as has_year,
        -- A later year may be that of the sending; an earlier one is another period.
        if(has_period or has_year, null, min(word.year) filter (word.year < period.year)) as year_before,
        coalesce(period_said, year_before::varchar) as period_named,
        min(word.year) as year_named,
    from staging.stated as stated
    join staging.path_word as word using (path)
    left join reference.period as period on period.period_id = stated.period_id
    group by stated.receipt_id, stated.unit_id, stated.period_id, stated.path, word.depth
),

-- The innermost part that names one decides.
compared as (
    select
        receipt_id,
        unit_id,
        period_id,
        path,
        coalesce(
            arg_max(if(has_unit, unit_id, unit_first), depth) filter (where has_unit or unit_first is not null),
            arg_max(unit_named, depth) filter (where unit_named is not null)
        ) as path_unit_id,
        coalesce(
            arg_max(if(has_period, period_id, period_named), depth) filter (where period_named is not null),
            if(bool_or(has_year), null, arg_max(year_named, depth) filter (where year_named is not null)::varchar)
        ) as path_period_id,
    from said
    group by receipt_id, unit_id, period_id, path
)

select
    stated.receipt_id,
    stated.unit_id,
    stated.period_id,
    compared.path_unit_id,
    compared.path_period_id,
    coalesce(path_unit_id <> stated.unit_id, false) or coalesce(path_period_id <> stated.period_id, false) as has_contradiction,
from staging.stated as stated
left join compared using (receipt_id, unit_id, period_id, path)
qualify row_number() over (
    partition by stated.receipt_id, stated.unit_id, stated.period_id order by has_contradiction desc, stated.path
) = 1
