-- description: Returns of a period that are missing, refused or came late, on a day; those first for which most verdicts wait.
-- A verdict is that of a target and its version, at however many cut-offs it waits.
with waiting as (
    select distinct return_id, target_id, version_vi
    from marts.decisive_return
    join marts.target using (target_version_id)
),

named as (
    select
        return_id,
        if(count(*) over (partition by return_id, target_id) = 1, target_id, target_id || ' – ' || version_vi) as target,
    from waiting
),

held_open as (
    select return_id, count(*) as verdict_count, string_agg(target, '; ' order by target) as targets
    from named
    group by return_id
)

select
    unit.unit_id, returned.unit_name_vi, returned.return_id, returned.due_on, returned.received_on, returned.late_days,
    case
        when returned.newest_status in ('rejected', 'held', 'unreadable') then 'refused'
        when returned.has_figures then 'late'
        else 'missing'
    end as stands,
    returned.has_figures as has_older_version,
    returned.newest_path, returned.newest_status,
    greatest($office_on - returned.due_on, 0) as overdue_days,
    coalesce(held_open.verdict_count, 0) as verdict_count, held_open.targets,
    returned.due_count as figure_count,
from marts.return as returned
join marts.unit as unit using (unit_version_id)
left join held_open using (return_id)
where returned.period_id = $period_id
    and (
        returned.newest_status in ('rejected', 'held', 'unreadable')
        or returned.late_days > 0
        or (not returned.has_figures and returned.due_on < $office_on)
    )
order by verdict_count desc, coalesce(returned.late_days, overdue_days) desc, returned.unit_name_vi, unit.unit_id
