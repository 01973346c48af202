-- How many cases each derived fault, and otherwise each scope, was looked for in: one row.
select
    (select count(*) from raw.receipt) as "return",
    (select count(*) from raw.entry) as cell,
    (select count(distinct (return_id, form_id)) from staging.observation where is_due) as missing_form,
    (select count(*) from staging.observation where is_due) as missing_line,
    (select count(*) from staging.observation where not is_due) as not_due,
    (select count(*) from staging.delivery where path_unit_id is not null or path_period_id is not null) as header_disagrees,
    (select count(*) from staging.return where path_unit_id is not null or path_period_id is not null) as key_contradicts,
    (select count(*) from staging.return where withdrawn_on is null and not has_contradiction) as several_files,
    (select count(*) from staging.withdrawal) as withdrawal_unknown,
    (select count(*) from raw.receipt where file_sha256 in (select file_sha256 from staging.withdrawal)) as withdrawn_content,
    (select count(*) from reference.correction) as corrected,
    (select count(*) from reference.correction) as correction_expired,
    (select count(*) from raw.receipt) + (select count(*) from raw.unreceived) as unreceived_file
