-- description: How much figures that are not exactly known may be, given the totals that they are part of and the parts that they are the total of: a part is at most its total less the least of the others, a total at least what its parts come to.
-- grain: one row per unit, period and indicator in a relation of core.part_term of which a figure is not exactly known; none where these contradict each other
-- kept by: unit_id, period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column low_value: least that the figure may be
-- column high_value: most that it may be
with recursive unsure as (
    select distinct unknown.unit_id, unknown.period_id, unknown.reporter_id, unknown.told_in_id
    from core.unknown_value as unknown
    join core.part_term as term using (period_id, indicator_id)
),

-- Only what one return tells, or is to tell, is judged together.
figure as (
    select
        due.unit_id, due.period_id, due.indicator_id, term.sign, term.least, term.most, term.term_count,
        concat_ws(' ', due.reporter_id, due.told_in_id, term.relation_id) as relation,
        term.is_whole and told.state is not distinct from 'not_applicable' as is_void,
        coalesce(unknown.low_value, told.low_value) as low_value,
        coalesce(unknown.high_value, told.high_value) as high_value,
    from unsure
    join core.due_figure as due using (unit_id, period_id, reporter_id, told_in_id)
    join core.part_term as term using (period_id, indicator_id)
    left join core.unknown_value as unknown
        on unknown.unit_id = due.unit_id and unknown.period_id = due.period_id and unknown.indicator_id = due.indicator_id
    left join core.observation as told
        on told.is_in_force and told.unit_id = due.unit_id and told.period_id = due.period_id
        and told.indicator_id = due.indicator_id
),

-- A total that does not apply is the sum of nothing; what was accepted though it contradicts itself bounds nothing.
possible as (
    select unit_id, period_id, indicator_id, relation, sign, least, most, low_value, high_value,
    from figure
    window same as (partition by unit_id, period_id, relation)
    qualify count(*) over same = term_count and not bool_or(is_void) over same
        and sum(if(sign > 0, low_value, -high_value)) over same <= most
        and coalesce(sum(if(sign > 0, high_value, -low_value)) over same >= least, true)
),

-- What one relation tells counts in the others: as often as parts have parts.
narrowed as (
    select *, 0 as pass from possible
    union all
    select
        unit_id, period_id, indicator_id, relation, sign, least, most,
        greatest(low_value, max(if(sign > 0, least - others_most, others_least - most)) over this)::decimal(24, 6) as low_value,
        least(high_value, min(if(sign > 0, most - others_least, others_most - least)) over this)::decimal(24, 6) as high_value,
        pass + 1 as pass,
    from (
        select
            *,
            sum(if(sign > 0, low_value, -high_value)) over same - if(sign > 0, low_value, -high_value) as others_least,
            sum(if(sign > 0, high_value, -low_value)) over same - if(sign > 0, high_value, -low_value) as others_most,
        from narrowed
        where pass < 4
        window same as (partition by unit_id, period_id, relation)
    ) as compared
    window this as (partition by unit_id, period_id, indicator_id)
)

select distinct unit_id, period_id, indicator_id, low_value, high_value,
from narrowed
where pass = 4
qualify bool_and(low_value <= high_value) over (partition by unit_id, period_id)
