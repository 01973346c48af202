-- Share of units rated excellent ('xuất sắc') by kind of unit and year, of those whose rating is known.
select kind_vi, year, count(*) as due_count, count(rating_code) as rated_count,
    count(*) filter (where rating_code = 'hoan_thanh_xuat_sac') as excellent_count,
    100.0 * excellent_count / rated_count as excellent_pct
from marts.observation join marts.unit using (unit_version_id) join marts.period using (period_id)
where indicator_id = 'organisation_rating'
group by kind_vi, year having rated_count > 0
order by kind_vi, year
