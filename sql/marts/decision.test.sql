-- Nothing that was taken back counts, and every line of the registers is told.
select
    withdrawn_revision_id as what,
    status,
from marts.decision
where withdrawn_revision_id = revision_id
union all
select
    decision_kind as what,
    'lost' as status,
from (
    select 'withdrawal' as decision_kind, count(*) as line_count from reference.withdrawal
    union all
    select 'override' as decision_kind, count(*) as line_count from reference.override
    union all
    select 'correction' as decision_kind, count(*) as line_count from reference.correction
)
where line_count > (select count(*) from marts.decision as told where told.decision_kind = what)
