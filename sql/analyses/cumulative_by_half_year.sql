-- New members period by period: in it, in its year so far and in the term so far. Figures so far are never added up.
select period_vi, period_value, year_to_date_value, term_to_date_value, term_to_date_low_value, term_to_date_high_value
from marts.indicator_cumulative
where indicator_id = 'members_admitted'
order by period_id
