-- description: Which rows of lists count for the indicators that are made of them: surely, or perhaps, where what a condition is about is blank, no day, or only a bound.
-- grain: one row per return, indicator made of a list and row key
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column indicator_id: indicator
-- column form_id: form
-- column table_id: table that is the list
-- column row_key: what identifies the row
-- column sum_code: column of which the indicator is the sum; null: the rows are counted
-- column told_code: that column, or the first that tells what the row is
-- column is_sure: whether the row surely counts
-- column is_possible: whether it may count
with item as (
    select
        return_id, unit_id, period_id, form_id, table_id, row_key,
        arg_min(column_code, (length(address), address)) filter (where text is not null) as first_code,
    from staging.list_cell
    group by return_id, unit_id, period_id, form_id, table_id, row_key
),

-- Of each value whether it surely, and whether it perhaps, is what stands there.
compared as (
    select
        item.*,
        asked.indicator_id, asked.sum_code, asked.place, asked.operator,
        case
            when asked.column_code is null then true
            when asked.text = '' then cell.state = 'blank'
            when cell.state = 'not_applicable' then false
            when kind = 'number' and operator in ('=', '!=') then cell.low = asked.number and cell.high = asked.number
            when kind = 'number' and operator = '>=' then cell.low >= asked.number
            when kind = 'number' and operator = '>' then cell.low > asked.number
            when kind = 'number' and operator = '<=' then cell.high <= asked.number
            when kind = 'number' then cell.high < asked.number
            when asked.is_period then cell.day between period.starts_on and period.ends_on
            when kind = 'text' or operator in ('=', '!=') then cell.text_key = asked.text
            when operator = '>=' then cell.day >= asked.day
            when operator = '>' then cell.day > asked.day
            when operator = '<=' then cell.day <= asked.day
            else cell.day < asked.day
        end as is_sure_value,
        case
            when asked.column_code is null or asked.text = '' or cell.state = 'not_applicable' then is_sure_value
            when kind = 'number' and operator in ('=', '!=') then asked.number between cell.low and cell.high
            when kind = 'number' and operator = '>=' then cell.high >= asked.number
            when kind = 'number' and operator = '>' then cell.high > asked.number
            when kind = 'number' and operator = '<=' then cell.low <= asked.number
            when kind = 'number' then cell.low < asked.number
            else is_sure_value or cell.text_key = '' or (kind = 'day' and cell.day is null)
        end as is_possible_value,
    from item
    join reference.list_condition as asked using (form_id, table_id)
    join reference.period as period using (period_id)
    left join staging.list_cell as cell using (return_id, form_id, table_id, row_key, column_code)
),

judged as (
    select
        return_id, unit_id, period_id, indicator_id, form_id, table_id, row_key, sum_code, first_code, place,
        -- A column that the sheet lacks says nothing.
        bool_or(coalesce(is_sure_value, false)) as is_met,
        bool_or(coalesce(is_possible_value, true)) as may_be_met,
        if(operator = '!=', not may_be_met, is_met) as is_sure,
        if(operator = '!=', not is_met, may_be_met) as is_possible,
    from compared
    group by
        return_id, unit_id, period_id, indicator_id, form_id, table_id, row_key, sum_code, first_code, place, operator
)

select
    return_id, unit_id, period_id, indicator_id, form_id, table_id, row_key, sum_code,
    coalesce(sum_code, first_code) as told_code,
    bool_and(is_sure) as is_sure,
    bool_and(is_possible) as is_possible,
from judged
group by return_id, unit_id, period_id, indicator_id, form_id, table_id, row_key, sum_code, first_code
