-- How far each unit's own revisions moved its figures, percent of what it had said before: on the whole up or down, and how far either way.
select
    unit.name_vi,
    count(*) as revised_count,
    round(avg(100 * change_value / value_before), 1) as mean_revision_pct,
    round(avg(abs(100 * change_value / value_before)), 1) as mean_absolute_revision_pct,
from marts.figure_change join marts.unit as unit using (unit_version_id)
where value_before > 0 and change_value is not null
group by unit.unit_id, unit.name_vi order by mean_absolute_revision_pct desc, unit.name_vi;
