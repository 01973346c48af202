-- description: Parts of figures as SDMX has them; in place of `members` stands a column for each axis.
with figure as (
    select
        *,
        coalesce(
            value_by_axes[axes], whole_value_by_axes[axes], level_value,
            opening_by_axes[axes][period_id], closing_by_axes[axes][period_id], rate_pct
        ) as number,
    from marts.observation_by_breakdown
)

select
    period.frequency as "FREQ",
    sdmx_id(figure.unit_version_id) as "REPORTING_UNIT",
    sdmx_id(figure.indicator_id) as "INDICATOR",
    figure.members,
    period.time_period as "TIME_PERIOD",
    figure.number as "OBS_VALUE",
    sdmx_status(figure.number, figure.state, figure.comparator, period.is_due) as "OBS_STATUS",
    sdmx_id(figure.state) as "STATE",
    sdmx_id(nullif(figure.comparator, '=')) as "COMPARATOR",
    figure.low_value as "LOWER_BOUND", figure.is_low_open as "IS_LOWER_OPEN",
    figure.high_value as "UPPER_BOUND", figure.is_high_open as "IS_UPPER_OPEN",
    sdmx_id(indicator.unit_of_measure) as "UNIT_MEASURE", '0' as "UNIT_MULT", indicator.decimals as "DECIMALS",
    sdmx_id(figure.measure) as "MEASURE",
    sdmx_id(figure.period_id) as "PERIOD",
    figure.is_whole as "IS_WHOLE", figure.is_partial as "IS_PARTIAL",
from figure
join sdmx_period as period using (period_id)
join marts.indicator as indicator using (indicator_id)
