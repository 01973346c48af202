-- New members of each unit of the second level (a district) in each period, with all that lies below it: of so many figures due, those known;
-- where some are not, the total lies between low_value and high_value. A sum over level 2 alone counts nobody twice.
select unit_version_id, unit_name_vi, parent_name_vi, period_vi, coalesce(value_by_level[2], whole_value_by_level[2]) as admitted_count,
    low_value, high_value, known_count, due_count
from marts.indicator_total_by_unit
where level = 2 and indicator_id = 'members_admitted'
order by unit_name_vi, unit_version_id, period_id
