-- A correction puts a value, or says that there is none, and nothing that cannot be read.
select
    return_id,
    indicator_id,
    state,
    value,
from staging.correction
where (value is null) <> (state = 'not_applicable')
