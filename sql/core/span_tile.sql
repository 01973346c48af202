-- description: Types of period of which a span is made up exactly: its own, and those whose periods cover its days without a gap.
-- grain: one row per span, type of period that makes it up, and period
-- column span_id: span of periods
-- column period_type: type of the periods
-- column is_own: whether that is the type of the span's own last period
-- column period_id: period that the span is made of
-- column starts_on: its first day
-- column ends_on: its last day
-- column is_first: whether the span begins with it
-- column is_last: whether the span ends with it
-- column is_period: whether the span is that period alone
with inside as (
    select
        span.span_id,
        period.period_type,
        period.period_type = span.period_type as is_own,
        period.period_id,
        period.starts_on,
        period.ends_on,
        period.starts_on = span.starts_on as is_first,
        period.ends_on = span.ends_on as is_last,
        span.span_kind = 'period' and period.period_id = span.last_period_id as is_period,
        span.ends_on - span.starts_on + 1 as span_days,
    from core.span as span
    join reference.period as period on period.starts_on >= span.starts_on and period.ends_on <= span.ends_on
    -- Terms lie side by side: a period of a type is itself, and no other of the type within its days.
    where span.span_kind <> 'period' or period.period_type <> span.period_type or period.period_id = span.last_period_id
)

select
    span_id, period_type, is_own, period_id, starts_on, ends_on, is_first, is_last, is_period,
from inside
qualify sum(ends_on - starts_on + 1) over (partition by span_id, period_type) = span_days
