-- description: Figures that an outlook stands on, and those that it is about: of a count the count, of a share how many of how many.
-- grain: one row per indicator that an outlook is about, unit and period due
-- column indicator_id: indicator
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column ends_on: its last day
-- column year: its year
-- column is_known: whether it is known exactly
-- column part: the count; of a share its numerator; null while not known
-- column whole: denominator of a share; 1 for a count; null while not known
-- column least_part: what a count that is not known surely is; of a share what its numerator surely is
-- column least_missed: of a share how many of its denominator are surely not in its numerator; 0 for a count
-- column least_whole: least that its denominator may be; 0 for a count
-- column most_whole: most that it may be; null for a count
with asked as (
    select distinct indicator_id, is_share from core.outlook_asked
),

figure as (
    select
        told.indicator_id, told.unit_id, told.period_id,
        told.low_value = told.high_value as is_known,
        told.low_value::double as part,
        1.0::double as whole,
        -- Counts are whole: 'more than 2' is 3.
        coalesce(if(told.is_low_open, floor(told.low_value) + 1, ceil(told.low_value)), 0) as least_part,
        0 as least_missed, 0 as least_whole, null as most_whole,
    from asked
    join core.indicator_value as told using (indicator_id)
    where not asked.is_share
    union all
    select
        pair.indicator_id, pair.unit_id, pair.period_id,
        coalesce(pair.is_exact and pair.denominator is not null, false) as is_known,
        (pair.numerator / 100)::double as part,
        (pair.denominator / 100)::double as whole,
        greatest(pair.least_numerator / 100, 0) as least_part,
        greatest((pair.least_denominator - pair.most_numerator) / 100, 0) as least_missed,
        pair.least_denominator / 100 as least_whole,
        pair.most_denominator / 100 as most_whole,
    from asked
    join core.span_rate_pair as pair using (indicator_id)
    where asked.is_share and pair.is_period and pair.is_paired
)

select
    figure.indicator_id, figure.unit_id, figure.period_id, period.ends_on, period.year, figure.is_known,
    if(figure.is_known, figure.part, null) as part,
    if(figure.is_known, figure.whole, null) as whole,
    if(figure.is_known, 0, figure.least_part)::double as least_part,
    if(figure.is_known, 0, figure.least_missed)::double as least_missed,
    if(figure.is_known, 0, figure.least_whole)::double as least_whole,
    if(figure.is_known, null, figure.most_whole)::double as most_whole,
from figure
join reference.period as period using (period_id)
-- What units below owe too is a total, and counts nowhere twice.
anti join core.unit_total as total
    on total.unit_id = figure.unit_id and total.period_id = figure.period_id and total.indicator_id = figure.indicator_id
