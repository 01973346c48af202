-- description: Every figure that is due: what each unit reported, what is computed from it, and what is missing. Each kind of measure has a column of its own (marts.indicator.figure_column).
-- grain: one row per unit, period and indicator due
-- kept by: unit_version_id, period_id
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figure
-- column measure: flow, opening_stock, closing_stock, rate, rating or level: which of the next columns holds the figure
-- column measure_vi: its name
-- column figure_vi: the figure as a reader reads it, whatever its measure, with its unit of measure, of a bound with the word for it; a computed rate to two decimals; a rating by name, or why there is none (nothing occurred, left blank)
-- column value: figure of a flow: may be added up over units and periods, of one indicator; where comparator is not '=' the bound that the cell claims (of 'more than 3': 3), low_value and high_value tell what it may be; null for all else, and while unknown
-- column whole_value: number of a flow that others make up: over a period of which shorter ones are due too, of a part of the period due that is told beside it, or of a unit of which those below owe it too; never added to theirs; null for all else
-- column opening_by_period: stock at the period's start, as a map from the period, so that no sum runs over several: sum(opening_by_period['2023H1']), of one indicator as every sum; null for all else, and while unknown
-- column closing_by_period: stock at the period's end, likewise: sum(closing_by_period['2023H1']); sum(closing_by_period[period_id]) only in groups of one period_id
-- column level_value: figure that may not be added up at all and is neither rate nor rating, such as the stock of a unit of which those below owe it too; null for all else
-- column rate_pct: rate, percent; of several rows 100 * sum(numerator) / sum(denominator), for avg(rate_pct) counts a unit of three like one of three hundred and is the rate of none; of parts that are bounds (comparator '≈') what the claims come to, the bounds tell what it may be; null for all else
-- column numerator: of a computed rate, while both parts are known; null for all else, also for a rate that the unit reports itself, and where is_whole
-- column denominator: likewise
-- column rating_code: rating; null for all else
-- column rating_vi: its label
-- column rating_rank: its place among ratings, the worst first, as text, so that no mean runs over it: to sort and compare by
-- column low_value: least that the figure may be, given what its cell says or that it is missing, also of whole_value and level_value: bounds of sums stand in marts.indicator_total; null for ratings
-- column high_value: most that it may be; null for ratings
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column comparator: '=' for an exact figure, otherwise the bound that the cell claims; null when unknown or without a number
-- column state: value, zero, none_occurred, not_applicable, no_data, blank, unreadable or missing; of a rate that of its worst-known part
-- column state_vi: its name
-- column is_computed: whether it is computed: a rate from its parts, a count of a rating, a part that cells of described forms add up to, what was added since the figure from January on before it, or what a column of a longer period's return says. All else is a line of a form: these are counted by marts.return
-- column is_whole: whether figures of shorter periods, or of units below, are due too that make this one up, or a longer period is due and this one is not: figures due are counted where it is false
-- column is_reported: whether a unit wrote it (also that it is blank): neither computed nor missing
-- column is_corrected: whether it is the steward's correction of what stands in the cell
-- column return_id: return that tells the figure, or is to tell it: key of marts.return. Its unit is another one where that one tells the figures of units below it, its period a longer one where that return has a column for each month
-- column revision_id: revision in force that holds it: key of marts.return_revision; null when missing
-- column path: file below raw/returns; null when missing, and for a rate, whose parts have cells
-- column sheet_name: sheet of the workbook
-- column address: cell; of what is derived from a rating the rating's
with told as (
    select
        known.*, said.group_mark, said.decimal_mark,
        total.unit_id is not null as is_unit_total, is_unit_total or whole.period_id is not null as is_whole,
        percent_of(fraction(numerator), fraction(denominator)) as percentage,
    from core.unit_value as known cross join core.said as said
    left join core.unit_total as total using (unit_id, period_id, indicator_id)
    left join core.period_whole as whole using (period_id, indicator_id)
),

-- Step by step, for DuckDB repeats what a name stands for wherever the name is used beside it.
once as (select *, abs(if(numerator is null, value, rounded(percentage, 2)))::varchar as digits from told),

parted as (select *, split_part(digits, '.', 1) as before_mark, rtrim(split_part(digits, '.', 2), '0') as after_mark from once),

shown as (
    select *, if(value < 0, '-', '')
            || ltrim(reverse(regexp_replace(reverse(before_mark), '([0-9]{3})', '\1' || group_mark, 'g')), group_mark)
            || if(after_mark = '', '', decimal_mark || after_mark) as number_vi,
    from parted
)

select
    unit.unit_version_id, unit.unit_name_vi,
    found.period_id, period.label_vi as period_vi,
    found.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    kind.measure, measured_as.label_vi as measure_vi,
    case
        when measure = 'rating' and found.value is not null then rating.rating_vi
        when found.state not in ('value', 'zero') or found.value is null then state.label_vi
        else replace(coalesce(claim.label_vi, '…'), '…', found.number_vi || coalesce(' ' || measured.label_vi, ''))
    end as figure_vi,
    if(measure = 'flow' and not is_whole, value, null) as value,
    if(measure = 'flow' and is_whole, value, null) as whole_value,
    if(measure = 'opening_stock' and value is not null and not is_unit_total, map([period_id], [value]), null)
        as opening_by_period,
    if(measure = 'closing_stock' and value is not null and not is_unit_total, map([period_id], [value]), null)
        as closing_by_period,
    if(measure = 'level' or (is_unit_total and measure <> 'flow' and measure <> 'rate'), value, null) as level_value,
    if(measure = 'rate', value, null) as rate_pct,
    if(is_whole, null, found.numerator) as numerator, if(is_whole, null, found.denominator) as denominator,
    rating.rating_code, rating.rating_vi, rating.rank_text as rating_rank,
    if(measure = 'rating', null, found.low_value) as low_value,
    if(measure = 'rating', null, found.high_value) as high_value,
    found.is_low_open, found.is_high_open, found.comparator,
    found.state, state.label_vi as state_vi,
    indicator.aggregation = 'rate' or indicator.derived_from_id is not null or indicator.part_of_id is not null
        or found.is_derived as is_computed,
    found.is_whole,
    not is_computed and found.state <> 'missing' as is_reported, found.is_corrected,
    coalesce(regexp_replace(found.return_id, '-r[0-9]+$', ''), spoken.reporter_id || '-' || spoken.told_in_id) as return_id,
    found.return_id as revision_id,
    found.path, found.sheet_name, found.address,
from shown as found
join core.unit_of_period as unit using (unit_version_id, unit_id, period_id)
join reference.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
join core.indicator_measure as kind using (indicator_id)
left join core.unit_reporter as spoken using (unit_id, period_id)
left join core.rating as rating on kind.measure = 'rating' and rating.rating_rank = found.value
left join reference.word as measured_as on measured_as.list_id = 'measure' and measured_as.code = kind.measure
left join reference.word as claim on claim.list_id = 'comparator' and claim.code = found.comparator
left join reference.word as state on state.list_id = 'state' and state.code = found.state
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
