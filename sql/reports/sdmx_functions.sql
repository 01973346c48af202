-- description: How SDMX writes codes, states and periods: functions, and a view of the periods, that the queries of its files use.
-- A code as an id of SDMX, which has letters, digits, '_', '@', '$' and '-': '/' is '@', any other sign '$' and its bytes, each in
-- two digits; so is '_' in front, for such codes are SDMX's own ('_T' is a total). No two codes have one id, and it leads back.
create or replace temp macro sdmx_id(code) as array_to_string(
    list_transform(string_split(code, ''), lambda sign, place: case
        when sign = '/' then '@'
        when regexp_full_match(sign, '[A-Za-z0-9-]') or (sign = '_' and place > 1) then sign
        else regexp_replace(hex(encode(sign)), '(..)', '$\1', 'g')
    end),
    ''
);

-- State of a figure as SDMX's list CL_OBS_STATUS has it; a figure that is a bound ('at least 96') or about right is an estimate.
create or replace temp macro sdmx_status(figure, state, comparator, is_due) as case
    when figure is not null then if(comparator <> '=', 'E', 'A')
    when state = 'missing' then if(is_due, 'L', 'O')
    when state in ('blank', 'no_data', 'unreadable') then 'O'
    else 'M'
end;

-- That of a total: provisional while parts are missing or blank, an estimate where a part is a bound.
create or replace temp macro sdmx_total_status(figure, missing_count, blank_count, low_value, high_value, is_due) as case
    when figure is null then case when missing_count > 0 and is_due then 'L' when missing_count + blank_count > 0 then 'O' else 'M' end
    when missing_count + blank_count > 0 then 'P'
    when low_value <> high_value then 'E'
    else 'A'
end;

-- Periods of the calendar by their names in ISO 8601 and SDMX, all others by their first day and how long they are; and whether
-- any return of theirs has come or is overdue: before, what is missing may not exist yet.
create or replace temp view sdmx_period as
with due as (
    select distinct period_id from marts.return where status <> 'not_yet_due'
)

select
    period_id,
    due.period_id is not null as is_due,
    case period_type when 'month' then 'M' when 'quarter' then 'Q' when 'half_year' then 'S' when 'year' then 'A' else '_O' end as frequency,
    case
        when period_type = 'month' and day(starts_on) = 1 and ends_on = last_day(starts_on) then strftime(starts_on, '%Y-%m')
        when period_type = 'quarter' and starts_on = date_trunc('quarter', starts_on) and ends_on + 1 = starts_on + interval 3 month
            then strftime(starts_on, '%Y-Q') || quarter(starts_on)
        when period_type = 'half_year' and strftime(starts_on, '%m-%d') in ('01-01', '07-01')
            and ends_on + 1 = starts_on + interval 6 month
            then strftime(starts_on, '%Y-S') || if(month(starts_on) = 1, '1', '2')
        when period_type = 'year' and strftime(starts_on, '%m-%d') = '01-01' and ends_on + 1 = starts_on + interval 1 year
            then strftime(starts_on, '%Y')
        else strftime(starts_on, '%Y-%m-%d') || '/P' || (ends_on - starts_on + 1) || 'D'
    end as time_period,
from marts.period
left join due using (period_id);
