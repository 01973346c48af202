-- description: What returns that count hold up in the registers: units in periods, lines of forms, codes of ratings in periods. 'out': contents that do not count.
select 'return' as held_up, unit_id as name, period_id as place
from raw.return
where unit_id is not null and period_id is not null and not list_contains($out, file_sha256)
union
select 'line' as held_up, form_id as name, line_code as place
from raw.entry
where state <> 'blank' and not list_contains($out, file_sha256)
union
select 'rating' as held_up, code as name, period_id as place
from raw.entry
where code is not null and not list_contains($out, file_sha256)
