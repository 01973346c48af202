-- Why figures changed between two releases, part by part; the parts of a figure add up to change_value.
-- Name the file that `make why FROM=12 TO=14` made.
attach 'warehouse/releases/why/EARLIER-LATER.duckdb' as why (read_only);
select
    label_vi, start_vi, cutoff_vi,
    sum(part_value) as change_value,
    list({'reason_vi': reason_vi, 'part_value': part_value, 'verdict_vi': verdict_vi, 'cause_ids': cause_ids} order by step_number) as parts,
from why.change_part
group by figure_key, label_vi, start_vi, cutoff_vi
order by figure_key;
