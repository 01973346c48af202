-- How new members admitted since the start of the term were known, release by release: a row per cut-off, its figures in the order in
-- which they were published, the first one first; the number of the release stands before each.
select
    cutoff_vi,
    first(figure_vi order by from_release) as first_vi,
    list('#' || from_release || ': ' || figure_vi order by from_release) as releases_vi,
    sum(change_value) as revised_value,
from marts.vintage
where indicator_id = 'members_admitted' and start_period_id = '2020H2'
group by cutoff_period_id, cutoff_vi order by cutoff_period_id;
