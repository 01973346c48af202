-- description: Returns whose counts are those of the unit's own return of the period before, or of another unit's of the same period.
-- grain: one row per rule, return in force and unit that its figures are about, with enough counts above nothing
-- kept by: period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figures are about
-- column period_id: period
-- column indicator_id: null: the case is about the whole return
-- column received_low: counts above nothing that are alike
-- column received_high: the same
-- column expected_low: null: the rule asks for no number
-- column expected_high: null: the rule asks for no number
-- column detail: whose return it is like, in Vietnamese
-- column share: share of the counts that are alike
-- column accepted_high: share that the rule accepts
with rule as (
    select * from quality.rule_in_force where kind = 'copied'
),

-- What is counted anew in each period of its type.
counted as (
    select figure.return_id, figure.unit_id, figure.period_id, figure.indicator_id, figure.value
    from quality.quantity as figure
    join reference.indicator as indicator on indicator.indicator_id = figure.indicator_id and indicator.aggregation = 'sum'
    join reference.period as period on period.period_id = figure.period_id and period.period_type = indicator.frequency
),

written as (
    select
        return_id, unit_id, period_id,
        count(*) filter (where value > 0) as told_count,
        string_agg(indicator_id || '=' || value::varchar, ' ' order by indicator_id) as figures,
    from counted
    group by return_id, unit_id, period_id
),

compared as (
    select
        written.*,
        count(*) over same as unit_count,
        string_agg(written.unit_id, ', ') over same as units,
        coalesce(past.alike_count, 0) as past_alike_count,
        coalesce(past.alike_count / past.told_count, 0) as past_share,
    from written
    left join quality.past_likeness as past
        on past.return_id = written.return_id and past.unit_id = written.unit_id and past.told_count > 0
    window same as (
        partition by written.period_id, written.figures order by written.unit_id
        rows between unbounded preceding and unbounded following
    )
)

select
    rule.rule_id,
    compared.return_id,
    compared.unit_id,
    compared.period_id,
    null::varchar as indicator_id,
    if(compared.unit_count > 1, compared.told_count, compared.past_alike_count)::double as received_low,
    received_low as received_high,
    null::double as expected_low,
    null::double as expected_high,
    concat_ws('; ', if(compared.past_share > rule.maximum, said.like_own_past, null),
        if(compared.unit_count > 1, replace(said.like_others, '{units}', compared.units), null)) as detail,
    if(compared.unit_count > 1, 1, compared.past_share)::double as share,
    rule.maximum::double as accepted_high,
from rule
join compared using (period_id) cross join core.said as said
where compared.told_count >= rule.minimum_history
