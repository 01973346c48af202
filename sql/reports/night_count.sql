-- description: What a night came to: files by outcome, returns due by status, findings by severity, rules by state.
select 'file' as counted, outcome as as_what, count(*) as count from marts.file where is_latest group by all
union all
select 'file' as counted, 'unreceived' as as_what, count(*) as count from raw.unreceived
union all
select 'return' as counted, if(has_figures, 'accepted', status) as as_what, count(*) as count
from marts.return
where status <> 'not_yet_due'
group by all
union all
select 'return' as counted, 'stale' as as_what, count(*) as count from marts.return where is_stale
union all
select 'finding' as counted, severity as as_what, count(*) as count
from marts.finding
where is_open or (is_current and severity = 'note')
group by all
union all
select 'finding' as counted, 'answered' as as_what, count(*) as count
from marts.finding
where is_current and not is_open and severity <> 'note'
union all
select 'rule' as counted, state as as_what, count(*) as count from quality.rule_result group by all
