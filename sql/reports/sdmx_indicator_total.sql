-- description: Totals as SDMX has them, of all units, of each kind of unit and of each sector: '_T' is all of them.
with total as (
    select '_T' as unit_kind, '_T' as sector, * from marts.indicator_total
    union all by name
    select '_T' as unit_kind, sdmx_id(sector) as sector, * exclude (sector) from marts.indicator_total_by_sector
    union all by name
    select sdmx_id(kind) as unit_kind, '_T' as sector, * exclude (kind) from marts.indicator_total_by_kind
),

figure as (
    select
        *,
        coalesce(value, whole_value, level_value, opening_by_period[period_id], closing_by_period[period_id], rate_pct) as number,
    from total
)

select
    period.frequency as "FREQ",
    figure.unit_kind as "UNIT_KIND",
    figure.sector as "SECTOR",
    sdmx_id(figure.indicator_id) as "INDICATOR",
    period.time_period as "TIME_PERIOD",
    figure.number as "OBS_VALUE",
    sdmx_id(rating.rating_code) as "RATING",
    sdmx_total_status(
        coalesce(figure.number::varchar, figure.rating_rank), figure.missing_count, figure.blank_count,
        coalesce(figure.low_value::varchar, figure.low_rating_vi), coalesce(figure.high_value::varchar, figure.high_rating_vi),
        period.is_due
    ) as "OBS_STATUS",
    figure.low_value as "LOWER_BOUND", figure.is_low_open as "IS_LOWER_OPEN",
    figure.high_value as "UPPER_BOUND", figure.is_high_open as "IS_UPPER_OPEN",
    sdmx_id(low.rating_code) as "LOWER_RATING", sdmx_id(high.rating_code) as "UPPER_RATING",
    figure.numerator as "NUMERATOR", figure.denominator as "DENOMINATOR",
    sdmx_id(indicator.unit_of_measure) as "UNIT_MEASURE", '0' as "UNIT_MULT", indicator.decimals as "DECIMALS",
    sdmx_id(indicator.measure) as "MEASURE",
    sdmx_id(figure.period_id) as "PERIOD",
    figure.whole_value is not null as "IS_WHOLE",
    figure.due_count as "DUE_COUNT", figure.known_count as "KNOWN_COUNT", figure.value_count as "VALUE_COUNT",
    figure.zero_count as "ZERO_COUNT", figure.none_occurred_count as "NONE_OCCURRED_COUNT",
    figure.not_applicable_count as "NOT_APPLICABLE_COUNT", figure.blank_count as "BLANK_COUNT",
    figure.missing_count as "MISSING_COUNT",
from figure
join sdmx_period as period using (period_id)
join marts.indicator as indicator using (indicator_id)
left join core.rating as rating on rating.rank_text = figure.rating_rank
left join core.rating as low on low.rating_vi = figure.low_rating_vi
left join core.rating as high on high.rating_vi = figure.high_rating_vi
