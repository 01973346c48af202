-- description: How many cases a rule of kind 'reader' was looked for in: receipts, filled lines, or what was due.
-- grain: one row per rule of the kind
-- column rule_id: rule
-- column case_count: cases in which the fault could have been
with looked as (
    select 'return' as looked_for, count(*) as case_count from raw.receipt
    union all
    select 'cell' as looked_for, count(*) as case_count from raw.entry
    union all
    select 'missing_form' as looked_for, count(distinct (return_id, form_id)) as case_count
    from staging.observation
    where is_due
    union all
    select if(is_due, 'missing_line', 'not_due') as looked_for, count(*) as case_count from staging.observation group by all
    union all
    select 'header_disagrees' as looked_for, count(*) as case_count
    from staging.delivery
    where path_unit_id is not null or path_period_id is not null
    union all
    select 'key_contradicts' as looked_for, count(*) as case_count
    from staging.return
    where path_unit_id is not null or path_period_id is not null
    union all
    select 'several_files' as looked_for, count(*) as case_count
    from staging.return
    where withdrawn_on is null and not has_contradiction
    union all
    select 'withdrawal_unknown' as looked_for, count(*) as case_count from staging.withdrawal
    union all
    select 'received_unused' as looked_for, count(*) as case_count from staging.incoming
    union all
    select 'withdrawn_content' as looked_for, count(*) as case_count
    from raw.receipt
    where file_sha256 in (select file_sha256 from staging.withdrawal)
    union all
    select unnest(['corrected', 'correction_expired']) as looked_for, count(*) as case_count from reference.correction
    union all
    select 'unreceived_file' as looked_for, count(*) + (select count(*) from raw.unreceived) as case_count from raw.receipt
)

select
    rule.rule_id,
    coalesce(own.case_count, if(rule.subject in ('missing_line', 'not_due'), 0, of_scope.case_count)) as case_count,
from reference.rule as rule
left join looked as own on own.looked_for = rule.subject
left join looked as of_scope on of_scope.looked_for = rule.scope
where rule.kind = 'reader'
