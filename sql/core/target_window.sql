-- description: Of which days the figures of which indicator may still decide a target of which it cannot yet be said.
-- grain: one row per target, version and cut-off period, indicator and days
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column indicator_id: indicator, as targets name it
-- column starts_on: first day
-- column ends_on: last day
with looked_at as (
    select
        progress.target_id, progress.version, progress.cutoff_period_id,
        target.starts_on, cutoff.ends_on, cutoff.first_period_id,
        asked.* exclude (target_id, version),
        progress.target_value,
        case
            when asked.kind in ('once', 'average') and not cutoff.is_ended then 'year'
            when asked.kind in ('every_year', 'once', 'average') then 'year_to_date'
            else asked.latest_kind
        end as looks_at,
        asked.kind = 'cumulative' or (asked.aggregation = 'sum' and asked.kind in ('by_date', 'done', 'share_of_base'))
            or (asked.kind = 'average' and asked.aggregation = 'sum' and not is_yearly) as is_total,
    from core.target_progress as progress
    join core.target_asked as asked using (target_id, version)
    join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
    join reference.target as target using (target_id, version)
    where progress.verdict = 'cannot_yet_say'
),

-- A year that surely is better than every year must be, or worse than the one year that is asked for, decides nothing.
compared as (
    select looked_at.*, year.starts_on as year_starts_on, year.ends_on as year_ends_on,
        row_number() over (partition by target_id, version, cutoff_period_id order by year.ends_on desc) as place,
    from looked_at
    join core.span_compared as year
        on year.indicator_id = looked_at.indicator_id and year.first_period_id = looked_at.first_period_id
        and year.last_period_id = looked_at.cutoff_period_id and year.span_kind = looked_at.looks_at
    where not is_total and case
        when kind = 'growth' and looks_at = 'year' and not (is_yearly or year.is_whole_year) then false
        when year.is_perhaps_void then true
        when kind = 'every_year' and once_rank is not null then true
        when kind = 'every_year' then if(is_less_better, high_value >= target_value, low_value <= target_value)
        when kind = 'once' then if(is_less_better, low_value <= target_value, high_value >= target_value)
        else true
    end
)

select target_id, version, cutoff_period_id, indicator_id, starts_on, ends_on from looked_at where is_total
union all
select target_id, version, cutoff_period_id, indicator_id, year_starts_on, year_ends_on
from compared
where kind in ('every_year', 'once', 'average') or place = 1
union all
select target_id, version, cutoff_period_id, base.indicator_id, base.starts_on, base.ends_on
from looked_at
join core.target_measured as base using (target_id, version)
where base.is_base and base.part_id = target_id
