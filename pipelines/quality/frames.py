"""The tables that Great Expectations looks at: one row is one case, with the columns that the plans prepare.

DuckDB builds them whole, in exact decimals; numbers reach pandas as DOUBLE.
"""

from collections.abc import Sequence

import duckdb
import pandas as pd

from pipelines.quality.plan import STEP, FrameName, Plan

CELL = f"""
    select
        observation.*,
        period.ends_on,
        indicator.unit_of_measure,
        indicator.decimals,
        indicator.valid_min,
        indicator.valid_max,
        case when value is not null then low_value + if(is_low_open, {STEP}, 0) end::decimal(24, 6) as low,
        case when value is not null then high_value - if(is_high_open, {STEP}, 0) end::decimal(24, 6) as high
    from staging.observation as observation
    left join reference.period as period using (period_id)
    left join reference.indicator as indicator using (indicator_id)
"""
"""Observations of staging with the interval [low, high] of what they can mean; null when there is no value."""

_WIDE = {
    "low": "low",
    "high": "high",
    "part_low": "case when state = 'not_applicable' then 0 else low end",
    "part_high": "case when state = 'not_applicable' then 0 else high end",
    "state": "state",
    "code": "case when state = 'unreadable' then received else code end",
}
"""Column that the return frame offers for an indicator, '<indicator>.<column>' → SQL over CELL."""

_CORE = f"""
    alive as (
        select period_id, ends_on, unit_id, kind
        from reference.period
        join reference.unit on ends_on between valid_from_on and coalesce(valid_to_on, ends_on)
    ),
    step as (
        select
            period_id,
            ends_on,
            lag(period_id) over (order by starts_on) as previous_period_id,
            lag(year) over (order by starts_on) is not distinct from year as is_later_in_year
        from reference.period
    ),
    heir as (
        select step.period_id, step.ends_on, step.previous_period_id, alive.unit_id as previous_unit_id, alive.unit_id
        from step
        join alive on alive.period_id = step.previous_period_id
        union
        select heir.period_id, heir.ends_on, heir.previous_period_id, heir.previous_unit_id, unit.successor_id as unit_id
        from heir
        join reference.unit as unit on unit.unit_id = heir.unit_id
            and unit.successor_id is not null
            and unit.valid_to_on < heir.ends_on
        left join alive on alive.unit_id = heir.unit_id and alive.period_id = heir.period_id
        where alive.unit_id is null
    ),
    lineage as (
        select heir.previous_period_id, heir.previous_unit_id, heir.period_id, heir.unit_id
        from heir
        join alive using (unit_id, period_id)
    ),
    same_year as (
        select unit_id, period_id, unit_id as half_unit_id, period_id as half_period_id
        from alive
        union all
        select lineage.unit_id, lineage.period_id, lineage.previous_unit_id, lineage.previous_period_id
        from lineage
        join step using (period_id)
        where step.is_later_in_year
    ),
    ancestry as (
        select unit_id, period_id, previous_unit_id as earlier_unit_id, previous_period_id as earlier_period_id
        from lineage
        union all
        select ancestry.unit_id, ancestry.period_id, lineage.previous_unit_id, lineage.previous_period_id
        from ancestry
        join lineage on lineage.unit_id = ancestry.earlier_unit_id and lineage.period_id = ancestry.earlier_period_id
    ),
    in_force as (
        select
            return_id,
            unit_id,
            period_id,
            indicator_id,
            value,
            state not in ('blank', 'unreadable') as is_known,
            case when is_low_open then low_value + {STEP} else low_value end::decimal(24, 6) as low,
            case when is_high_open then high_value - {STEP} else high_value end::decimal(24, 6) as high,
            case when state not in ('blank', 'unreadable', 'not_applicable') then low end as known_low,
            case when state not in ('blank', 'unreadable', 'not_applicable') then high end as known_high
        from core.observation
        where is_in_force
    ),
    due as (
        select
            due_line.period_id,
            period.ends_on,
            term.term_id,
            due_line.indicator_id,
            coalesce(in_force.is_known, false) as is_known,
            coalesce(in_force.low, indicator.valid_min) as low,
            coalesce(in_force.high, indicator.valid_max) as high
        from reference.due_line as due_line
        join reference.period as period using (period_id)
        join reference.indicator as indicator using (indicator_id)
        left join reference.term as term on due_line.period_id between term.first_period_id and term.last_period_id
        left join in_force using (unit_id, period_id, indicator_id)
    ),
    figure as (
        select
            in_force.return_id,
            in_force.unit_id,
            in_force.period_id,
            in_force.indicator_id,
            alive.ends_on,
            alive.kind,
            in_force.value::double as value,
            in_force.known_low as low,
            in_force.known_high as high,
            indicator.valid_min
        from in_force
        join alive using (unit_id, period_id)
        join reference.indicator as indicator using (indicator_id)
        where indicator.aggregation in ('sum', 'last') and in_force.known_low is not null
    ),
    history as (
        select
            line.unit_id,
            line.period_id,
            earlier.indicator_id,
            line.earlier_period_id,
            sum(earlier.value) as value
        from (select *, count(*) over (partition by unit_id, period_id, earlier_period_id) as unit_count from ancestry) as line
        join figure as earlier on earlier.unit_id = line.earlier_unit_id and earlier.period_id = line.earlier_period_id
        group by line.unit_id, line.period_id, earlier.indicator_id, line.earlier_period_id
        having count(*) = any_value(line.unit_count)
    ),
    past as materialized (
        select figure.*, usual.middle, usual.deviation, usual.period_count
        from figure
        join (
            select
                unit_id,
                period_id,
                indicator_id,
                median(value) as middle,
                mad(value) as deviation,
                count(*) as period_count
            from history
            group by unit_id, period_id, indicator_id
        ) as usual using (unit_id, period_id, indicator_id)
    )
"""
"""Steps that the frames on core share.

lineage: unit of the previous period → unit that it has become. same_year: a unit's periods of one calendar year up to this
one, with the units that it was made of. ancestry: every earlier period, likewise. in_force: figures of accepted returns in
force. due: every figure that is owed, with the indicator's valid range where it is missing. figure: known quantities.
history: a unit's quantities in each earlier period, where all units that it was made of have told theirs. past: a figure with
the median and MAD of its history.
"""

_BASES: dict[FrameName, str] = {
    "series": "select return_id, unit_id, period_id, indicator_id, ends_on from figure",
    "unit_period": """
        select core.return.return_id, core.return.unit_id, core.return.period_id, period.ends_on
        from core.return
        join reference.period as period using (period_id)
        where core.return.is_in_force
    """,
    "period": """
        select
            null::varchar as return_id,
            null::varchar as unit_id,
            period_id,
            ends_on,
            count(*) as owing_count,
            count(accepted.unit_id) as received_count,
            string_agg(owing.unit_id, ', ' order by owing.unit_id) filter (where accepted.unit_id is null) as missing_units
        from (select distinct unit_id, period_id from reference.due_line) as owing
        join reference.period as period using (period_id)
        join (select distinct period_id from core.return) as started using (period_id)
        left join (select distinct unit_id, period_id from core.return where is_in_force) as accepted using (unit_id, period_id)
        group by period_id, ends_on
    """,
    "term": """
        select
            null::varchar as return_id,
            null::varchar as unit_id,
            null::varchar as period_id,
            term.term_id,
            max(period.ends_on) as ends_on
        from reference.term as term
        join reference.period as period on period.period_id between term.first_period_id and term.last_period_id
        group by term.term_id
    """,
}
_KEYS: dict[FrameName, str] = {
    "series": "unit_id, period_id, indicator_id",
    "unit_period": "unit_id, period_id",
    "period": "period_id",
    "term": "term_id",
}


def build_frame(db: duckdb.DuckDBPyConnection, name: FrameName, plans: Sequence[Plan]) -> pd.DataFrame:
    """One frame with the columns of its plans.

    Args:
        db: connection with the tables of schemas reference and staging ('observation', 'return') or core (the others).
        name: the frame.
        plans: the plans on it.

    Returns:
        One row per case, in order of its key, numbered from 0: observation or series (return_id, unit_id, period_id,
        indicator_id), return or unit_period (return_id, unit_id, period_id), period (period_id), term (period_id null), and
        the plans' columns.
    """
    select = "".join(f',\n    {sql} as "{column}"' for plan in plans for column, sql in plan.columns.items())
    if name == "observation":
        sql = f"select return_id, unit_id, period_id, indicator_id{select}\nfrom ({CELL})\norder by return_id, indicator_id"
    elif name == "return":
        sql = _return_sql(select, plans)
    else:
        sql = _core_sql(name, select, plans)
    frame: pd.DataFrame = db.execute(sql).df()
    return frame


def _return_sql(select: str, plans: Sequence[Plan]) -> str:
    """A return's figures are gathered into one map first: hundreds of aggregates, one for each column, would be slow."""
    indicators = dict.fromkeys(indicator for plan in plans for indicator in plan.indicators)
    wide = "".join(
        f""",\n    figures['{indicator}'].{column} as "{indicator}.{column}\""""
        for indicator in indicators
        for column in _WIDE
        if f'"{indicator}.{column}"' in select
    )
    meaning = ", ".join(f"{column}: {sql}" for column, sql in _WIDE.items())
    return f"""
        with figure as (
            select return_id, indicator_id, any_value({{{meaning}}}) as meaning
            from ({CELL})
            where is_due
            group by return_id, indicator_id
        ),
        gathered as (
            select return_id, map_from_entries(list((indicator_id, meaning))) as figures
            from figure
            group by return_id
        ),
        wide as (
            select return_id{wide}
            from gathered
        )
        select return_id, unit_id, period_id{select}
        from staging.return
        left join wide using (return_id)
        left join reference.period as period using (period_id)
        order by return_id
    """


def _core_sql(name: FrameName, select: str, plans: Sequence[Plan]) -> str:
    key = _KEYS[name]
    joins = "".join(
        f'\nleft join ({sql}) as "{source}" using ({key})' for plan in plans for source, sql in plan.sources.items()
    )
    return f"""
        with recursive {_CORE}
        select base.return_id, base.unit_id, base.period_id{", base.indicator_id" if name == "series" else ""}{select}
        from ({_BASES[name]}) as base{joins}
        order by {", ".join(f"base.{column}" for column in key.split(", "))}
    """
