-- description: Of which indicators of which periods each cause between two releases tells that is a return or a decision about one: of table `cause`. What was refused tells nothing; a revision what it says otherwise, or all where what the earlier ones say may have counted otherwise.
with of_return as (
    select
        cause.cause_number, returned.unit_id, returned.period_id, returned.return_id, returned.revision,
        returned.status in ('rejected', 'held') as is_refused, cause.reason in ('return', 'late_return', 'revision') as is_file,
    from cause
    join core.return as returned on returned.return_id = cause.cause_id
    union all
    select cause.cause_number, returned.unit_id, returned.period_id, null, null, false, false
    from cause
    join core.return as returned on cause.about = if(cause.reason = 'received', returned.path, returned.file_sha256)
    where cause.reason in ('received', 'withdrawal')
    union all
    -- What is decided about a figure may let its whole return count.
    select cause_number, unit_id, period_id, null, null, false, false
    from cause
    where unit_id is not null and period_id is not null
),

asked as (
    select unit_id, period_id, bool_and(is_file) and not exists (
        select 1 from cause where reason in ('method', 'unit_event', 'register', 'rule')
    ) as is_file_alone,
    from of_return
    group by unit_id, period_id
),

said as (
    select
        returned.return_id, returned.unit_id, returned.period_id, figure.owner_id, figure.indicator_id,
        bit_xor(hash(
            (breakdown, days, value_kind, state, comparator, value, low_value, high_value, is_low_open, is_high_open)
        )) as what,
    from asked
    join core.return as returned using (unit_id, period_id)
    join (
        select
            return_id, unit_id as owner_id, indicator_id, '' as breakdown, '' as days, 'observed' as value_kind,
            state, comparator, value, low_value, high_value, is_low_open, is_high_open,
        from staging.observation
        where is_due
        union all
        select
            return_id, owner_id, indicator_id, breakdown, days, value_kind, state, comparator, value, low_value, high_value,
            is_low_open, is_high_open,
        from staging.figure
        where coalesce(is_due, true)
    ) as figure using (return_id)
    group by returned.return_id, returned.unit_id, returned.period_id, figure.owner_id, figure.indicator_id
),

told as (
    select distinct unit_id, period_id, owner_id, indicator_id from said
),

revised as (
    select
        of_return.cause_number, told.owner_id, told.indicator_id,
        bool_or(own.what is distinct from before.what) filter (where earlier.status = 'accepted') as is_otherwise,
    from of_return
    join asked using (unit_id, period_id)
    join told using (unit_id, period_id)
    join core.return as earlier using (unit_id, period_id)
    left join said as own
        on own.return_id = of_return.return_id and own.owner_id = told.owner_id and own.indicator_id = told.indicator_id
    left join said as before
        on before.return_id = earlier.return_id and before.owner_id = told.owner_id and before.indicator_id = told.indicator_id
    where asked.is_file_alone and earlier.revision < of_return.revision
    group by of_return.cause_number, told.owner_id, told.indicator_id
    having bool_and(earlier.status <> 'withdrawn')
),

telling as (
    select of_return.cause_number, told.*
    from of_return
    join told using (unit_id, period_id)
    left join revised using (cause_number, owner_id, indicator_id)
    where not of_return.is_refused and coalesce(revised.is_otherwise, true)
)

select cause_number, indicator_id, period_id from telling
union
-- The last figure before bounds what is missing.
select telling.cause_number, telling.indicator_id, bound.period_id
from telling
join core.missing_bound as bound
    on bound.unit_id = telling.owner_id and bound.indicator_id = telling.indicator_id
    and bound.last_period_id = telling.period_id
union
-- So does a total what is not known of its parts, and a part what is not known of its total.
select telling.cause_number, other.indicator_id, telling.period_id
from telling
join core.part_term as term on term.indicator_id = telling.indicator_id and term.period_id = telling.period_id
join core.part_term as other on other.relation_id = term.relation_id and other.period_id = term.period_id
join core.unknown_value as bound
    on bound.unit_id = telling.owner_id and bound.indicator_id = other.indicator_id and bound.period_id = telling.period_id
