-- Why figures changed between two releases, part by part, of each pair that `make why FROM=12 TO=14` was asked for: the parts of a
-- figure add up to change_value. Joined to marts.return_revision by revision_id, cause_ids name the files.
attach 'warehouse/releases/why/why.duckdb' as why (read_only);
select
    from_release, to_release, label_vi, start_vi, cutoff_vi,
    sum(part_value) as change_value,
    list({'reason_vi': reason_vi, 'part_value': part_value, 'verdict_vi': verdict_vi, 'cause_ids': cause_ids} order by step_number) as parts,
from why.change_part
group by from_release, to_release, figure_key, label_vi, start_vi, cutoff_vi
order by from_release, to_release, figure_key;
