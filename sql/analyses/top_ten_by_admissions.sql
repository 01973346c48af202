-- The ten units, as organised now, with most admissions up to mid-term per 100 members at its end.
select current_unit_id, current_unit_name_vi,
    sum(value) filter (where indicator_id = 'members_admitted') as admitted_count,
    sum(closing_value) filter (where indicator_id = 'members_closing' and period_id = '2023H1') as member_count,
    100 * admitted_count / member_count as admitted_per_100_members
from marts.observation join marts.unit using (unit_version_id)
where period_id <= '2023H1'
group by current_unit_id, current_unit_name_vi having member_count > 0
order by admitted_per_100_members desc limit 10
