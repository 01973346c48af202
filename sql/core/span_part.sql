-- description: Half-years whose figures count over a span: of a flow and a rating all, of a stock the one at the opening or the closing.
-- grain: one row per span, indicator and period that counts
-- column span_id: span of half-years
-- column indicator_id: indicator that is reported or derived; rates are made of these
-- column period_id: half-year that counts
-- column is_period: whether the span is that half-year alone
select
    span.span_id,
    indicator.indicator_id,
    period.period_id,
    span.span_kind = 'period' as is_period,
from core.span as span
join reference.period as period on period.period_id between span.first_period_id and span.last_period_id
cross join reference.indicator as indicator
-- What has no aggregation is not added up. An opening stock is what existed before the span's first flow: units founded
-- later add nothing to it, what they open with having come to them as a flow or from those whom they succeed.
where indicator.aggregation in ('sum', 'worst')
    or (
        indicator.aggregation = 'last'
        and period.period_id = if(indicator.stock_point = 'opening', span.first_period_id, span.last_period_id)
    )
