-- description: Broken cases, each once with the id of its finding: a hash of rule, return (or receipt, where the file became none) and cell. 'cases': the table with them.
-- Where another rule was about the indicator before, its id is hashed: a finding keeps its key. The measure is that of the cell, where it counts in a multiple.
select
    found.*,
    left(
        sha256(
            concat_ws(
                chr(31),
                coalesce(own.known_as, found.rule_id),
                coalesce(found.return_id, 'receipt ' || found.receipt_id, ''),
                coalesce(found.unit_id, ''),
                coalesce(found.period_id, ''),
                coalesce(found.indicator_id, ''),
                coalesce(found.sheet_name, ''),
                coalesce(found.address, ''),
                coalesce(found.discriminator, '')
            )
        ),
        20
    ) as finding_id,
    entry.measure_text,
    coalesce(entry.multiplier, 1) as multiplier,
from query_table($cases) as found
left join staging.return as returned on returned.return_id = found.return_id
left join raw.entry as entry
    on entry.file_sha256 = returned.file_sha256 and entry.unit_id = returned.unit_id and entry.period_id = returned.period_id
    and entry.sheet_name = found.sheet_name and entry.address = found.address and entry.multiplier <> 1
left join reference.rule_subject as own on own.rule_id = found.rule_id and own.indicator_id = found.indicator_id
qualify row_number() over (
    partition by finding_id order by found.received, found.expected, found.detail, found.path
) = 1
order by found.rule_id, finding_id
