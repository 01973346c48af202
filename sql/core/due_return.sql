-- description: Which returns are due, and what those hold that are in force.
-- grain: one row per unit and period for which a return is due
-- column unit_id: reporting unit
-- column period_id: period
-- column return_id: return in force; null when there is none
-- column received_on: day (where the office is) on which the first accepted revision came; null while none did
-- column due_count: lines due
-- column value_count: lines with a figure other than zero
-- column zero_count: lines with zero
-- column none_occurred_count: lines with 'không phát sinh'
-- column not_applicable_count: lines with 'không áp dụng'
-- column blank_count: lines blank, said to be not known ('…') or not readable
-- column missing_count: lines of a return that never came, or was not accepted, also where a return of another period tells them
with accepted as (
    select
        returned.unit_id,
        returned.period_id,
        -- Days are the office's.
        (min(returned.received_at) at time zone 'UTC' at time zone any_value(office.time_zone))::date as received_on,
    from core.return as returned
    cross join reference.office as office
    where returned.status = 'accepted'
    group by returned.unit_id, returned.period_id
),

-- What a return of another period tells of this one is no line of this one's return, which may still be owed.
known as (
    select
        figure.reporter_id, figure.told_in_id as period_id, figure.indicator_id,
        if(returned.period_id <> figure.told_in_id, null, figure.return_id) as return_id,
        if(returned.period_id <> figure.told_in_id, 'missing', figure.state) as state,
    from core.reported_value as figure
    left join core.return as returned using (return_id)
    -- What it tells beside the period that it owes is none either.
    where figure.is_owed or returned.period_id is not distinct from figure.period_id
)

select
    known.reporter_id as unit_id,
    known.period_id,
    max(known.return_id) as return_id,
    any_value(accepted.received_on) as received_on,
    count(*) as due_count,
    count(*) filter (where known.state = 'value') as value_count,
    count(*) filter (where known.state = 'zero') as zero_count,
    count(*) filter (where known.state = 'none_occurred') as none_occurred_count,
    count(*) filter (where known.state = 'not_applicable') as not_applicable_count,
    count(*) filter (where known.state in ('blank', 'no_data', 'unreadable')) as blank_count,
    count(*) filter (where known.state = 'missing') as missing_count,
from known
-- A part of what is due beside it is no line of its own.
anti join reference.summed_indicator as part on part.indicator_id = known.indicator_id and part.made_of = 'part'
left join accepted on accepted.unit_id = known.reporter_id and accepted.period_id = known.period_id
group by known.reporter_id, known.period_id
