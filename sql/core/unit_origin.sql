-- description: What each unit was before: each line of unit.csv whose figures fall to it, with the part of them that does.
-- grain: one row per unit and period by whose end it had begun, and line of unit.csv that it is, or came of
-- column unit_id: unit as it is in the period
-- column period_id: period
-- column earlier_unit_id: the unit itself, or one that it came of, in whole or in part
-- column from_on: first day of that unit's line
-- column until_on: day on which that line became something else; null: not yet
-- column least_share: least part of its figures that falls to the unit, 0 to 1
-- column most_share: most part of them
-- column whole_from_on: day from which on the unit, and all that it came of, has a line here: before it, a part of it had not been founded
with line as (
    select unit_id, valid_from_on, min(holds_from_on) as until_on from reference.unit_share group by unit_id, valid_from_on
),

-- What came of nothing else was founded.
founded as (
    select unit_id, valid_from_on
    from line
    anti join (from reference.unit_share where (unit_id, valid_from_on) <> (became_id, became_from_on)) as share
        on share.became_id = line.unit_id and share.became_from_on = line.valid_from_on
)

select
    share.became_id as unit_id,
    period.period_id,
    share.unit_id as earlier_unit_id,
    share.valid_from_on as from_on,
    line.until_on,
    share.least_share,
    share.most_share,
    max(founded.valid_from_on) over (partition by share.became_id, period.period_id, share.became_from_on) as whole_from_on,
from reference.unit_share as share
join reference.period as period
    on share.valid_from_on <= period.ends_on
    and period.ends_on between coalesce(share.holds_from_on, '-infinity') and coalesce(share.holds_to_on, 'infinity')
join line on line.unit_id = share.unit_id and line.valid_from_on = share.valid_from_on
left join founded on founded.unit_id = share.unit_id and founded.valid_from_on = share.valid_from_on
-- A unit of the same code that ended without a successor is another one.
qualify share.became_from_on = max(share.became_from_on) over (partition by share.became_id, period.period_id)
