-- description: Outcome of each rule of a kind. 'cases', 'set_aside', 'findings': the tables with its cases, with what is not judged, and with what was found.
with judged as (
    select rule_id, count(*) as case_count
    from query_table($cases) as judged
    anti join query_table($set_aside) as aside
        on aside.rule_id = judged.rule_id
        and (aside.return_id is null or aside.return_id = judged.return_id)
        and (aside.unit_id is null or aside.unit_id = judged.unit_id)
        and (aside.period_id is null or aside.period_id = judged.period_id)
        and (aside.indicator_id is null or aside.indicator_id = judged.indicator_id)
    where $kind <> 'reader'
    group by rule_id
    union all
    -- A fault of the reader is a broken case by itself: where there could have been one is counted apart.
    select rule_id, case_count from quality.reader_case_count where $kind = 'reader'
),

found as (
    select rule_id, count(*) as finding_count from query_table($findings) group by rule_id
),

counted as (
    select
        rule.rule_id,
        rule.kind,
        rule.severity,
        rule.is_blocking,
        coalesce(judged.case_count, 0) as case_count,
        coalesce(found.finding_count, 0) as finding_count,
    from reference.rule as rule
    left join judged using (rule_id)
    left join found using (rule_id)
    where rule.kind = $kind
)

select
    *,
    -- A rule that had nothing to judge has not passed.
    case when finding_count > 0 then 'failed' when case_count > 0 then 'passed' else 'no case' end as state,
    state = 'passed' as is_passed,
from counted
