-- description: Figures of the whole office as a release said them, by its number.
select
    figure_key,
    split_part(target_version_id, '/', 1) as target_id, split_part(target_version_id, '/', 2) as version,
    indicator_id, start_period_id as first_period_id, cutoff_period_id as last_period_id,
    verdict, figure_vi, figure_value as value, low_value, high_value, due_count, known_count,
from marts.vintage
where from_release <= $number and (to_release is null or to_release > $number) and due_count is not null
