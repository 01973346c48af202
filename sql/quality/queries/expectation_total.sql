-- description: What each expectation of a kind found in all its cases: how many fail it, and the first values that do, in an order of their own.
select
    count(*) filter (where failing.shown[place.number] is not null) as failed_count,
    coalesce(
        list(
            failing.shown[place.number]
            order by rule_id, return_id, unit_id, period_id, indicator_id, failing.shown[place.number]
        ) filter (where failing.shown[place.number] is not null),
        []
    )[:$sampled] as sample,
from (select unnest(range(1, $expectations + 1)) as number) as place
left join quality.failing_case as failing on failing.kind = $kind
group by place.number
order by place.number
