-- description: What each line of register correction does to the figure that it names.
-- grain: one row per line of the register
-- column unit_id: unit
-- column period_id: period
-- column indicator_id: indicator
-- column cell: cell of a described form that it names; null: what is said of the indicator as a whole
-- column received: the wrong value, as the line has it; null when blank
-- column corrected: what counts instead
-- column status: in_force, or why it replaces nothing: return_rejected (the return with it breaks a rule), names_nothing (no return counts there), not_needed (the figure says the same by now), value_changed, told_elsewhere (the return of another unit or period tells it), not_whole (it would make parts of what is counted whole)
-- column reason_vi: why
-- column agreed_by: who of the unit agreed
-- column agreed_on: day of the agreement
with correction as (
    select *, try_cast(corrected as decimal(24, 6)) as number from reference.correction
),

rating as (
    select code, arg_max("rank", valid_from_on) as "rank" from reference.code where list_id = 'rating' group by code
),

figure as (
    select
        told.unit_id, told.period_id, told.indicator_id, null as cell, told.return_id, told.is_corrected, told.state,
        told.comparator, told.value, stated.multiplier,
        (told.reporter_id, returned.period_id) <> (told.unit_id, told.period_id) as is_elsewhere,
    from core.observation as told
    join core.return as returned using (return_id)
    left join staging.figure as stated
        on stated.return_id = told.return_id and stated.owner_id = told.unit_id
        and stated.indicator_id = told.indicator_id and stated.is_observed
    where told.is_in_force and told.unit_id in (select unit_id from correction)
    union all
    select
        figure.unit_id, figure.period_id, figure.indicator_id, figure.sheet_name || '!' || figure.address as cell,
        figure.return_id, figure.is_corrected, figure.state, figure.comparator, figure.value, figure.multiplier,
        false as is_elsewhere,
    from staging.figure as figure
    join core.return as returned using (return_id)
    where returned.is_in_force and figure.table_id <> '' and figure.unit_id in (select unit_id from correction)
),

-- The return that came last is thrown out with the corrected figure in it.
rejected as (
    select distinct returned.unit_id, returned.period_id, used.indicator_id
    from staging.correction as used
    join core.return as returned using (return_id)
    where returned.status = 'rejected'
    qualify returned.revision = max(returned.revision) over (partition by returned.unit_id, returned.period_id)
)

select
    correction.unit_id, correction.period_id, correction.indicator_id,
    correction.cell, correction.received, correction.corrected,
    case
        when figure.return_id is null and rejected.unit_id is not null then 'return_rejected'
        when figure.return_id is null then 'names_nothing'
        when figure.is_corrected and not figure.is_elsewhere then 'in_force'
        when figure.state = correction.corrected then 'not_needed'
        when figure.comparator = '='
            -- In the measure of the cell ('triệu đồng'), or in the indicator's own.
            and figure.value in (coalesce(rating.rank, number), number * figure.multiplier)
            then 'not_needed'
        when figure.is_elsewhere then 'told_elsewhere'
        when length(rtrim(split_part((number * figure.multiplier)::decimal(38, 6)::varchar, '.', 2), '0')) > indicator.decimals
            and indicator.unit_of_measure <> 'percent' then 'not_whole'
        else 'value_changed'
    end as status,
    correction.reason_vi, correction.agreed_by, correction.agreed_on,
from correction
left join figure
    on figure.unit_id = correction.unit_id and figure.period_id = correction.period_id
    and figure.indicator_id = correction.indicator_id and figure.cell is not distinct from correction.cell
left join rejected
    on rejected.unit_id = correction.unit_id and rejected.period_id = correction.period_id
    and rejected.indicator_id = correction.indicator_id
left join reference.indicator as indicator on indicator.indicator_id = correction.indicator_id
left join rating on rating.code = correction.corrected
