-- description: How many returns are due, came and lack, of each period between two days.
select
    period_id,
    count(*) as due,
    count(*) filter (where has_figures) as accepted,
    count(*) filter (where is_stale) as stale,
    count(*) filter (where status in ('rejected', 'held', 'unreadable')) as rejected,
    count(*) filter (where status in ('overdue', 'not_yet_due', 'withdrawn') and ends_on < office_on) as missing,
    count(*) filter (where status in ('overdue', 'not_yet_due', 'withdrawn') and ends_on >= office_on) as ahead,
from marts.return
join marts.period using (period_id)
cross join reference.run
where starts_on >= $first and ends_on <= $last
group by period_id, starts_on, ends_on
order by starts_on, ends_on
