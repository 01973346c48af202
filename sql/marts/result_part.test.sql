-- Joined to observations, a result doubles none: each of its parts stands once in what is compared.
select
    result_id,
    measured_version_id,
    compared_vi,
    is_base,
    period_id,
    indicator_id,
    part,
    count(*) as row_count,
from marts.result_part
group by all
having count(*) > 1
