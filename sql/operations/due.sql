-- description: Units without an accepted return, by period that falls due between two days.
select period_id, due_on, list(unit_name_vi order by unit_version_id) as units
from marts.return
where not has_figures and due_on between $first and $last
group by all
order by all
