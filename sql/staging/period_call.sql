-- description: What people call each part of a year, without its year.
-- grain: one row per part of a year and what it is called
-- column period_type: half_year, quarter, month or nine_months
-- column place: which one of its year, from 1
-- column part_vi: what it is called, e.g. '6 tháng đầu', 'quý iii', 't9'
select 'half_year' as period_type, half as place,
    unnest(['h' || half, 'h ' || half, 'hk' || half, 'k' || half, 'kỳ ' || half, half || 'h']) as part_vi
from (select unnest([1, 2]) as half)
union all
select 'half_year', half, part || ' ' || if(half = 1, 'đầu', 'cuối')
from (select unnest([1, 2]) as half)
cross join (select unnest(['6t', '6 tháng', 'sáu tháng', 'nửa', '6th', '6 t']) as part)
union all
select 'half_year', half, unnest(['kỳ ', 'hk ']) || if(half = 1, 'i', 'ii') from (select unnest([1, 2]) as half)
union all
select 'quarter', place, unnest(['q', 'quý ', 'q ']) || place from (select unnest([1, 2, 3, 4]) as place)
union all
select 'quarter', place, unnest(['quý ', 'q ', 'q']) || ['i', 'ii', 'iii', 'iv'][place]
from (select unnest([1, 2, 3, 4]) as place)
union all
select 'month', place, unnest(['t', 't ', 'th', 'tháng ']) || place from (select unnest(range(1, 13)) as place)
union all
select 'nine_months', 1, unnest(['9t', '9 tháng', 'chín tháng', '9th', '9 t', '9t đầu', '9 tháng đầu'])
