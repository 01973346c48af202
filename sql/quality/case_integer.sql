-- description: Counts that are stated exactly; a bound ('trên 2,5') is met by some whole number, and is not judged.
-- grain: one row per rule and exact count
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator that the rule is about
-- column value: figure
-- column whole_number: the figure without its fraction
with rule as (
    select * from quality.rule_in_force where kind = 'integer'
),

counted as (
    select indicator_id
    from reference.indicator
    where unit_of_measure not in ('percent', 'VND', 'rating') and coalesce(decimals, 0) = 0
)

select
    rule.rule_id,
    figure.return_id,
    figure.unit_id,
    figure.period_id,
    figure.indicator_id,
    figure.value,
    trunc(figure.value) as whole_number,
from rule
join staging.observation as figure using (period_id, indicator_id)
join counted using (indicator_id)
where figure.is_due and figure.value is not null and coalesce(figure.comparator, '=') = '='
