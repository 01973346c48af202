-- description: Put into row_moved the parts that hold in table part_now another thing than was noted of them.
create or replace temp table row_moved as
with noted as (
    select part, held from notes.part where name = $table and keys = $keys
)

select distinct part
from ((from part_now except from noted) union all (from noted except from part_now))
