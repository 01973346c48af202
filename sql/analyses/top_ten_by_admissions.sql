-- The ten units, as organised now, with most admissions up to mid-term per 100 members at its end; after them those that cannot be ranked,
-- for their members at its end are not known. missing_count: figures due of both that are not known.
select current_unit_id, current_unit_name_vi, sum(value) as admitted_count,
    sum(closing_by_period['2023H1']) as member_count,
    count(*) filter (where value is null and closing_by_period is null and not is_whole) as missing_count,
    100 * admitted_count / nullif(member_count, 0) as admitted_per_100_members
from marts.observation join marts.unit using (unit_version_id) join marts.period using (period_id)
where ends_on <= '2023-06-30' and indicator_id in ('members_admitted', 'members_closing')
group by current_unit_id, current_unit_name_vi
qualify row_number() over (order by admitted_per_100_members desc nulls last) <= 10 or admitted_per_100_members is null
order by admitted_per_100_members desc nulls last
