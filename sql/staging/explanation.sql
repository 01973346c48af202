-- description: Explanations (giải trình) that units wrote into the slip they sent back: the last for each finding and value.
-- grain: one row per finding key and value explained
-- column finding_key: rule, unit, period and indicator of the finding, '-' where it has none
-- column received: value that the unit explains, as the slip showed it; null when it was blank
-- column received_key: the same in one spelling, whatever measure the slip showed it in
-- column explanation_vi: what the unit wrote
-- column path: file that brought it, below raw/returns
-- column explained_at: instant at which it came (UTC)
with explanation as (
    select * from raw.explanation
),

receipt as (
    select * from staging.receipt
)

select
    explanation.finding_key,
    explanation.received,
    explanation.received_key,
    explanation.explanation_vi,
    receipt.path,
    receipt.received_at as explained_at,
from explanation
join receipt using (file_sha256)
qualify row_number() over (
    partition by explanation.finding_key, explanation.received_key order by receipt.ordered_at desc, receipt.receipt_id desc
) = 1
