-- description: Every return received, with the findings that rejected it and those to ask about. 'only_new': those whose content was never judged.
select
    "return".return_id,
    any_value("return".file_sha256) as file_sha256,
    any_value("return".unit_id) as unit_id,
    any_value("return".period_id) as period_id,
    count(*) filter (where severity = 'error') as error_count,
    count(*) filter (where severity = 'warning') as warning_count,
from staging.return as "return"
left join quality.return_finding using (return_id)
where not $only_new
    or ("return".return_id, "return".file_sha256) not in (select (return_id, file_sha256) from quality.return_validation)
group by "return".return_id
order by "return".return_id
