-- description: Of which targets, at which cut-offs, it is told what the rest of their time may bring: at mid-term, and at the last period that is over, while the target goes on.
-- grain: one row per target, version and cut-off period that has an outlook
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column indicator_id: indicator that measures it
-- column is_share: whether it asks a share of every year; else a total of whole counts
-- column is_less_better: whether less is better (below, at_most)
-- column is_strict: whether its value itself is not enough (below)
-- column asked_value: what it asks for in the end
-- column starts_on: first day of the target
-- column ends_on: last day of the target
-- column cutoff_ends_on: last day of the cut-off
-- column is_latest: whether the cut-off is the last period that is over
-- column left_count: periods of the target that are left after the cut-off
with last_over as (
    select period.period_type, max(period.ends_on) as ends_on
    from reference.period as period
    join reference.run as run on period.ends_on < run.office_on
    group by period.period_type
)

select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
    asked.indicator_id,
    asked.kind = 'every_year' as is_share,
    asked.is_less_better, asked.is_strict, asked.asked_value,
    target.starts_on, target.ends_on,
    cutoff.ends_on as cutoff_ends_on,
    last_over.ends_on is not null as is_latest,
    cutoff.period_count - cutoff.elapsed_count as left_count,
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
join reference.target as target using (target_id, version)
join reference.indicator as indicator on indicator.indicator_id = asked.indicator_id
left join last_over on last_over.period_type = target.period_type and last_over.ends_on = cutoff.ends_on
left join (select distinct mid_term_on from reference.term) as term on term.mid_term_on = cutoff.ends_on
where not cutoff.is_ended
    and (last_over.ends_on is not null or term.mid_term_on is not null)
    and cutoff.ends_on < (select office_on from reference.run)
    and (
        (asked.kind = 'cumulative' and asked.is_accumulated and indicator.decimals = 0)
        or (asked.kind = 'every_year' and indicator.aggregation = 'rate' and indicator.valid_max = 100)
    )
