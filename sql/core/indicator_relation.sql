-- description: Indicators that others are made of or belong to: the parts of rates, and the wholes that parts are counted in as well.
-- grain: one row per indicator, role and the other indicator
-- column indicator_id: indicator
-- column role: numerator or denominator: the other is added up in this rate; whole: this one is counted in the other too, as a rule says that is in force on the day of the run, or the register of indicators
-- column other_id: the other indicator
-- column other_vi: its name
with related as (
    select indicator_id, 'numerator' as role, unnest(numerator_ids) as other_id from reference.indicator
    union
    select indicator_id, 'denominator' as role, unnest(denominator_ids) as other_id from reference.indicator
    union
    select indicator_id, 'whole' as role, part_of_id as other_id from reference.indicator where part_of_id is not null
    union
    select unnest(parts) as indicator_id, 'whole' as role, whole as other_id
    from reference.rule
    cross join reference.run as run
    where kind in ('sum_of_parts', 'part_of_whole')
        and run.office_on between valid_from_on and coalesce(valid_to_on, run.office_on)
)

select related.indicator_id, related.role, related.other_id, other.label_vi as other_vi,
from related
join reference.indicator as own using (indicator_id)
join reference.indicator as other on other.indicator_id = related.other_id
join core.indicator_measure as measure on measure.indicator_id = own.indicator_id
join core.indicator_measure as of_other on of_other.indicator_id = other.indicator_id
-- What comes in during a period is no part of what is there at its end, though both stand in one sum.
where related.role <> 'whole' or (measure.measure = of_other.measure and own.unit_of_measure = other.unit_of_measure)
