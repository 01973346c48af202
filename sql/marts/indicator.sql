-- description: Indicators: what is counted, in which unit of measure, and over what it may be added up.
-- grain: one row per indicator; what is about no single one names none (indicator_id null): left join
-- column indicator_id: indicator
-- column label_vi: name as printed
-- column label_en: name in English
-- column domain: field of work
-- column domain_vi: its name
-- column unit_of_measure: unit of measure of its figures
-- column unit_of_measure_vi: its name
-- column decimals: digits after the decimal mark that its figures have; 0: whole things are counted
-- column measure: flow, opening_stock, closing_stock, rate, rating or level (all else)
-- column measure_vi: its name
-- column figure_column: column in which its figures stand in marts.observation and marts.indicator_total
-- column is_additive_over_units: whether figures of units may be added up
-- column is_additive_over_time: whether figures of periods may be added up
-- column aggregation: as the register has it: sum, last, rate, worst or none (no totals are made)
-- column aggregation_vi: its name
-- column has_totals: whether totals of it stand in marts.indicator_total and marts.indicator_cumulative: not of a rate that units report themselves
-- column frequency: month, quarter, half_year, nine_months, year or term; where its form is reported more often, it is due in the period that ends its own
-- column frequency_vi: its name
-- column numerator_ids: of a rate, indicators whose sum is the numerator; else empty
-- column denominator_ids: of a rate, indicators whose sum is the denominator; else empty
-- column numerator_vi: their names
-- column denominator_vi: their names
-- column part_of_ids: indicators of the same measure in which this one is counted too: figures of both together count things twice; empty: none
-- column part_of_vi: their names
-- column derived_from_id: rating from which this 0-or-1 indicator is derived, unit by unit; null for all else
-- column derived_from_vi: its name
-- column is_higher_better: whether a larger value is the better one; null: neither
-- column valid_min: smallest value that one unit can report; null for ratings
-- column valid_max: largest value that one unit can report; null for ratings
with related as (
    select
        indicator_id,
        string_agg(other_vi, ' + ' order by other_id) filter (where role = 'numerator') as numerator_vi,
        string_agg(other_vi, ' + ' order by other_id) filter (where role = 'denominator') as denominator_vi,
        coalesce(list(other_id order by other_id) filter (where role = 'whole'), []) as part_of_ids,
        string_agg(other_vi, '; ' order by other_id) filter (where role = 'whole') as part_of_vi,
    from core.indicator_relation
    group by indicator_id
)

select
    indicator.indicator_id, indicator.label_vi, indicator.label_en,
    indicator.domain, domain.label_vi as domain_vi,
    indicator.unit_of_measure, unit.label_vi as unit_of_measure_vi,
    indicator.decimals,
    kind.measure, measure.label_vi as measure_vi,
    case kind.measure
        when 'flow' then 'value'
        when 'opening_stock' then 'opening_by_period'
        when 'closing_stock' then 'closing_by_period'
        when 'rate' then 'rate_pct'
        when 'rating' then 'rating_vi'
        else 'level_value'
    end as figure_column,
    kind.measure in ('flow', 'opening_stock', 'closing_stock') as is_additive_over_units,
    kind.measure = 'flow' as is_additive_over_time,
    indicator.aggregation, aggregation.label_vi as aggregation_vi, indicator.aggregation <> 'none' as has_totals,
    indicator.frequency, frequency.label_vi as frequency_vi,
    indicator.numerator_ids,
    indicator.denominator_ids,
    related.numerator_vi,
    related.denominator_vi,
    coalesce(related.part_of_ids, []) as part_of_ids,
    related.part_of_vi,
    indicator.derived_from_id,
    origin.label_vi as derived_from_vi,
    indicator.is_higher_better,
    if(kind.measure = 'rating', null, indicator.valid_min) as valid_min,
    if(kind.measure = 'rating', null, indicator.valid_max) as valid_max,
from reference.indicator as indicator
join core.indicator_measure as kind using (indicator_id)
left join related using (indicator_id)
left join reference.indicator as origin on origin.indicator_id = indicator.derived_from_id
left join reference.word as domain on domain.list_id = 'domain' and domain.code = indicator.domain
left join reference.word as unit on unit.list_id = 'unit_of_measure' and unit.code = indicator.unit_of_measure
left join reference.word as measure on measure.list_id = 'measure' and measure.code = kind.measure
left join reference.word as aggregation on aggregation.list_id = 'aggregation' and aggregation.code = indicator.aggregation
left join reference.word as frequency on frequency.list_id = 'frequency' and frequency.code = indicator.frequency
