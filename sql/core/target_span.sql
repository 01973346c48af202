-- description: Over which spans of which indicator the result of each target at each cut-off is taken, and what it is compared with.
-- grain: one row per target that is no composite, version, cut-off period, span and whether of its base
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column ends_on: its last day
-- column is_ended: whether the target ends with it
-- column is_base: whether it is what that is compared with; of a base that the register says there is no row
-- column indicator_id: indicator of the target, or of its base
-- column span_id: span of periods
-- column compared_vi: year or period that is compared with others; null where there is one span alone
-- column is_result: whether the result is that of this span, not of a better (once: worse) one
with looked_at as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, cutoff.ends_on, cutoff.is_ended, cutoff.first_period_id,
        cutoff.span_id, asked.kind, asked.indicator_id, asked.is_yearly, result.result_value,
        asked.aggregation = 'sum'
            and (asked.kind not in ('every_year', 'once', 'average', 'growth') or (asked.kind = 'average' and not is_yearly))
            as is_total,
        case
            when asked.kind in ('once', 'average') and not cutoff.is_ended then 'year'
            when asked.kind in ('every_year', 'once', 'average') then 'year_to_date'
            else asked.latest_kind
        end as looks_at,
        asked.kind in ('every_year', 'once', 'average') as is_of_all,
        asked.base_indicator_id, asked.base_period_id,
        asked.kind in ('share_of_base', 'growth') and asked.base_value is null as has_base,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    join core.target_result as result using (target_id, version, cutoff_period_id)
),

-- Of all years the mean, the worst or the best; else the latest.
compared as (
    select looked_at.*, year.span_id as year_span_id, year.compared_when, year.value,
    from looked_at
    join core.span_compared as year
        on year.indicator_id = looked_at.indicator_id and year.first_period_id = looked_at.first_period_id
        and year.last_period_id = looked_at.cutoff_period_id and year.span_kind = looked_at.looks_at
    where not is_total and (looked_at.kind <> 'growth' or looks_at <> 'year' or is_yearly or year.is_whole_year)
    qualify is_of_all or year.ends_on = max(year.ends_on) over (
        partition by looked_at.target_id, looked_at.version, looked_at.cutoff_period_id
    )
)

select target_id, version, cutoff_period_id, ends_on, is_ended, false as is_base, indicator_id, span_id,
    null as compared_vi, true as is_result,
from looked_at
where is_total
union all
select target_id, version, cutoff_period_id, ends_on, is_ended, false, indicator_id, year_span_id, compared_when,
    kind not in ('every_year', 'once') or coalesce(value = result_value, false),
from compared
union all
select target_id, version, cutoff_period_id, ends_on, is_ended, true, base_indicator_id,
    'period:' || base_period_id || ':' || base_period_id, null, true,
from looked_at
where has_base
