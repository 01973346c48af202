-- description: How many cases of a kind were judged, by rule: all but those that are set aside. 'cases': the table with the cases of the kind.
select rule_id, count(*) as case_count
from query_table($cases) as judged
where not exists (
    from aside
    where aside.rule_id = judged.rule_id
        and coalesce(aside.return_id = judged.return_id, aside.return_id is null)
        and coalesce(aside.period_id = judged.period_id, aside.period_id is null)
        and coalesce(aside.indicator_id = judged.indicator_id, aside.indicator_id is null)
)
group by rule_id
