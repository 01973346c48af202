-- description: Units that a return tells of though another one answers for them in its period: they are not below the one that reports, and it owes nothing of them.
-- grain: one row per unit that reports, period of its return and unit that it tells of
-- column unit_id: unit that reports
-- column period_id: period of its return
-- column owner_id: unit that it tells of
-- column reporter_ids: units that owe its figures, by commas
with told as (
    select distinct unit_id, period_id, owner_id from raw.entry where owner_id <> unit_id
),

owed as (
    select distinct unit_id, told_in_id as period_id, owner_id
    from reference.due_line
    where owner_id <> unit_id
)

select
    told.unit_id, told.period_id, told.owner_id,
    string_agg(owed.unit_id, ', ' order by owed.unit_id) as reporter_ids,
from told
join owed using (period_id, owner_id)
anti join staging.unit_above as above
    on above.part_id = told.owner_id and above.whole_id = told.unit_id and above.period_id = told.period_id
group by told.unit_id, told.period_id, told.owner_id
having not bool_or(owed.unit_id = told.unit_id)
