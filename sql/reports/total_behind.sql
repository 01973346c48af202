-- description: What some indicators came to in some periods ('members_admitted/2021H1'), all units together.
select indicator_id || '/' || period_id as asked, indicator_vi, period_vi, figure_vi, known_count, due_count,
from marts.indicator_total
where asked in (select unnest($asked))
