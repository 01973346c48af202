-- What stands of each figure is what this release says of it, and each change is a change.
select figure_key, from_release
from marts.vintage
where to_release is null and due_count is not null
    and figure_key not in (select figure_key from core.figure_said)
union all
select said.figure_key, null as from_release
from core.figure_said as said
left join marts.vintage as stands on stands.figure_key = said.figure_key and stands.to_release is null
where stands.figure_key is null or (said.figure_vi, said.value, said.verdict)
    is distinct from (stands.figure_vi, stands.figure_value, stands.verdict)
