-- description: Results of targets at cut-offs between two days that more than one release told, and what each release told that told another one.
select
    vintage.label_vi, target.version_vi, vintage.target_version_id, vintage.cutoff_vi,
    vintage.from_release, vintage.known_from_at, vintage.figure_vi, vintage.verdict_vi,
from marts.vintage as vintage
join marts.period as period on period.period_id = vintage.cutoff_period_id
left join marts.target as target using (target_version_id)
where vintage.target_version_id is not null and period.starts_on >= $first and period.ends_on <= $last
qualify count(*) over (partition by vintage.figure_key) > 1
order by vintage.target_version_id, period.ends_on, vintage.from_release
