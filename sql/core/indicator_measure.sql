-- description: What kind of measure each indicator is: what may be added up, and in which column its figures stand.
-- grain: one row per indicator
-- column indicator_id: indicator
-- column measure: flow (added up over units and time), opening_stock or closing_stock (over units only), rate (a percentage, never added up), rating (never a number), level (all else, never added up)
-- column is_added_up: whether figures of units, and of parts, are added up to that of all: flows and stocks
select
    indicator_id,
    case
        when unit_of_measure = 'rating' then 'rating'
        when aggregation = 'rate' or unit_of_measure = 'percent' then 'rate'
        when aggregation = 'last' and stock_point = 'opening' then 'opening_stock'
        when aggregation = 'last' then 'closing_stock'
        when aggregation = 'sum' then 'flow'
        else 'level'
    end as measure,
    -- The rate of all is no sum, and the rating of all neither.
    measure in ('flow', 'opening_stock', 'closing_stock') as is_added_up,
from reference.indicator
